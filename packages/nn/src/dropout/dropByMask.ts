import { type Generator, type Tensor, ValueError } from "@lumbre/tensor";
import { randomMask } from "@lumbre/tensor/engine";

/** Options of the dropout functions. */
export interface DropoutOptions {
  /** The share of elements set to 0, in [0, 1]. Default 0.5. */
  readonly p?: number;
  /** Whether to drop at all. Default true. */
  readonly training?: boolean;
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator;
}

/** Checks a probability. @throws {ValueError} unless 0 <= p <= 1. */
export function checkProbability(op: string, p: number): void {
  if (!(p >= 0 && p <= 1)) throw new ValueError(`${op}: dropout probability has to be between 0 and 1, but got ${p}`);
}

/** Drops by a mask of the given shape, which broadcasts against x. */
export function dropByMask(op: string, x: Tensor, maskShape: readonly number[], options: DropoutOptions): Tensor {
  const { p = 0.5, training = true, generator } = options;
  checkProbability(op, p);
  if (!training || p === 0) return x;
  if (p === 1) return x.mul(0);
  const chosen = { dtype: x.dtype, device: x.device, ...(generator === undefined ? {} : { generator }) };
  return x.mul(randomMask(maskShape, 1 - p, 1 / (1 - p), chosen));
}
