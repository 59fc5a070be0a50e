import type { Tensor } from "../../tensor.js";
import type { Single } from "../windows.js";
import { type AvgPool1dOptions, poolMeans } from "./avgPool2d.js";
import { poolGeometry } from "./geometry.js";

/**
 * The mean of each window along the last dimension. What ceil mode adds beyond the padding never counts.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, L'], L' = floor((L + 2*padding - k) / stride) + 1, rounded up instead in
 *   ceil mode.
 *
 * @throws {ShapeError} when the kernel is larger than the padded input.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for an option out of range.
 * @example
 * avgPool1d(tensor([[1, 3, 2, 6]]), 2); // => tensor([[2., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.avg_pool1d.html
 */
export function avgPool1d(x: Tensor, kernelSize: Single, options: AvgPool1dOptions = {}): Tensor {
  const { countIncludePad = true } = options;
  const geometry = poolGeometry("avgPool1d", 1, x, kernelSize, options);
  return poolMeans(x, 1, { ...geometry, countIncludePad, divisorOverride: 0 });
}
