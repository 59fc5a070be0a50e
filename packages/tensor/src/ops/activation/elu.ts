import type { Tensor } from "../../tensor.js";

/** Options of {@link elu} and `celu`. */
export interface EluOptions {
  /** Minus the value far below 0; not 0 for celu. Default 1. */
  readonly alpha?: number;
}

/**
 * The exponential linear unit: `x > 0 ? x : alpha * (exp(x) - 1)`.
 *
 * @example
 * tensor([-1, 2]).elu(); // => tensor([-0.6321,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.elu.html
 */
export function elu(x: Tensor, options: EluOptions = {}): Tensor {
  const positive = x.gt(0);
  // The mask keeps the exponential of large x, and its infinite gradient, out.
  return x.where(
    positive,
    x
      .maskedFill(positive, 0)
      .expm1()
      .mul(options.alpha ?? 1),
  );
}
