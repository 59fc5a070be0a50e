import type { Tensor } from "../../tensor.js";
import { poolMeans } from "./avgPool2d.js";
import { adaptiveGeometry } from "./geometry.js";

/** The size that an adaptive 2-d pooling makes: one number for both, or [height, width]; null keeps a size. */
export type AdaptiveSize = number | null | readonly [number | null, number | null];

function adaptiveMeans(op: string, x: Tensor, spatial: 1 | 2, outputSize: AdaptiveSize): Tensor {
  const geometry = adaptiveGeometry(op, spatial, x, outputSize);
  return poolMeans(x, spatial, { ...geometry, countIncludePad: true, divisorOverride: 0 });
}

/**
 * Means of as many windows as the output is to have: output i is the mean of elements floor(i*L/O) up to, not
 * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
 *
 * @param outputSize O >= 0; null keeps L.
 * @throws {ShapeError} for an input of another rank, or with an empty line.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @example
 * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 3); // => tensor([[1.5000, 3.0000, 4.5000]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
 */
export function adaptiveAvgPool1d(x: Tensor, outputSize: number | null): Tensor {
  return adaptiveMeans("adaptiveAvgPool1d", x, 1, outputSize);
}

/**
 * Means of as many windows as the output is to have, in both directions; see {@link adaptiveAvgPool1d}. With size 1
 * it is global average pooling.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
 *
 * @param outputSize One number for both, or [height, width]; null keeps a size.
 * @throws {ShapeError} for an input of another rank, or with an empty plane.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @example
 * adaptiveAvgPool2d(tensor([[[1, 2], [3, 6]]]), 1); // => tensor([[[3.]]])
 * adaptiveAvgPool2d(zeros(1, 3, 8, 5), [2, null]).shape; // => [1, 3, 2, 5]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize): Tensor {
  return adaptiveMeans("adaptiveAvgPool2d", x, 2, outputSize);
}
