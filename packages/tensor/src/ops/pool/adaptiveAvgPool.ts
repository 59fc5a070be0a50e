import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";
import { poolMeans } from "./avgPool2d.js";
import { type AnyAdaptiveSize, adaptiveGeometry, anAdaptiveSize } from "./geometry.js";

/** The size that an adaptive 2-d pooling makes: one number for both, or [height, width]; null keeps a size. */
export type AdaptiveSize = number | null | readonly [number | null, number | null];

/** The size that an adaptive 1-d pooling makes; null keeps the size. */
export type AdaptiveLength = number | null | readonly [number | null];

const adaptiveAvgPool1dSignature = adaptiveAvgPoolSignature("adaptiveAvgPool1d");
const adaptiveAvgPool2dSignature = adaptiveAvgPoolSignature("adaptiveAvgPool2d");

function adaptiveAvgPoolSignature(op: string) {
  return defineSignature(op, required("x", aTensor), required("outputSize", anAdaptiveSize));
}

function adaptiveMeans(op: string, spatial: 1 | 2, x: Tensor, outputSize: AnyAdaptiveSize): Tensor {
  const geometry = adaptiveGeometry(op, spatial, x, outputSize);
  return poolMeans(x, spatial, { countIncludePad: true, divisorOverride: 0, ...geometry });
}

/**
 * Means of as many windows as the output is to have: output i is the mean of elements floor(i*L/O) up to, not
 * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
 *
 * @param x Input, float32 or float64.
 * @param outputSize O >= 0; null keeps L.
 * @throws {ShapeError} for an input of another rank, or with an empty line.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 3); // => tensor([[1.5000, 3.0000, 4.5000]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool1d.html
 */
export function adaptiveAvgPool1d(
  x: Tensor,
  outputSize: AdaptiveLength | { readonly outputSize: AdaptiveLength },
): Tensor {
  return adaptiveMeans("adaptiveAvgPool1d", 1, ...bind(adaptiveAvgPool1dSignature, arguments));
}

/**
 * Means of as many windows as the output is to have, in both directions; see {@link adaptiveAvgPool1d}. With size 1
 * it is global average pooling.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
 *
 * @param x Input, float32 or float64.
 * @param outputSize Sizes >= 0: one number for both, or [height, width]; null keeps a size.
 * @throws {ShapeError} for an input of another rank, or with an empty plane.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * adaptiveAvgPool2d(tensor([[[1, 2], [3, 6]]]), 1); // => tensor([[[3.]]])
 * adaptiveAvgPool2d(zeros(1, 3, 8, 5), [2, null]).shape; // => [1, 3, 2, 5]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_avg_pool2d.html
 */
export function adaptiveAvgPool2d(x: Tensor, outputSize: AdaptiveSize | { readonly outputSize: AdaptiveSize }): Tensor {
  return adaptiveMeans("adaptiveAvgPool2d", 2, ...bind(adaptiveAvgPool2dSignature, arguments));
}
