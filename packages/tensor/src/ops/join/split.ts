import { bind } from "../../arguments/bind.js";
import { aNumber, anInteger, sizes } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { IndexError, ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const splitSignature = defineSignature(
  "split",
  required("x", aTensor),
  required("splitSizeOrSections", sizes),
  optional("dim", anInteger, 0),
);
const chunkSignature = defineSignature(
  "chunk",
  required("x", aTensor),
  required("chunks", aNumber),
  optional("dim", anInteger, 0),
);
const tensorSplitSignature = defineSignature(
  "tensorSplit",
  required("x", aTensor),
  required("indicesOrSections", sizes),
  optional("dim", anInteger, 0),
);
const unbindSignature = defineSignature("unbind", required("x", aTensor), optional("dim", anInteger, 0));

/** Options of what takes a tensor apart. */
export interface SplitOptions {
  /** The dimension to split; may count from the end. Default 0. */
  readonly dim?: number;
}

function dimToSplit(op: string, x: Tensor, dim: number): number {
  if (x.ndim === 0) throw new IndexError(`${op}: expects at least a 1-dimensional tensor, got shape []`);
  return normalizeDim(op, dim, x.ndim);
}

/** Views of neighbouring pieces, one after the other. */
function pieces(x: Tensor, dim: number, sizes: readonly number[]): Tensor[] {
  let start = 0;
  return sizes.map((length) => {
    const piece = x.narrow(dim, start, length);
    start += length;
    return piece;
  });
}

/** Notes that views come from one op with several outputs, which as in PyTorch are not changed in place and recorded. */
function fromOneOp(views: Tensor[]): Tensor[] {
  for (const view of views) if (view.creationMeta === "default") view.creationMeta = "multiOutput";
  return views;
}

/**
 * Views of pieces along a dimension: of one size, the last one what is left; or of the listed sizes.
 *
 * @param splitSizeOrSections Elements of a piece, >= 1, or a list of sizes that add up to the size of the dimension.
 * @param dim The dimension to split; may count from the end. Default 0.
 * @throws {ValueError} for a size below 1, or a listed size that is no whole number >= 0.
 * @throws {ShapeError} when the listed sizes do not add up to the size of the dimension.
 * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
 * @example
 * arange(5).split(2).map((piece) => piece.numel()); // => [2, 2, 1]
 * arange(5).split([4, 1])[1]; // => tensor([4.])
 * @see https://pytorch.org/docs/stable/generated/torch.split.html
 */
export function split(
  x: Tensor,
  splitSizeOrSections: number | readonly number[],
  dim?: number | SplitOptions,
): Tensor[] {
  [x, splitSizeOrSections, dim] = bind(splitSignature, arguments);
  const size = splitSizeOrSections;
  const d = dimToSplit("split", x, dim);
  const total = x.shape[d];
  if (typeof size !== "number") return fromOneOp(pieces(x, d, checkSplitSizes(x, d, size)));
  if (!Number.isInteger(size) || size < 0 || (size === 0 && total > 0)) {
    throw new ValueError(`split: size must be a whole number >= 1, got ${size}`);
  }
  const count = Math.max(1, Math.ceil(total / Math.max(1, size)));
  const sizes = Array.from({ length: count }, (_, i) => Math.min(size, total - i * size));
  return fromOneOp(pieces(x, d, sizes));
}

function checkSplitSizes(x: Tensor, dim: number, sizes: readonly number[]): readonly number[] {
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw new ValueError(`split: sizes must be whole numbers >= 0, got ${formatShape(sizes)}`);
  }
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== x.shape[dim]) {
    throw new ShapeError(
      `split: sizes ${formatShape(sizes)} must add up to exactly ${x.shape[dim]}, the size of dimension ${dim} of ` +
        `${formatShape(x.shape)}, but add up to ${sum}`,
    );
  }
  return sizes;
}

/**
 * Views of at most `chunks` pieces along a dimension, all of one size but the last, which may be smaller.
 *
 * @param chunks How many pieces, >= 1; fewer come out where the size does not divide well.
 * @param dim The dimension to split; may count from the end. Default 0.
 * @throws {ValueError} unless chunks >= 1.
 * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
 * @example
 * arange(5).chunk(2).map((piece) => piece.numel()); // => [3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.chunk.html
 */
export function chunk(x: Tensor, chunks: number, dim?: number | SplitOptions): Tensor[] {
  [x, chunks, dim] = bind(chunkSignature, arguments);
  const d = dimToSplit("chunk", x, dim);
  if (!Number.isInteger(chunks) || chunks < 1) {
    throw new ValueError(`chunk: chunks must be a whole number >= 1, got ${chunks}`);
  }
  const total = x.shape[d];
  if (total === 0) return fromOneOp(pieces(x, d, new Array<number>(chunks).fill(0)));
  return split(x, Math.ceil(total / chunks), d);
}

/** An array of views has no more elements. */
const mostSections = 2 ** 24;

/**
 * Views of exactly `sections` pieces along a dimension, whose sizes differ by at most 1; or of the pieces between the
 * listed positions.
 *
 * @param indicesOrSections How many pieces, >= 1, or the positions at which to cut; they count from the end when negative, and
 *   are clamped.
 * @param dim The dimension to split; may count from the end. Default 0.
 * @throws {ValueError} unless sections >= 1, or for positions that are no whole numbers.
 * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
 * @example
 * arange(5).tensorSplit(3).map((piece) => piece.numel()); // => [2, 2, 1]
 * arange(5).tensorSplit([1, 4]).map((piece) => piece.numel()); // => [1, 3, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.tensor_split.html
 */
export function tensorSplit(
  x: Tensor,
  indicesOrSections: number | readonly number[],
  dim?: number | SplitOptions,
): Tensor[] {
  [x, indicesOrSections, dim] = bind(tensorSplitSignature, arguments);
  const sections = indicesOrSections;
  const d = dimToSplit("tensorSplit", x, dim);
  const total = x.shape[d];
  if (typeof sections !== "number") {
    const cuts = [0, ...sections];
    return callAs("tensorSplit", () => cuts.map((start, i) => x.slice(d, { start, end: cuts[i + 1] ?? null })));
  }
  if (!Number.isInteger(sections) || sections < 1) {
    throw new ValueError(`tensorSplit: number of sections must be larger than 0, got ${sections}`);
  }
  if (sections > mostSections) {
    throw new ValueError(`tensorSplit: number of sections must be at most ${mostSections}, got ${sections}`);
  }
  const least = Math.floor(total / sections);
  const larger = total % sections;
  return pieces(
    x,
    d,
    Array.from({ length: sections }, (_, i) => (i < larger ? least + 1 : least)),
  );
}

/**
 * Views of every position along a dimension, which goes.
 *
 * @param dim The dimension to split; may count from the end. Default 0.
 * @throws {IndexError} for a dimension out of range, or a 0-d tensor.
 * @example
 * tensor([[1, 2], [3, 4]]).unbind()[1]; // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.unbind.html
 */
export function unbind(x: Tensor, dim?: number | SplitOptions): Tensor[] {
  [x, dim] = bind(unbindSignature, arguments);
  const d = dimToSplit("unbind", x, dim);
  return fromOneOp(Array.from({ length: x.shape[d] }, (_, i) => x.select(d, i)));
}
