import { bind } from "../../arguments/bind.js";
import { defineSignature } from "../../arguments/signature.js";
import type { Tensor } from "../../tensor.js";
import type { Single } from "../windows.js";
import { type AvgPool1dOptions, avgPool, avgPoolParameters } from "./avgPool2d.js";

const avgPool1dSignature = defineSignature("avgPool1d", ...avgPoolParameters);

/**
 * The mean of each window along the last dimension. What ceil mode adds beyond the padding never counts.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'], L' = floor((L + 2*padding - k) / stride) + 1, rounded up instead in
 *   ceil mode.
 *
 * @param x Input, float32 or float64.
 * @param kernelSize Size of the window, >= 1.
 * @param stride Step of the window, >= 1; null: the kernel size. Default null.
 * @param padding Zeros on each side, at most half of what the kernel spans. Default 0.
 * @param ceilMode Let a last window stick out at the end, if it starts inside. Default false.
 * @param countIncludePad Count the zeros of the padding in the mean. Default true.
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * avgPool1d(tensor([[1, 3, 2, 6]]), 2); // => tensor([[2., 4.]])
 * avgPool1d(tensor([[1, 3, 2, 6]]), 2, { stride: 1 }); // => tensor([[2.0000, 2.5000, 4.0000]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
 */
export function avgPool1d(
  x: Tensor,
  kernelSize: Single | (AvgPool1dOptions & { readonly kernelSize: Single }),
  stride?: Single | null | AvgPool1dOptions,
  padding?: Single | Omit<AvgPool1dOptions, "stride">,
  ceilMode?: boolean | Pick<AvgPool1dOptions, "ceilMode" | "countIncludePad">,
  countIncludePad?: boolean | Pick<AvgPool1dOptions, "countIncludePad">,
): Tensor {
  return avgPool("avgPool1d", 1, ...bind(avgPool1dSignature, arguments));
}
