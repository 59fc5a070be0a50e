import { DTypeError, ShapeError, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { bind, defineSignature, formatShape, isFloat, numbers, positional } from "@lumbre/tensor/engine";
import { defineTransform, type Transform } from "./transform.js";

const signature = defineSignature("normalize", positional("mean", numbers), positional("std", numbers));

/**
 * Brings each channel to mean 0 and standard deviation 1: `(x - mean[c]) / std[c]`.
 *
 * Shapes: [..., C, H, W] -> the same.
 *
 * @param mean The channels' means, or a single one for all.
 * @param std The channels' standard deviations, > 0, or a single one for all.
 * @throws {ValueError} for a standard deviation that is not above 0.
 * @throws {ShapeError} for an input with other channels.
 * @throws {DTypeError} for an input that is not of a float dtype; see {@link toTensor}.
 * @example
 * transforms.normalize([0.5], [0.25])(tensor([[[0.5, 1]]])); // => tensor([[[0., 2.]]])
 * @see https://pytorch.org/vision/stable/generated/torchvision.transforms.Normalize.html
 */
export function normalize(mean: readonly number[], std: readonly number[]): Transform<Tensor, Tensor> {
  bind(signature, arguments);
  if (mean.length === 0 || std.length === 0) throw new ValueError("normalize: expected at least one mean and one std");
  const odd = std.findIndex((value) => !(value > 0));
  if (odd >= 0) throw new ValueError(`normalize: std must be > 0, got ${std[odd]} for channel ${odd}`);
  const apply = (x: Tensor): Tensor => {
    checkInput(x, mean.length, std.length);
    return x.sub(perChannel(mean, x)).div_(perChannel(std, x));
  };
  return defineTransform(apply, apply, mean.length === 1 && std.length === 1);
}

/** One value per channel in the dtype of `x`, as an operand. */
function perChannel(values: readonly number[], x: Tensor): number | Tensor {
  if (values.length === 1) return x.dtype === "float32" ? Math.fround(values[0]) : values[0];
  return tensor([...values], { dtype: x.dtype, device: x.device }).reshape(values.length, 1, 1);
}

function checkInput(x: Tensor, means: number, deviations: number): void {
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`normalize: expected a float32 or float64 image, got ${x.dtype}; put toTensor() before it`);
  }
  const channels = x.ndim >= 3 ? x.shape[x.ndim - 3] : undefined;
  const fits = (count: number): boolean => count === 1 || count === channels;
  if (channels === undefined || !fits(means) || !fits(deviations)) {
    throw new ShapeError(
      `normalize: expected an image of shape [..., C, H, W] for ${means} means and ${deviations} deviations, got ` +
        formatShape(x.shape),
    );
  }
}
