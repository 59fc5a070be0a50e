import { calculateFans, kaimingUniform_, uniform_ } from "../init/index.js";
import type { Parameter } from "../module/parameter.js";

/**
 * PyTorch's default for linear layers and convolutions: weight and bias uniform within `1 / sqrt(fanIn)`. Drawn in
 * this order, so that a seed gives PyTorch's parameters.
 */
export function initLinear(weight: Parameter, bias: Parameter | null): void {
  kaimingUniform_(weight, { a: Math.sqrt(5) });
  if (bias === null) return;
  const { fanIn } = calculateFans(weight.shape);
  const bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
  uniform_(bias, -bound, bound);
}
