import { type Generator, randomMask, type Tensor, ValueError } from "@lumbre/tensor";

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The share of elements set to 0, in [0, 1]. Default 0.5. */
  readonly p?: number;
  /** Whether to drop at all. Default true. */
  readonly training?: boolean;
  /** Default: the generator that `manualSeed` starts. */
  readonly generator?: Generator;
}

/** Drops by a mask of the given shape, which broadcasts against x. */
function dropByMask(op: string, x: Tensor, maskShape: readonly number[], options: DropoutOptions): Tensor {
  const { p = 0.5, training = true, generator } = options;
  if (!(p >= 0 && p <= 1)) throw new ValueError(`${op}: dropout probability has to be between 0 and 1, but got ${p}`);
  if (!training || p === 0) return x;
  if (p === 1) return x.mul(0);
  const chosen = { dtype: x.dtype, device: x.device, ...(generator === undefined ? {} : { generator }) };
  return x.mul(randomMask(maskShape, 1 - p, 1 / (1 - p), chosen));
}

/**
 * In training, sets each element to 0 with probability p and multiplies the others by `1 / (1 - p)`; else x itself.
 *
 * @throws {ValueError} unless 0 <= p <= 1.
 * @example
 * functional.dropout(ones(4), { training: false }); // => tensor([1., 1., 1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout.html
 */
export function dropout(x: Tensor, options: DropoutOptions = {}): Tensor {
  return dropByMask("dropout", x, x.shape, options);
}

/**
 * {@link dropout} of whole channels: of x [N, C, ..] or, without a batch, [C, ..] with three dimensions.
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.dropout2d.html
 */
export function dropout2d(x: Tensor, options: DropoutOptions = {}): Tensor {
  const kept = x.ndim === 3 ? 1 : 2;
  return dropByMask(
    "dropout2d",
    x,
    x.shape.map((size, d) => (d < kept ? size : 1)),
    options,
  );
}

/** {@link dropout} of whole channels of x [N, C, L] or [C, L]. */
export function dropout1d(x: Tensor, options: DropoutOptions = {}): Tensor {
  const kept = x.ndim === 2 ? 1 : 2;
  return dropByMask(
    "dropout1d",
    x,
    x.shape.map((size, d) => (d < kept ? size : 1)),
    options,
  );
}
