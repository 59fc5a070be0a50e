import type { Tensor } from "../../tensor.js";

/** Options of {@link leakyRelu}. */
export interface LeakyReluOptions {
  /** Slope below 0. Default 0.01. */
  readonly negativeSlope?: number;
}

/**
 * A ReLU that lets some of the negative side through: `x > 0 ? x : negativeSlope * x`.
 *
 * @example
 * tensor([-1, 2]).leakyRelu({ negativeSlope: 0.1 }); // => tensor([-0.1000,  2.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.leaky_relu.html
 */
export function leakyRelu(x: Tensor, options: LeakyReluOptions = {}): Tensor {
  return x.where(x.gt(0), x.mul(options.negativeSlope ?? 0.01));
}
