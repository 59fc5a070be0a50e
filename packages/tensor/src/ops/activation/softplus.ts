import type { Tensor } from "../../tensor.js";

/** Options of {@link softplus}. */
export interface SoftplusOptions {
  /** How sharp the bend is, > 0. Default 1. */
  readonly beta?: number;
  /** Where `beta * x` is above it, the result is x itself. Default 20. */
  readonly threshold?: number;
}

/**
 * A smooth ReLU: `log(1 + exp(beta * x)) / beta`.
 *
 * @example
 * tensor([0, 30]).softplus(); // => tensor([ 0.6931, 30.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softplus.html
 */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  const { beta = 1, threshold = 20 } = options;
  const scaled = x.mul(beta);
  const linear = scaled.gt(threshold);
  return x.where(linear, scaled.maskedFill(linear, 0).exp().log1p().div(beta));
}
