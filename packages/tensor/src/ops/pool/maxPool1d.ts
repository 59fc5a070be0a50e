import { bind } from "../../arguments/bind.js";
import type { Tensor } from "../../tensor.js";
import type { ValuesAndIndices } from "../valuesAndIndices.js";
import type { Single } from "../windows.js";
import {
  type MaxPool1dOptions,
  maxPool,
  maxPoolSignature,
  type PoolIndicesArguments,
  type WithoutIndices,
} from "./maxPool2d.js";

const maxPool1dSignature = maxPoolSignature("maxPool1d");

/**
 * The largest element of each window along the last dimension. The first of equal elements takes the gradient, and a
 * NaN wins over all.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'],
 *   L' = floor((L + 2*padding - dilation*(k - 1) - 1) / stride) + 1, rounded up instead in ceil mode.
 *
 * @param x Input, float32 or float64.
 * @param kernelSize Size of the window, >= 1.
 * @param stride Step of the window, >= 1; null: the kernel size. Default null.
 * @param padding Minus infinities on each side, at most half of what the kernel spans. Default 0.
 * @param dilation Step between the elements of a window, >= 1. Default 1.
 * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
 * @param returnIndices Also return where the maxima were. Default false.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2); // => tensor([[3., 5.]])
 * maxPool1d(tensor([[1, 3, 2, 5, 4]]), 2, { ceilMode: true }); // => tensor([[3., 5., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.max_pool1d.html
 */
export function maxPool1d(
  x: Tensor,
  kernelSize: Single,
  ...args: PoolIndicesArguments<Single, MaxPool1dOptions>
): ValuesAndIndices;
export function maxPool1d(
  x: Tensor,
  kernelSize: Single | (WithoutIndices<MaxPool1dOptions> & { readonly kernelSize: Single }),
  stride?: Single | null | WithoutIndices<MaxPool1dOptions>,
  padding?: Single | WithoutIndices<Omit<MaxPool1dOptions, "stride">>,
  dilation?: Single | WithoutIndices<Pick<MaxPool1dOptions, "dilation" | "ceilMode">>,
  ceilMode?: boolean | WithoutIndices<Pick<MaxPool1dOptions, "ceilMode">>,
  returnIndices?: false | WithoutIndices<unknown>,
): Tensor;
export function maxPool1d(): Tensor | ValuesAndIndices {
  return maxPool("maxPool1d", 1, ...bind(maxPool1dSignature, arguments));
}
