import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link hardtanh}. */
export interface HardtanhOptions {
  /** Default -1. */
  readonly minVal?: number;
  /** Greater than minVal. Default 1. */
  readonly maxVal?: number;
}

/**
 * x between two bounds, the bounds outside. Unlike clamp's, its gradient at the bounds themselves is 0.
 *
 * @throws {ValueError} unless minVal is less than maxVal.
 * @example
 * tensor([-2, 0.5, 2]).hardtanh(); // => tensor([-1.0000,  0.5000,  1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardtanh.html
 */
export function hardtanh(x: Tensor, options: HardtanhOptions = {}): Tensor {
  const { minVal = -1, maxVal = 1 } = options;
  if (!(minVal < maxVal)) throw new ValueError(`hardtanh: minVal ${minVal} must be less than maxVal ${maxVal}`);
  return x.maskedFill(x.le(minVal), minVal).maskedFill(x.ge(maxVal), maxVal);
}
