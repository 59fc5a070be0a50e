import type { Tensor } from "../../tensor.js";

/** Options of {@link nanToNum}. */
export interface NanToNumOptions {
  /** In place of NaN. Default 0. */
  readonly nan?: number;
  /** In place of Infinity. Default: the largest number of the dtype. */
  readonly posinf?: number;
  /** In place of -Infinity. Default: the least number of the dtype. */
  readonly neginf?: number;
}

const largest = { float32: 3.4028234663852886e38, float64: Number.MAX_VALUE };

/**
 * Numbers in the place of NaN and the infinities; their gradient is 0.
 *
 * @example
 * tensor([Number.NaN, 1, Infinity]).nanToNum({ nan: 5, posinf: 9 }); // => tensor([5., 1., 9.])
 * @see https://pytorch.org/docs/stable/generated/torch.nan_to_num.html
 */
export function nanToNum(x: Tensor, options: NanToNumOptions = {}): Tensor {
  if (!x.isFloatingPoint()) return x.clone();
  const limit = largest[x.dtype as "float32" | "float64"];
  const { nan = 0, posinf = limit, neginf = -limit } = options;
  return x.maskedFill(x.isnan(), nan).maskedFill(x.eq(Infinity), posinf).maskedFill(x.eq(-Infinity), neginf);
}
