import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";
import type { ValuesAndIndices } from "../valuesAndIndices.js";
import type { AdaptiveLength, AdaptiveSize } from "./adaptiveAvgPool.js";
import { type AnyAdaptiveSize, adaptiveGeometry, anAdaptiveSize } from "./geometry.js";
import { poolMaxima, type WithIndices, type WithoutIndices } from "./maxPool2d.js";

const adaptiveMaxPool1dSignature = adaptiveMaxPoolSignature("adaptiveMaxPool1d");
const adaptiveMaxPool2dSignature = adaptiveMaxPoolSignature("adaptiveMaxPool2d");

function adaptiveMaxPoolSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("outputSize", anAdaptiveSize),
    optional("returnIndices", aBoolean, false),
  );
}

function adaptiveMaxima(
  op: string,
  spatial: 1 | 2,
  x: Tensor,
  outputSize: AnyAdaptiveSize,
  returnIndices: boolean,
): Tensor | ValuesAndIndices {
  return poolMaxima(x, spatial, adaptiveGeometry(op, spatial, x, outputSize), returnIndices);
}

/** Options of adaptive max poolings. */
export interface AdaptiveMaxPoolOptions {
  /** Also return where the maxima were, as flat positions in the plane. Default false. */
  readonly returnIndices?: boolean;
}

/**
 * Maxima of as many windows as the output is to have: output i is the largest of elements floor(i*L/O) up to, not
 * including, ceil((i+1)*L/O). Windows may overlap; O may be larger than L.
 *
 * Shapes: x [N, C, L] or [C, L] -> [N, C, O].
 *
 * @param x Input, float32 or float64.
 * @param outputSize O >= 0; null keeps L.
 * @param returnIndices Also return where the maxima were. Default false.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} for an input of another rank, or with an empty line.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * adaptiveMaxPool1d(tensor([[1, 7, 3, 4, 5]]), 3); // => tensor([[7., 7., 5.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
 */
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: AdaptiveLength,
  returnIndices: true | WithIndices<AdaptiveMaxPoolOptions>,
): ValuesAndIndices;
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: AdaptiveLength | WithoutIndices<{ readonly outputSize: AdaptiveLength }>,
  returnIndices?: false | WithoutIndices<AdaptiveMaxPoolOptions>,
): Tensor;
export function adaptiveMaxPool1d(): Tensor | ValuesAndIndices {
  return adaptiveMaxima("adaptiveMaxPool1d", 1, ...bind(adaptiveMaxPool1dSignature, arguments));
}

/**
 * Maxima of as many windows as the output is to have, in both directions; see {@link adaptiveMaxPool1d}.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
 *
 * @param x Input, float32 or float64.
 * @param outputSize Sizes >= 0: one number for both, or [height, width]; null keeps a size.
 * @param returnIndices Also return where the maxima were, as flat positions in the plane. Default false.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} for an input of another rank, or with an empty plane.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @throws {ArgumentError} for an unknown option, or a value of the wrong kind.
 * @example
 * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), [1, null]); // => tensor([[[3., 6.]]])
 * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), 1, { returnIndices: true }).indices; // => tensor([[[3]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
 */
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  returnIndices: true | WithIndices<AdaptiveMaxPoolOptions>,
): ValuesAndIndices;
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize | WithoutIndices<{ readonly outputSize: AdaptiveSize }>,
  returnIndices?: false | WithoutIndices<AdaptiveMaxPoolOptions>,
): Tensor;
export function adaptiveMaxPool2d(): Tensor | ValuesAndIndices {
  return adaptiveMaxima("adaptiveMaxPool2d", 2, ...bind(adaptiveMaxPool2dSignature, arguments));
}
