import type { Tensor } from "../../tensor.js";

/**
 * The logarithm of the sigmoid, without overflow: `min(x, 0) - log(1 + exp(-|x|))`.
 *
 * @example
 * tensor([0, -100]).logSigmoid(); // => tensor([  -0.6931, -100.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.logsigmoid.html
 */
export function logSigmoid(x: Tensor): Tensor {
  return x.minimum(0).sub(x.abs().neg().exp().log1p());
}
