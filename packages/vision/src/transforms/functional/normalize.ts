import { DTypeError, GradError, ShapeError, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  defineSignature,
  formatShape,
  isFloat,
  numbers,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** True to write the result into the image itself. Default false. */
  readonly inplace?: boolean;
}

export const normalizeParameters = [
  required("mean", numbers),
  required("std", numbers),
  optional("inplace", aBoolean, false),
] as const;

const signature = defineSignature("normalize", required("x", aTensor), ...normalizeParameters);

/**
 * Brings each channel to mean 0 and standard deviation 1: `(x - mean[c]) / std[c]`.
 *
 * Shapes: [..., C, H, W] -> the same.
 *
 * @param x Images of a float dtype, [..., C, H, W].
 * @param mean The channels' means, or a single one for all.
 * @param std The channels' standard deviations, > 0, or a single one for all.
 * @param inplace True to write the result into x. Default false.
 * @throws {ValueError} for a standard deviation that is not above 0.
 * @throws {ShapeError} for an image with other channels.
 * @throws {DTypeError} for an image that is not of a float dtype.
 * @example
 * transforms.functional.normalize(tensor([[[0.5, 1]]]), [0.5], [0.25]); // => tensor([[[0., 2.]]])
 * @see https://pytorch.org/vision/0.14/generated/torchvision.transforms.functional.normalize.html
 */
export function normalize(
  x: Tensor,
  mean: readonly number[],
  std: readonly number[],
  inplace?: boolean | NormalizeOptions,
): Tensor {
  const [images, means, deviations, isInPlace] = bind(signature, arguments);
  requireStatistics("normalize", means, deviations);
  return normalizeImages("normalize", images, means, deviations, isInPlace);
}

/** Throws unless there are means and standard deviations that can be used. */
export function requireStatistics(op: string, mean: readonly number[], std: readonly number[]): void {
  if (mean.length === 0 || std.length === 0) throw new ValueError(`${op}: expected at least one mean and one std`);
  const odd = std.findIndex((value) => !(value > 0));
  if (odd >= 0) throw new ValueError(`${op}: std must be > 0, got ${std[odd]} for channel ${odd}`);
}

/** {@link normalize} under the name of another op. */
export function normalizeImages(
  op: string,
  x: Tensor,
  mean: readonly number[],
  std: readonly number[],
  inplace: boolean,
): Tensor {
  checkInput(op, x, mean.length, std.length);
  if (!inplace) return x.sub(perChannel(mean, x)).div_(perChannel(std, x));
  if (x.requiresGrad) throw new GradError(`${op}: an image that requires a gradient cannot be written into`);
  return x.sub_(perChannel(mean, x)).div_(perChannel(std, x));
}

/** One value per channel in the dtype of `x`, as an operand. */
function perChannel(values: readonly number[], x: Tensor): number | Tensor {
  if (values.length === 1) return x.dtype === "float32" ? Math.fround(values[0]) : values[0];
  return tensor([...values], { dtype: x.dtype, device: x.device }).reshape(values.length, 1, 1);
}

function checkInput(op: string, x: Tensor, means: number, deviations: number): void {
  if (!isFloat(x.dtype)) {
    throw new DTypeError(
      `${op}: expected a float32 or float64 image, got ${x.dtype}; put ToTensor or ConvertImageDtype before it`,
    );
  }
  const channels = x.ndim >= 3 ? x.shape[x.ndim - 3] : undefined;
  const fits = (count: number): boolean => count === 1 || count === channels;
  if (channels === undefined || !fits(means) || !fits(deviations)) {
    throw new ShapeError(
      `${op}: expected an image of shape [..., C, H, W] for ${means} means and ${deviations} standard deviations, got ` +
        formatShape(x.shape),
    );
  }
}
