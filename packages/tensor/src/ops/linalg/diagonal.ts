import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { zeros } from "../../creation/fill.js";
import { tensor } from "../../creation/tensor.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineViewOp } from "../../op/op.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

function diagonalSignature(op: string, dim1: number, dim2: number) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("offset", aNumber, 0),
    optional("dim1", aNumber, dim1),
    optional("dim2", aNumber, dim2),
  );
}

const viewSignature = diagonalSignature("diagonal", 0, 1);
const embedSignature = diagonalSignature("diagEmbed", -2, -1);
const diagSignature = defineSignature("diag", required("x", aTensor), optional("diagonal", aNumber, 0));
const fillSignature = defineSignature(
  "fillDiagonal_",
  required("x", aTensor),
  required("fillValue", aNumber),
  optional("wrap", aBoolean, false),
);
const traceSignature = defineSignature("trace", required("x", aTensor));

/** Options of {@link diagonal} and {@link diagEmbed}. */
export interface DiagonalOptions {
  /** Which diagonal: 0 is the main one, positive ones lie above it, negative ones below. Default 0. */
  readonly offset?: number;
  /** The dimension of the rows. Default 0, in diagEmbed -2. */
  readonly dim1?: number;
  /** The dimension of the columns. Default 1, in diagEmbed -1. */
  readonly dim2?: number;
}

interface DiagonalAttributes {
  readonly offset: number;
  readonly dim1: number;
  readonly dim2: number;
}

/** Where a diagonal starts and how long it is. */
function extent(rows: number, columns: number, offset: number): { row: number; column: number; length: number } {
  const row = Math.max(0, -offset);
  const column = Math.max(0, offset);
  return { row, column, length: Math.max(0, Math.min(rows - row, columns - column)) };
}

const diagonalOp = defineViewOp<DiagonalAttributes>({
  name: "diagonal",
  layout: (x, { offset, dim1, dim2 }) => {
    const { row, column, length } = extent(x.shape[dim1], x.shape[dim2], offset);
    const isOther = (_: unknown, d: number): boolean => d !== dim1 && d !== dim2;
    return {
      shape: [...x.shape.filter(isOther), length],
      strides: [...x.strides.filter(isOther), x.strides[dim1] + x.strides[dim2]],
      offset: length === 0 ? x.offset : x.offset + row * x.strides[dim1] + column * x.strides[dim2],
    };
  },
  grad: [
    (g, ctx) => {
      const { offset, dim1, dim2 } = ctx.attributes;
      const shape = ctx.inputShape(0);
      return placeDiagonal(g, shape[dim1], shape[dim2], offset, dim1, dim2);
    },
  ],
});

/** Zeros with the lines of `x`'s last dimension on a diagonal of the new dimensions `dim1` and `dim2`. */
function placeDiagonal(x: Tensor, rows: number, columns: number, offset: number, dim1: number, dim2: number): Tensor {
  const { row, column, length } = extent(rows, columns, offset);
  const others = x.shape.slice(0, -1);
  const positions = Int32Array.from({ length }, (_, i) => (row + i) * columns + column + i);
  const flat = zeros([...others, rows * columns], { dtype: x.dtype, device: x.device });
  const index = tensor(positions, { device: x.device }).expand(x.shape);
  // Bools cannot be added.
  const filled = x.dtype === "bool" ? flat.scatter(-1, index, x) : flat.scatterAdd(-1, index, x);
  const matrices = filled.reshape([...others, rows, columns]);
  // The two last dimensions move to where they belong; the others keep their order.
  const order: number[] = [];
  let next = 0;
  for (let d = 0; d < matrices.ndim; d++) {
    order.push(d === dim1 ? matrices.ndim - 2 : d === dim2 ? matrices.ndim - 1 : next++);
  }
  return matrices.permute(order);
}

/** What the op is told, with the dimensions counted from the front. */
function checkedAttributes(op: string, rank: number, offset: number, dim1: number, dim2: number): DiagonalAttributes {
  if (!Number.isInteger(offset)) throw new ShapeError(`${op}: offset must be a whole number, got ${offset}`);
  const [rows, columns] = [normalizeDim(op, dim1, rank), normalizeDim(op, dim2, rank)];
  if (rows === columns) throw new ShapeError(`${op}: diagonal dimensions cannot be identical ${rows}, ${columns}`);
  return { offset, dim1: rows, dim2: columns };
}

function embed(op: string, x: Tensor, offset: number, dim1: number, dim2: number): Tensor {
  if (x.ndim === 0) throw new ShapeError(`${op}: expected a tensor with at least one dimension, got shape []`);
  const attributes = checkedAttributes(op, x.ndim + 1, offset, dim1, dim2);
  const size = x.shape[x.ndim - 1] + Math.abs(offset);
  return placeDiagonal(x, size, size, offset, attributes.dim1, attributes.dim2);
}

