import {
  type DType,
  DTypeError,
  GradError,
  ShapeError,
  type Tensor,
  type TypedArray,
  ValueError,
} from "@lumbre/tensor";
import { allocateArray, formatShape, isFloat, tensorFromBuffer } from "@lumbre/tensor/engine";

/** Channels, height and width of images; images without channels have one. */
export interface ImageSize {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** The size of images [H, W] or [..., C, H, W]. */
export function imageSize({ shape }: { readonly shape: readonly number[] }): ImageSize {
  const [channels, height, width] = shape.length === 2 ? [1, ...shape] : shape.slice(-3);
  return { channels, height, width };
}

/** Throws unless a tensor may hold images. */
export function requireImage(op: string, x: Tensor): void {
  const { shape } = x;
  if (shape.length < 2) {
    throw new ShapeError(`${op}: expected an image of shape [H, W] or [..., C, H, W], got ${formatShape(shape)}`);
  }
  const { channels, height, width } = imageSize(x);
  if (height === 0 || width === 0) {
    throw new ShapeError(`${op}: expected an image with height and width > 0, got ${formatShape(shape)}`);
  }
  // Pictures of the datasets have their channels last, where a flip would swap colours.
  if (x.dtype === "uint8" && shape.length >= 3 && width <= 4 && channels > 4) {
    throw new ShapeError(
      `${op}: expected an image with channels first, [..., C, H, W], got ${formatShape(shape)}, which has them last; ` +
        `put it into a Compose with ToTensor, or write x.movedim(-1, -3)`,
    );
  }
}

/** Throws unless images have one of some numbers of channels. */
export function requireChannels(op: string, x: Tensor, permitted: readonly number[] = [1, 3]): void {
  const { channels } = imageSize(x);
  if (x.ndim >= 2 && permitted.includes(channels)) return;
  throw new ShapeError(`${op}: expected images with ${permitted.join(" or ")} channels, got ${formatShape(x.shape)}`);
}

/** Throws for a dtype whose values are no grey levels. */
export function requireLevels(op: string, x: Tensor): void {
  if (x.dtype === "uint8" || isFloat(x.dtype)) return;
  throw new DTypeError(`${op}: expected an image of uint8, float32 or float64, got ${x.dtype}; write x.to("uint8")`);
}

/** The largest grey level: 255 of bytes, 1 of floats. */
export function largestLevel({ dtype }: Tensor): number {
  return isFloat(dtype) ? 1 : 255;
}

/** Images made of others, element by element on the host. The function fills the output. */
export function computeImage(
  op: string,
  x: Tensor,
  shape: readonly number[],
  dtype: DType,
  compute: (input: TypedArray, output: TypedArray) => void,
): Tensor {
  if (x.requiresGrad) {
    throw new GradError(`${op}: an image that requires a gradient cannot be transformed; write x.detach()`);
  }
  const output = allocateArray(
    dtype,
    shape.reduce((product, size) => product * size, 1),
  );
  compute(x.readSync(), output);
  // The array is nobody else's, so that it may become the tensor's memory without a copy.
  return tensorFromBuffer(x.device, x.device.kernels.upload(output, dtype), dtype, shape);
}

/** Height and width from one number, or from one or two. */
export function heightAndWidth(
  op: string,
  size: number | readonly number[],
  name = "size",
): readonly [height: number, width: number] {
  const list = typeof size === "number" ? [size] : size;
  if (list.length !== 1 && list.length !== 2) {
    throw new ValueError(`${op}: ${name} must be a number or [height, width], got [${list.join(", ")}]`);
  }
  const odd = list.find((value) => !Number.isInteger(value) || value < 1);
  if (odd !== undefined) throw new ValueError(`${op}: ${name} must be a whole number >= 1, got ${odd}`);
  return [list[0], list[1] ?? list[0]];
}

/** Throws unless there are as many finite numbers as one of the lengths says. */
export function requireFinite(op: string, name: string, values: readonly number[], ...lengths: number[]): void {
  if (lengths.includes(values.length) && values.every(Number.isFinite)) return;
  throw new ValueError(`${op}: ${name} must be ${lengths.join(" or ")} finite numbers, got [${values.join(", ")}]`);
}

/** Rounds as Python and PyTorch do: a half to the even number. */
export function roundHalfToEven(value: number): number {
  const rounded = Math.floor(value + 0.5);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
