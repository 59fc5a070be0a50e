import { ShapeError, ValueError } from "../../errors.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/**
 * Views of pieces along a dimension: of `size` elements each, the last one what is left, or of the listed sizes.
 *
 * @param dim Default 0.
 * @throws {ShapeError} when the listed sizes do not add up to the dimension.
 * @example
 * arange(5).split(2).map((piece) => piece.numel()); // => [2, 2, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.split.html
 */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  const d = normalizeDim("split", dim, x.ndim);
  const total = x.shape[d];
  let sizes: readonly number[];
  if (typeof size === "number") {
    if (!Number.isInteger(size) || size < 1)
      throw new ValueError(`split: size must be a whole number >= 1, got ${size}`);
    sizes = Array.from({ length: Math.max(1, Math.ceil(total / size)) }, (_, i) => Math.min(size, total - i * size));
  } else {
    sizes = size;
    if (sizes.reduce((sum, part) => sum + part, 0) !== total) {
      throw new ShapeError(
        `split: sizes ${formatShape(sizes)} must add up to ${total}, the size of dimension ${d} of ${formatShape(x.shape)}`,
      );
    }
  }
  let start = 0;
  return sizes.map((length) => {
    const piece = x.narrow(d, start, length);
    start += length;
    return piece;
  });
}

/**
 * Views of at most `chunks` pieces along a dimension, all of one size but the last.
 *
 * @param dim Default 0.
 * @throws {ValueError} unless chunks >= 1.
 * @example
 * arange(5).chunk(2).map((piece) => piece.numel()); // => [3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.chunk.html
 */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  const d = normalizeDim("chunk", dim, x.ndim);
  if (!Number.isInteger(chunks) || chunks < 1)
    throw new ValueError(`chunk: chunks must be a whole number >= 1, got ${chunks}`);
  return split(x, Math.max(1, Math.ceil(x.shape[d] / chunks)), d);
}

/**
 * Views of every position along a dimension, which goes.
 *
 * @param dim Default 0.
 * @example
 * tensor([[1, 2], [3, 4]]).unbind()[1]; // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.unbind.html
 */
export function unbind(x: Tensor, dim = 0): Tensor[] {
  const d = normalizeDim("unbind", dim, x.ndim);
  return Array.from({ length: x.shape[d] ?? 0 }, (_, i) => x.select(d, i));
}
