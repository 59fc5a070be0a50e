import { zeros } from "../../creation/fill.js";
import { tensor } from "../../creation/tensor.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Which diagonal of which two dimensions. */
export interface DiagonalOptions {
  /** Which diagonal: 0 is the main one, positive ones lie above it, negative ones below. Default 0. */
  readonly offset?: number;
  /** The dimension of the rows. */
  readonly dim0?: number;
  /** The dimension of the columns. */
  readonly dim1?: number;
}

interface DiagonalAttributes {
  readonly offset: number;
  readonly dim0: number;
  readonly dim1: number;
}

/** Where a diagonal starts and how long it is. */
function extent(rows: number, columns: number, offset: number): { row: number; column: number; length: number } {
  const row = Math.max(0, -offset);
  const column = Math.max(0, offset);
  return { row, column, length: Math.max(0, Math.min(rows - row, columns - column)) };
}

const diagonalOp = defineViewOp<DiagonalAttributes>({
  name: "diagonal",
  layout: (x, { offset, dim0, dim1 }) => {
    const { row, column, length } = extent(x.shape[dim0], x.shape[dim1], offset);
    const isOther = (_: unknown, d: number): boolean => d !== dim0 && d !== dim1;
    return {
      shape: [...x.shape.filter(isOther), length],
      strides: [...x.strides.filter(isOther), x.strides[dim0] + x.strides[dim1]],
      offset: length === 0 ? x.offset : x.offset + row * x.strides[dim0] + column * x.strides[dim1],
    };
  },
  grad: [
    (g, ctx) => {
      const { offset, dim0, dim1 } = ctx.attributes;
      const shape = ctx.inputShape(0);
      return placeDiagonal(g, shape[dim0], shape[dim1], offset, dim0, dim1);
    },
  ],
});

/** Zeros with the lines of `x`'s last dimension on a diagonal of the new dimensions `dim0` and `dim1`. */
function placeDiagonal(x: Tensor, rows: number, columns: number, offset: number, dim0: number, dim1: number): Tensor {
  const { row, column, length } = extent(rows, columns, offset);
  const others = x.shape.slice(0, -1);
  const positions = Int32Array.from({ length }, (_, i) => (row + i) * columns + column + i);
  const flat = zeros([...others, rows * columns], { dtype: x.dtype, device: x.device });
  const index = tensor(positions, { device: x.device }).expand(x.shape);
  const matrices = flat.scatterAdd(-1, index, x).reshape([...others, rows, columns]);
  // The two last dimensions move to where they belong; the others keep their order.
  const order: number[] = [];
  let next = 0;
  for (let d = 0; d < matrices.ndim; d++) {
    order.push(d === dim0 ? matrices.ndim - 2 : d === dim1 ? matrices.ndim - 1 : next++);
  }
  return matrices.permute(order);
}

function readOptions(
  op: string,
  rank: number,
  options: DiagonalOptions,
  defaults: { readonly dim0: number; readonly dim1: number },
): DiagonalAttributes {
  const { offset = 0 } = options;
  if (!Number.isInteger(offset)) throw new ShapeError(`${op}: offset must be a whole number, got ${offset}`);
  const dim0 = normalizeDim(op, options.dim0 ?? defaults.dim0, rank);
  const dim1 = normalizeDim(op, options.dim1 ?? defaults.dim1, rank);
  if (dim0 === dim1) throw new ShapeError(`${op}: diagonal dimensions cannot be identical ${dim0}, ${dim1}`);
  return { offset, dim0, dim1 };
}

/**
 * A view of a diagonal of two dimensions, which go; it becomes the last dimension.
 *
 * @param options.offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @param options.dim0 The dimension of the rows. Default 0.
 * @param options.dim1 The dimension of the columns. Default 1.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} when the two dimensions are the same.
 * @example
 * tensor([[1, 2], [3, 4]]).diagonal(); // => tensor([1., 4.])
 * tensor([[1, 2], [3, 4]]).diagonal({ offset: 1 }); // => tensor([2.])
 * @see https://pytorch.org/docs/stable/generated/torch.diagonal.html
 */
export function diagonal(x: Tensor, options: DiagonalOptions = {}): Tensor {
  return applyView(diagonalOp, x, readOptions("diagonal", x.ndim, options, { dim0: 0, dim1: 1 }));
}

/**
 * Square matrices of zeros with the lines of the last dimension of x on a diagonal.
 *
 * Shapes: `[.., n] -> [.., n + |offset|, n + |offset|]`, with the two new dimensions at dim0 and dim1.
 *
 * @param options.offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @param options.dim0 Where the rows go. Default -2.
 * @param options.dim1 Where the columns go. Default -1.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} for a 0-d tensor, or when the two dimensions are the same.
 * @example
 * tensor([1, 2]).diagEmbed(); // => tensor([[1., 0.],
 * //            [0., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.diag_embed.html
 */
export function diagEmbed(x: Tensor, options: DiagonalOptions = {}): Tensor {
  if (x.ndim === 0) throw new ShapeError("diagEmbed: expected a tensor with at least one dimension, got shape []");
  const { offset, dim0, dim1 } = readOptions("diagEmbed", x.ndim + 1, options, { dim0: -2, dim1: -1 });
  const size = x.shape[x.ndim - 1] + Math.abs(offset);
  return placeDiagonal(x, size, size, offset, dim0, dim1);
}

/**
 * Of a vector, the square matrix with it on a diagonal; of a matrix, that diagonal (a copy).
 *
 * @param offset 0 is the main diagonal, positive ones lie above it, negative ones below. Default 0.
 * @throws {ShapeError} unless x is a vector or a matrix.
 * @example
 * tensor([1, 2]).diag(); // => tensor([[1., 0.],
 * //            [0., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.diag.html
 */
export function diag(x: Tensor, offset = 0): Tensor {
  if (x.ndim === 1) return diagEmbed(x, { offset });
  if (x.ndim === 2) return diagonal(x, { offset }).clone();
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
  if (x.ndim !== 2) throw new ShapeError(`trace: expected a matrix, got shape ${formatShape(x.shape)}`);
  return diagonal(x).sum();
}
