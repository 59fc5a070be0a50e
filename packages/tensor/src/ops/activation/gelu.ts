import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link gelu}. */
export interface GeluOptions {
  /** `"tanh"` takes Hendrycks' approximation of the normal distribution. Default `"none"`: exact. */
  readonly approximate?: "none" | "tanh";
}

/**
 * The Gaussian error linear unit: x times the share of a normal distribution below x, `x/2 * (1 + erf(x / sqrt(2)))`.
 *
 * @throws {ValueError} for an unknown approximation.
 * @example
 * tensor([1]).gelu(); // => tensor([0.8413])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.gelu.html
 */
export function gelu(x: Tensor, options: GeluOptions = {}): Tensor {
  const { approximate = "none" } = options;
  if (approximate === "none") return x.mul(0.5).mul(x.mul(Math.SQRT1_2).erf().add(1));
  if (approximate !== "tanh")
    throw new ValueError(`gelu: approximate must be "none" or "tanh", got ${String(approximate)}`);
  const inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
  return x.mul(0.5).mul(inner.tanh().add(1));
}
