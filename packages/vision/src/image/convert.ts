import { ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import { formatShape, isFloat } from "@lumbre/tensor/engine";

/** Floats as they are, integers as float32. */
export function toFloat(x: Tensor): Tensor {
  return isFloat(x.dtype) ? x : x.to("float32");
}

/** Floats as they are, bytes as float32 from 0 to 1: skimage's `img_as_float`. */
export function toUnit(x: Tensor): Tensor {
  if (x.dtype === "uint8") return x.to("float32").div(255);
  return toFloat(x);
}

export function requireMatrix(op: string, name: string, x: Tensor): void {
  if (x.ndim === 2 && x.numel() > 0) return;
  const hint = x.ndim === 3 ? `; write rgb2gray(${name}) for a colour image, ${name}.squeeze() for a grey one` : "";
  throw new ShapeError(`${op}: expected ${name} of shape [H, W], got ${formatShape(x.shape)}${hint}`);
}

/**
 * The dimension of the channels of a colour image: the last, as in skimage, or the third from the end, as in PyTorch.
 *
 * @param counts How many channels there may be.
 */
export function channelDimOf(op: string, x: Tensor, given: number | null, counts: readonly number[]): number {
  const list = counts.join(" or ");
  const hasChannels = (dim: number): boolean => counts.includes(x.shape[dim]);
  if (given !== null) {
    const dim = given < 0 ? given + x.ndim : given;
    if (hasChannels(dim)) return dim;
    throw new ShapeError(`${op}: expected ${list} channels in dimension ${given}, got ${formatShape(x.shape)}`);
  }
  const found = [x.ndim - 3, x.ndim - 1].filter((dim) => dim >= 0 && hasChannels(dim));
  if (x.ndim >= 3 && found.length === 2) {
    throw new ValueError(
      `${op}: ${formatShape(x.shape)} may have its channels first or last; write { channelDim: -3 } or { channelDim: -1 }`,
    );
  }
  if (x.ndim >= 3 && found.length === 1) return found[0];
  throw new ShapeError(
    `${op}: expected an image [C, H, W] or [H, W, C] with ${list} channels, got ${formatShape(x.shape)}`,
  );
}
