import { ArgumentError, DTypeError, fromTypedArray, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aTensor,
  bind,
  defineKind,
  defineSignature,
  describe,
  formatShape,
  isFloat,
  oneOf,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** Pixels row by row, four bytes each: red, green, blue, alpha. A canvas's `ImageData` is one. */
export interface PixelData {
  readonly data: Uint8ClampedArray | Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Which channels are taken of pixels: red, green and blue; these and alpha; or the luminance. */
export type PixelMode = "RGB" | "RGBA" | "L";

/** Options of {@link fromImageData}. */
export interface FromImageDataOptions {
  /** The channels: "RGB", "RGBA", or "L" for the luminance. Default "RGB". */
  readonly mode?: PixelMode;
}

const pixels = "an ImageData, or { data, width, height } with 4 bytes a pixel";

/** Any object with data: what they have to be is checked by the function, for an object could be taken for options. */
const pixelData = defineKind<PixelData>(
  pixels,
  (value) => typeof value === "object" && value !== null && "data" in value && "width" in value,
);

const fromSignature = defineSignature(
  "fromImageData",
  required("image", pixelData),
  optional("mode", oneOf("RGB", "RGBA", "L"), "RGB"),
);
const toSignature = defineSignature("toImageData", required("x", aTensor));

const isSize = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 1;

/**
 * Makes a tensor of a picture's pixels, such as `context.getImageData(0, 0, width, height)` gives them: what `ToTensor`
 * takes, and the images of MNIST are.
 *
 * Shapes: [H, W, 3] for "RGB", [H, W, 4] for "RGBA", [H, W] for "L", all uint8. The luminance is that of ITU-R 601-2,
 * `0.299 R + 0.587 G + 0.114 B`. "RGB" and "L" leave alpha out, as Pillow does: a transparent pixel has its own colour.
 *
 * @param image An ImageData, or an object with its data, width and height.
 * @param mode The channels: "RGB", "RGBA", or "L" for the luminance. Default "RGB".
 * @throws {ArgumentError} for what is no picture.
 * @throws {ShapeError} for data that do not have 4 bytes a pixel.
 * @example
 * const image = { data: new Uint8ClampedArray([255, 0, 0, 255, 0, 0, 255, 255]), width: 2, height: 1 };
 * fromImageData(image); // => tensor([[[255,   0,   0],
 * //          [  0,   0, 255]]], dtype=uint8)
 * fromImageData(image, "L"); // => tensor([[76, 29]], dtype=uint8)
 * new transforms.ToTensor()(fromImageData(image)).shape; // => [3, 1, 2]
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.PILToTensor.html
 */
export function fromImageData(image: PixelData, mode?: PixelMode | FromImageDataOptions): Tensor {
  const [{ data, width, height }, channels] = bind(fromSignature, arguments);
  const isBytes = data instanceof Uint8ClampedArray || data instanceof Uint8Array;
  if (!isBytes || !isSize(width) || !isSize(height)) {
    throw new ArgumentError(
      `fromImageData: image must be ${pixels}, got ${describe(data)} as data of ${width} x ${height} pixels`,
    );
  }
  const count = width * height;
  if (data.length !== 4 * count) {
    throw new ShapeError(
      `fromImageData: got ${data.length} bytes, expected ${4 * count}: 4 for each of ${width} x ${height} pixels`,
    );
  }
  if (channels === "L") return fromTypedArray(luminance(data, count), [height, width]);
  if (channels === "RGBA") return fromTypedArray(data, [height, width, 4]);
  const rgb = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) for (let k = 0; k < 3; k++) rgb[3 * i + k] = data[4 * i + k];
  return fromTypedArray(rgb, [height, width, 3]);
}

/** Weights in units of 2^-16, which sum to 1: Pillow's. */
function luminance(data: Uint8ClampedArray | Uint8Array, count: number): Uint8Array {
  const values = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    values[i] = (data[4 * i] * 19595 + data[4 * i + 1] * 38470 + data[4 * i + 2] * 7471 + 0x8000) >> 16;
  }
  return values;
}

/**
 * Makes a picture of a tensor: an `ImageData` for `context.putImageData` where there is that class, and else an object
 * with the same members.
 *
 * Shapes: a uint8 image [H, W] or [H, W, C], as {@link fromImageData} gives it; a float image [H, W] or [C, H, W] with
 * values from 0 to 1, as `ToTensor` gives it. C is 1 for grey, 3 for colour, 4 for colour and alpha; without alpha it is
 * opaque.
 *
 * @throws {ShapeError} for other shapes.
 * @throws {DTypeError} for another dtype.
 * @throws {ValueError} for floats that are not between 0 and 1.
 * @example
 * const image = toImageData(tensor([[0, 1]]));
 * [image.width, image.height]; // => [2, 1]
 * [...image.data]; // => [0, 0, 0, 255, 255, 255, 255, 255]
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.ToPILImage.html
 */
export function toImageData(x: Tensor): ImageData {
  [x] = bind(toSignature, arguments);
  const isBytes = x.dtype === "uint8";
  if (!isBytes && !isFloat(x.dtype)) {
    throw new DTypeError(`toImageData: expected uint8, or float32 or float64 from 0 to 1, got ${x.dtype}`);
  }
  const [height, width, channels] = sizesOf(x, isBytes);
  const values = isBytes ? x.readSync() : bytesOf(x);
  const size = height * width;
  const data = new Uint8ClampedArray(4 * size).fill(255);
  // Where a channel of a pixel is: bytes have their channels last, floats first.
  const [step, next] = isBytes ? [channels, 1] : [1, size];
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < Math.max(3, channels); k++) {
      data[4 * i + k] = values[i * step + (channels < 3 ? 0 : k) * next];
    }
  }
  if (typeof ImageData === "function") return new ImageData(data, width, height);
  return { data, width, height, colorSpace: "srgb" };
}

function sizesOf(x: Tensor, isBytes: boolean): readonly [height: number, width: number, channels: number] {
  const { shape, ndim } = x;
  const [first, second, third] = shape;
  const sizes = ndim === 2 ? ([first, second, 1] as const) : isBytes ? ([...shape] as const) : [second, third, first];
  const [height, width, channels] = sizes as readonly number[];
  if ((ndim === 2 || ndim === 3) && [1, 3, 4].includes(channels) && height > 0 && width > 0) {
    return [height, width, channels];
  }
  const isOther = ndim === 3 && [1, 3, 4].includes(isBytes ? first : third);
  const hint = isOther ? `; write x.permute(${isBytes ? "1, 2, 0" : "2, 0, 1"})` : "";
  const layout = isBytes ? "[H, W, C] of uint8" : `[C, H, W] of ${x.dtype}`;
  throw new ShapeError(
    `toImageData: expected [H, W] or ${layout} with C = 1, 3 or 4, got ${formatShape(shape)}${hint}`,
  );
}

/** Floats from 0 to 1 as bytes; what rounding makes of them may be a little outside. */
function bytesOf(x: Tensor): Uint8Array {
  const values = x.readSync();
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const byte = Math.round(values[i] * 255);
    if (!(byte >= 0 && byte <= 255)) {
      throw new ValueError(
        `toImageData: expected values from 0 to 1, got ${values[i]}; write x.clamp(0, 1), or undo a normalize first`,
      );
    }
    bytes[i] = byte;
  }
  return bytes;
}
