import { ShapeError, type Tensor } from "@lumbre/tensor";
import { bind, defineSignature, formatShape } from "@lumbre/tensor/engine";
import { defineTransform, type Transform } from "./transform.js";

/** Channels go before height and width; a picture without channels gets one. */
function channelsFirst(x: Tensor, rank: number): Tensor {
  const heightDim = rank - 2;
  return x.ndim === rank ? x.unsqueeze(heightDim) : x.movedim(-1, heightDim);
}

function scale(image: Tensor, rank: number): Tensor {
  if (image.ndim !== rank && image.ndim !== rank + 1) {
    const batch = rank === 3 ? "N, " : "";
    throw new ShapeError(
      `toTensor: expected an image of shape [${batch}H, W] or [${batch}H, W, C], got ${formatShape(image.shape)}`,
    );
  }
  const x = channelsFirst(image, rank);
  return x.dtype === "uint8" ? x.to("float32").div_(255) : x.contiguous();
}

const signature = defineSignature("toTensor");

/**
 * Makes an image a tensor that networks take: channels first, and bytes scaled to [0, 1].
 *
 * Shapes: [H, W] -> [1, H, W]; [H, W, C] -> [C, H, W]. A uint8 image becomes float32 and is divided by 255; one of
 * another dtype keeps dtype and values.
 *
 * @throws {ShapeError} for an input that has not two or three dimensions.
 * @example
 * const image = tensor([[0, 51], [102, 255]], { dtype: "uint8" });
 * transforms.toTensor()(image); // => tensor([[[0.0000, 0.2000],
 * //          [0.4000, 1.0000]]])
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.ToTensor.html
 */
export function toTensor(): Transform<Tensor, Tensor> {
  bind(signature, arguments);
  return defineTransform(
    (image) => scale(image, 2),
    (images) => scale(images, 3),
    true,
  );
}
