import { ValueError } from "../../errors.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link softshrink}. */
export interface SoftshrinkOptions {
  /** Half the width of the flat part, >= 0. Default 0.5. */
  readonly lambd?: number;
}

/**
 * x moved towards 0, and 0 close to it: `sign(x) * max(|x| - lambd, 0)`.
 *
 * @throws {ValueError} for a negative lambd.
 * @example
 * tensor([0.3, 2]).softshrink(); // => tensor([0.0000, 1.5000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softshrink.html
 */
export function softshrink(x: Tensor, options: SoftshrinkOptions = {}): Tensor {
  const lambd = options.lambd ?? 0.5;
  if (!(lambd >= 0)) throw new ValueError(`softshrink: lambd must be >= 0, got ${lambd}`);
  return x.sub(x.detach().sign().mul(lambd)).maskedFill(x.abs().le(lambd), 0);
}
