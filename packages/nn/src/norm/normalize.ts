import type { Tensor } from "@lumbre/tensor";
import {
  aNumber,
  aNumberFrom,
  aTensor,
  bind,
  callAs,
  defineSignature,
  optional,
  positional,
  sizes,
} from "@lumbre/tensor/engine";

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** The exponent of the norm. Default 2. */
  readonly p?: number;
  /** The dimension or dimensions over which the norm is taken. Default 1. */
  readonly dim?: number | readonly number[];
  /** The least number to divide by, >= 0. Default 1e-12. */
  readonly eps?: number;
}

const signature = defineSignature(
  "normalize",
  positional("x", aTensor),
  optional("p", aNumber, 2),
  optional("dim", sizes, 1),
  optional("eps", aNumberFrom(0), 1e-12),
);

/**
 * Divides by the p-norm along a dimension: `x / max(norm(x), eps)`.
 *
 * @param p The exponent of the norm. Default 2.
 * @param dim The dimension over which the norm is taken. Default 1.
 * @param eps The least number to divide by, >= 0. Default 1e-12.
 * @example
 * functional.normalize(tensor([[3, 4]])); // => tensor([[0.6000, 0.8000]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(
  x: Tensor,
  p?: number | NormalizeOptions,
  dim?: number | readonly number[] | Omit<NormalizeOptions, "p">,
  eps?: number | Pick<NormalizeOptions, "eps">,
): Tensor {
  const [, exponent, along, least] = bind(signature, arguments);
  return callAs("normalize", () => x.div(x.norm(exponent, along, { keepDim: true }).clampMin(least)));
}
