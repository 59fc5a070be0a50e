import type { Tensor } from "../../tensor.js";

/** Options of {@link hardshrink}. */
export interface HardshrinkOptions {
  /** Half the width of the flat part, >= 0. Default 0.5. */
  readonly lambd?: number;
}

/**
 * 0 close to 0, x elsewhere: `|x| > lambd ? x : 0`.
 *
 * @example
 * tensor([0.3, 2]).hardshrink(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardshrink.html
 */
export function hardshrink(x: Tensor, options: HardshrinkOptions = {}): Tensor {
  return x.maskedFill(x.abs().le(options.lambd ?? 0.5), 0);
}
