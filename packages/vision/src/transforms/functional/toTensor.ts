import { fromImageData, type PixelData } from "@lumbre/datasets";
import { ShapeError, Tensor } from "@lumbre/tensor";
import { bind, defineKind, defineSignature, formatShape, type Kind, required } from "@lumbre/tensor/engine";

/** An image as datasets and canvases give it: [H, W] or [H, W, C], or an ImageData. */
export type Picture = Tensor | PixelData;

export const aPicture: Kind<Picture> = defineKind(
  "an image: a tensor [H, W] or [H, W, C], or an ImageData",
  (value) => value instanceof Tensor || (typeof value === "object" && value !== null && "data" in value),
);

/** What takes a picture and nothing else. */
/* @__NO_SIDE_EFFECTS__ */
export function pictureSignature(op: string) {
  return defineSignature(op, required("picture", aPicture));
}

const signature = pictureSignature("toTensor");

/**
 * Makes an image a tensor that networks take: channels first, and bytes scaled to [0, 1].
 *
 * Shapes: [H, W] -> [1, H, W]; [H, W, C] -> [C, H, W]. A uint8 image becomes float32 and is divided by 255; one of
 * another dtype keeps dtype and values. Of an ImageData it takes red, green and blue.
 *
 * @param picture A tensor [H, W] or [H, W, C], as datasets give it, or an ImageData.
 * @throws {ShapeError} for a tensor that has not two or three dimensions.
 * @example
 * const image = tensor([[0, 51], [102, 255]], { dtype: "uint8" });
 * transforms.functional.toTensor(image); // => tensor([[[0.0000, 0.2000],
 * //          [0.4000, 1.0000]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.to_tensor.html
 */
export function toTensor(picture: Picture): Tensor {
  [picture] = bind(signature, arguments);
  return pictureToTensor("toTensor", picture, 2);
}

/** {@link toTensor} under another name; rank is that of a picture without channels, 3 for a batch of them. */
export function pictureToTensor(op: string, picture: Picture, rank: number): Tensor {
  const image = picture instanceof Tensor ? picture : fromImageData(picture);
  if (image.ndim !== rank && image.ndim !== rank + 1) {
    const batch = rank === 3 ? "N, " : "";
    throw new ShapeError(
      `${op}: expected an image of shape [${batch}H, W] or [${batch}H, W, C], got ${formatShape(image.shape)}`,
    );
  }
  requireChannelsLast(op, image, rank);
  const x = image.ndim === rank ? image.unsqueeze(rank - 2) : image.movedim(-1, rank - 2);
  return x.dtype === "uint8" ? x.to("float32").div_(255) : x.contiguous();
}

/**
 * Throws for a picture that has its channels first, as `readImage` gives it; rank is that of one without channels.
 * @throws {ShapeError} that says what to write instead.
 */
export function requireChannelsLast(op: string, { shape }: Tensor, rank: number): void {
  const [first, last] = [shape[rank - 2], shape[rank]];
  if (shape.length !== rank + 1 || first > 4 || last <= 4) return;
  throw new ShapeError(
    `${op}: expected an image of shape [H, W, C], got ${formatShape(shape)}, which has its channels first; ` +
      'write ConvertImageDtype("float32") in place of ToTensor',
  );
}
