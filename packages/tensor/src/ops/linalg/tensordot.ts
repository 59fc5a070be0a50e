import { bind } from "../../arguments/bind.js";
import { defineKind } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape, normalizeDim, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** How many dimensions are contracted, or which of the one tensor with which of the other. */
type Contraction = number | readonly [ofX: readonly number[], ofOther: readonly number[]];

const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "number");
const contraction = defineKind<Contraction>(
  "a number or two lists of numbers",
  (value) => typeof value === "number" || (Array.isArray(value) && value.length === 2 && value.every(isNumbers)),
);

const signature = defineSignature(
  "tensordot",
  required("x", aTensor),
  required("other", aTensor),
  optional("dims", contraction, 2),
);
const innerSignature = defineSignature("inner", required("x", aTensor), required("other", aTensor));

function dimsOf(x: Tensor, other: Tensor, dims: Contraction): readonly [number[], number[]] {
  if (typeof dims !== "number") {
    return [
      dims[0].map((dim) => normalizeDim("tensordot", dim, x.ndim)),
      dims[1].map((dim) => normalizeDim("tensordot", dim, other.ndim)),
    ];
  }
  if (!Number.isInteger(dims) || dims < 0 || dims > Math.min(x.ndim, other.ndim)) {
    throw new ValueError(
      `tensordot: dims must be a whole number from 0 to ${Math.min(x.ndim, other.ndim)}, the dimensions that both have, ` +
        `got ${dims}`,
    );
  }
  const count = dims;
  return [Array.from({ length: count }, (_, d) => x.ndim - count + d), Array.from({ length: count }, (_, d) => d)];
}

function requireEqual(x: Tensor, other: Tensor, ofX: readonly number[], ofOther: readonly number[]): void {
  const isRepeated = [ofX, ofOther].some((list) => new Set(list).size !== list.length);
  const fits = ofX.length === ofOther.length && ofX.every((dim, i) => x.shape[dim] === other.shape[ofOther[i]]);
  if (fits && !isRepeated) return;
  throw new ShapeError(
    `tensordot: contracted dimensions need to match, each once: ${formatShape(ofX)} of shape ${formatShape(x.shape)} and ` +
      `${formatShape(ofOther)} of shape ${formatShape(other.shape)}`,
  );
}

/**
 * Multiplies two tensors and sums over pairs of their dimensions.
 *
 * Shapes: the dimensions of x that are left, then those of `other`.
 *
 * @param dims How many: the last ones of x with the first ones of `other`; or two lists of dimensions. Default 2.
 * @throws {ShapeError} when the sizes of a pair differ, or a dimension is named twice.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for more dimensions than both have.
 * @example
 * tensordot(ones(2, 3, 4), ones(3, 4, 5)).shape; // => [2, 5]
 * tensordot(ones(2, 3), ones(4, 3), { dims: [[1], [1]] }).shape; // => [2, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.tensordot.html
 */
export function tensordot(x: Tensor, other: Tensor, dims?: Contraction | { readonly dims?: Contraction }): Tensor {
  [x, other, dims] = bind(signature, arguments);
  const [ofX, ofOther] = dimsOf(x, other, dims);
  requireEqual(x, other, ofX, ofOther);
  const rowsOf = x.shape.map((_, d) => d).filter((d) => !ofX.includes(d));
  const columnsOf = other.shape.map((_, d) => d).filter((d) => !ofOther.includes(d));
  const rows = rowsOf.map((d) => x.shape[d]);
  const columns = columnsOf.map((d) => other.shape[d]);
  const depth = numel(ofX.map((d) => x.shape[d]));
  const [a, b] = [x, other];
  return callAs("tensordot", () => {
    const left = a.permute([...rowsOf, ...ofX]).reshape(numel(rows), depth);
    const right = b.permute([...ofOther, ...columnsOf]).reshape(depth, numel(columns));
    return left.matmul(right).reshape([...rows, ...columns]);
  });
}

/**
 * The dot products of the lines of two tensors' last dimensions; with a 0-d tensor their product.
 *
 * Shapes: `[.., n] x [.., n]` -> the leading dimensions of x, then those of `other`.
 *
 * @throws {ShapeError} when the last dimensions differ.
 * @example
 * inner(tensor([1, 2]), tensor([[3, 4], [5, 6]])); // => tensor([11., 17.])
 * @see https://pytorch.org/docs/stable/generated/torch.inner.html
 */
export function inner(x: Tensor, other: Tensor): Tensor {
  const [a, b] = bind(innerSignature, arguments);
  if (a.ndim === 0 || b.ndim === 0) return callAs("inner", () => a.mul(b));
  if (a.shape[a.ndim - 1] !== b.shape[b.ndim - 1]) {
    throw new ShapeError(
      `inner: the last dimensions must have one size, got shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  return callAs("inner", () => tensordot(a, b, [[-1], [-1]]));
}
