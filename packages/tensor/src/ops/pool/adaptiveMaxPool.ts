import type { Tensor } from "../../tensor.js";
import type { ValuesAndIndices } from "../reduce/max.js";
import type { AdaptiveSize } from "./adaptiveAvgPool.js";
import { adaptiveGeometry } from "./geometry.js";
import { poolMaxima } from "./maxPool2d.js";

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
 * @param outputSize O >= 0; null keeps L.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} for an input of another rank, or with an empty line.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @example
 * adaptiveMaxPool1d(tensor([[1, 7, 3, 4, 5]]), 3); // => tensor([[7., 7., 5.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool1d.html
 */
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: number | null,
  options: AdaptiveMaxPoolOptions & { readonly returnIndices: true },
): ValuesAndIndices;
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: number | null,
  options?: AdaptiveMaxPoolOptions & { readonly returnIndices?: false },
): Tensor;
export function adaptiveMaxPool1d(
  x: Tensor,
  outputSize: number | null,
  options: AdaptiveMaxPoolOptions = {},
): Tensor | ValuesAndIndices {
  return poolMaxima(x, 1, adaptiveGeometry("adaptiveMaxPool1d", 1, x, outputSize), options.returnIndices);
}

/**
 * Maxima of as many windows as the output is to have, in both directions; see {@link adaptiveMaxPool1d}.
 *
 * Shapes: x [N, C, H, W] or [C, H, W] -> [N, C, outputSize[0], outputSize[1]].
 *
 * @param outputSize One number for both, or [height, width]; null keeps a size.
 * @returns The maxima; with `returnIndices` `{ values, indices }`.
 * @throws {ShapeError} for an input of another rank, or with an empty plane.
 * @throws {DTypeError} for an integer or bool tensor.
 * @throws {ValueError} for a size that is no whole number.
 * @example
 * adaptiveMaxPool2d(tensor([[[1, 2], [3, 6]]]), [1, null]); // => tensor([[[3., 6.]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.adaptive_max_pool2d.html
 */
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions & { readonly returnIndices: true },
): ValuesAndIndices;
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options?: AdaptiveMaxPoolOptions & { readonly returnIndices?: false },
): Tensor;
export function adaptiveMaxPool2d(
  x: Tensor,
  outputSize: AdaptiveSize,
  options: AdaptiveMaxPoolOptions = {},
): Tensor | ValuesAndIndices {
  return poolMaxima(x, 2, adaptiveGeometry("adaptiveMaxPool2d", 2, x, outputSize), options.returnIndices);
}