/**
 * A view of a diagonal of two dimensions, which are removed; it becomes the last dimension.
 *
 * @param offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @param dim1 The dimension of the rows. Default 0.
 * @param dim2 The dimension of the columns. Default 1.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} when the two dimensions are the same.
 * @example
 * tensor([[1, 2], [3, 4]]).diagonal(); // => tensor([1., 4.])
 * tensor([[1, 2], [3, 4]]).diagonal(1); // => tensor([2.])
 * zeros(2, 3, 4).diagonal(0, { dim1: 1, dim2: 2 }).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.diagonal.html
 */
export function diagonal(
  x: Tensor,
  offset?: number | DiagonalOptions,
  dim1?: number | Omit<DiagonalOptions, "offset">,
  dim2?: number | Pick<DiagonalOptions, "dim2">,
): Tensor {
  [x, offset, dim1, dim2] = bind(viewSignature, arguments);
  return applyView(diagonalOp, x, checkedAttributes("diagonal", x.ndim, offset, dim1, dim2));
}

/**
 * Square matrices of zeros with the lines of the last dimension of x on a diagonal.
 *
 * Shapes: `[.., n] -> [.., n + |offset|, n + |offset|]`, with the two new dimensions at dim1 and dim2.
 *
 * @param offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @param dim1 Where the rows go. Default -2.
 * @param dim2 Where the columns go. Default -1.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} for a 0-d tensor, or when the two dimensions are the same.
 * @example
 * tensor([1, 2]).diagEmbed(); // => tensor([[1., 0.],
 * //            [0., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.diag_embed.html
 */
export function diagEmbed(
  x: Tensor,
  offset?: number | DiagonalOptions,
  dim1?: number | Omit<DiagonalOptions, "offset">,
  dim2?: number | Pick<DiagonalOptions, "dim2">,
): Tensor {
  const bound = bind(embedSignature, arguments);
  return callAs("diagEmbed", () => embed("diagEmbed", ...bound));
}

/**
 * Of a vector, the square matrix with it on a diagonal; of a matrix, that diagonal (a copy).
 *
 * @param diagonal 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @throws {ShapeError} unless x is a vector or a matrix.
 * @example
 * tensor([1, 2]).diag(); // => tensor([[1., 0.],
 * //            [0., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.diag.html
 */
export function diag(x: Tensor, diagonal?: number | { readonly diagonal?: number }): Tensor {
  [x, diagonal] = bind(diagSignature, arguments);
  if (x.ndim === 1) return embed("diag", x, diagonal, -2, -1);
  if (x.ndim === 2) return applyView(diagonalOp, x, checkedAttributes("diag", 2, diagonal, 0, 1)).clone();
  throw new ShapeError(`diag: expected a vector or a matrix, got shape ${formatShape(x.shape)}`);
}

/**
 * The sum of a matrix's main diagonal.
 *
 * @throws {ShapeError} unless x is a matrix.
 * @example
 * tensor([[1, 2], [3, 4]]).trace(); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.trace.html
 */
export function trace(x: Tensor): Tensor {
  [x] = bind(traceSignature, arguments);
  if (x.ndim !== 2) throw new ShapeError(`trace: expected a matrix, got shape ${formatShape(x.shape)}`);
  const matrix = x;
  return callAs("trace", () => applyView(diagonalOp, matrix, { offset: 0, dim1: 0, dim2: 1 }).sum());
}

/**
 * Writes a number to the main diagonal, in place: of a matrix, or of a tensor with more dimensions, all of one size, to the
 * elements whose indices are equal.
 *
 * @param fillValue The number.
 * @param wrap Go on in a matrix with more rows than columns: after each n + 1 rows a diagonal starts again. Default false.
 * @throws {ShapeError} for fewer than two dimensions, and for more than two that differ in size.
 * @throws {ValueError} for a number that the dtype does not hold.
 * @throws {GradError} for a leaf that requires a gradient.
 * @example
 * zeros(2, 3).fillDiagonal_(5); // => tensor([[5., 0., 0.],
 * //            [0., 5., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.fill_diagonal_.html
 */
export function fillDiagonal_(x: Tensor, fillValue: number, wrap?: boolean | { readonly wrap?: boolean }): Tensor {
  const [target, value, isWrapped] = bind(fillSignature, arguments);
  const { shape, ndim } = target;
  if (ndim < 2) throw new ShapeError(`fillDiagonal_: dimensions must larger than 1, got shape ${formatShape(shape)}`);
  if (ndim > 2 && shape.some((size) => size !== shape[0])) {
    throw new ShapeError(`fillDiagonal_: all dimensions of input must be of equal length, got ${formatShape(shape)}`);
  }
  callAs("fillDiagonal_", () => {
    const [rows, columns] = shape;
    for (let row = 0; row === 0 || (isWrapped && ndim === 2 && row < rows); row += columns + 1) {
      diagonalOfAll(row === 0 ? target : target.narrow(0, row, rows - row)).fill_(value);
    }
  });
  return target;
}

/** A view of the elements whose indices are all equal. */
function diagonalOfAll(x: Tensor): Tensor {
  let line = applyView(diagonalOp, x, { offset: 0, dim1: 0, dim2: 1 });
  while (line.ndim > 1) line = applyView(diagonalOp, line, { offset: 0, dim1: 0, dim2: line.ndim - 1 });
  return line;
}
