import type { Tensor } from "../../tensor.js";
import type { ValuesAndIndices } from "../reduce/max.js";
import type { Single } from "../windows.js";
import { poolGeometry } from "./geometry.js";
import { type MaxPool1dOptions, poolMaxima } from "./maxPool2d.js";

/**
 * The largest element of each window along the last dimension. The first of equal elements takes the gradient, and a
 * NaN wins over all.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'],
 *   L' = floor((L + 2*padding - dilation*(k - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
 *
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @example
 * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2); // => tensor([[3., 5.]])
 * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2, { ceilMode: true }); // => tensor([[3., 5., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 */
export function maxPool1d(
  x: Tensor,
  kernelSize: Single,
  options: MaxPool1dOptions & { readonly returnIndices: true },
): ValuesAndIndices;
export function maxPool1d(
  x: Tensor,
  kernelSize: Single,
  options?: MaxPool1dOptions & { readonly returnIndices?: false },
): Tensor;
export function maxPool1d(x: Tensor, kernelSize: Single, options: MaxPool1dOptions = {}): Tensor | ValuesAndIndices {
  return poolMaxima(x, 1, poolGeometry("maxPool1d", 1, x, kernelSize, options), options.returnIndices);
}
