import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, either, nullable, numbers, oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aFloatDType, aTensor, dims } from "../../arguments/tensorKinds.js";
import { zeros } from "../../creation/fill.js";
import { eye } from "../../creation/range.js";
import { type DType, requireFloat } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape, normalizeDims } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { where } from "../compare/where.js";
import type { Dims } from "../reduce/reduction.js";
import { batchOf, matrixSize, requireMatrix, requireSquare } from "./matrices.js";
import { singularValues } from "./svd.js";

/** The norm of a matrix: see `linalg.matrixNorm`. */
export type MatrixOrder = "fro" | "nuc" | number;

const matrixOrder = either<[number, "fro" | "nuc"]>(aNumber, oneOf("fro", "nuc"));

/** Options that stand behind the dimensions of a norm. */
export interface NormDTypeOptions {
  /** Float dtype to convert to first, and of the result; null: the tensor's own. Default null. */
  readonly dtype?: DType | null;
}

/** The same with what stands before them. */
export interface NormKeepOptions extends NormDTypeOptions {
  /** Keep the reduced dimensions with size 1. Default false. */
  readonly keepDim?: boolean;
}

/** Options of `linalg.vectorNorm`, and, but for the power's kind, of the other norms. */
export interface VectorNormOptions extends NormKeepOptions {
  /** Any number or +-Infinity. Default 2. */
  readonly ord?: number;
  /** One dimension or several; null: all. Default null. */
  readonly dim?: Dims;
}

/** Options of `linalg.matrixNorm`. */
export interface MatrixNormOptions extends NormKeepOptions {
  /** "fro", "nuc", 1, -1, 2, -2 or +-Infinity. Default "fro". */
  readonly ord?: MatrixOrder;
  /** The rows' and the columns' dimension. Default [-2, -1]. */
  readonly dim?: readonly number[];
}

/** Options of `linalg.norm`. */
export interface LinalgNormOptions extends NormKeepOptions {
  /** A vector's or a matrix's norm; null: 2 of all elements. Default null. */
  readonly ord?: MatrixOrder | null;
  /** One dimension for vectors, two for matrices; null: all. Default null. */
  readonly dim?: Dims;
}

const keep = optional("keepDim", aBoolean, false);
const dtypeOption = named("dtype", nullable(aFloatDType), null);
const vectorSignature = defineSignature(
  "vectorNorm",
  required("x", aTensor),
  optional("ord", aNumber, 2),
  optional("dim", dims, null),
  keep,
  dtypeOption,
);
const matrixSignature = defineSignature(
  "matrixNorm",
  required("x", aTensor),
  optional<MatrixOrder>("ord", matrixOrder, "fro"),
  optional<readonly number[]>("dim", numbers, [-2, -1]),
  keep,
  dtypeOption,
);
const normSignature = defineSignature(
  "norm",
  required("x", aTensor),
  optional<MatrixOrder | null>("ord", nullable(matrixOrder), null),
  optional("dim", dims, null),
  keep,
  dtypeOption,
);
const condSignature = defineSignature(
  "cond",
  required("x", aTensor),
  optional<MatrixOrder | null>("p", nullable(matrixOrder), null),
);

/** x in the dtype of the norm, which is to be a float one. */
function converted(op: string, x: Tensor, dtype: DType | null): Tensor {
  requireFloat(op, dtype ?? x.dtype);
  return dtype === null ? x : x.to(dtype);
}

/**
 * The norm of vectors, `sum(|x|^ord)^(1/ord)` over `dim`.
 *
 * @param ord Any number or +-Infinity; 0 counts the elements that are not 0. Default 2.
 * @param dim One dimension or several; null: all. Default null.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Float dtype to convert to first, and of the result; null: the tensor's own. Default null.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {IndexError} for a dimension out of range, or one of size 0 when ord is negative or Infinity.
 * @example
 * linalg.vectorNorm(tensor([3, -4])); // => tensor(5.)
 * linalg.vectorNorm(tensor([[3, -4], [1, 1]]), 1, 1); // => tensor([7., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html
 */
export function vectorNorm(
  x: Tensor,
  ord?: number | VectorNormOptions,
  dim?: Dims | Omit<VectorNormOptions, "ord">,
  keepDim?: boolean | NormKeepOptions,
  options?: NormDTypeOptions,
): Tensor {
  const [input, order, along, isKept, dtype] = bind(vectorSignature, arguments);
  return callAs("vectorNorm", () => converted("vectorNorm", input, dtype).norm(order, along, isKept));
}

/**
 * The norm of matrices: the root of the sum of squares ("fro"), the sum of the singular values ("nuc"), their largest and
 * smallest (2, -2), and the largest and smallest sum of absolute values of a column (1, -1) or a row (Infinity, -Infinity).
 * Those of singular values are computed on the host in float64.
 *
 * @param ord "fro", "nuc", 1, -1, 2, -2 or +-Infinity. Default "fro".
 * @param dim The rows' and the columns' dimension. Default [-2, -1].
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Float dtype to convert to first, and of the result; null: the tensor's own. Default null.
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for another order.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * const x = tensor([[3, 0], [0, -4]]);
 * linalg.matrixNorm(x); // => tensor(5.)
 * linalg.matrixNorm(x, "nuc"); // => tensor(7.)
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html
 */
export function matrixNorm(
  x: Tensor,
  ord?: MatrixOrder | MatrixNormOptions,
  dim?: readonly number[] | Omit<MatrixNormOptions, "ord">,
  keepDim?: boolean | NormKeepOptions,
  options?: NormDTypeOptions,
): Tensor {
  const [input, order, along, isKept, dtype] = bind(matrixSignature, arguments);
  return normOfMatrices("matrixNorm", converted("matrixNorm", input, dtype), order, along, isKept);
}

function normOfMatrices(op: string, x: Tensor, order: MatrixOrder, along: readonly number[], isKept: boolean): Tensor {
  requireMatrix(op, x);
  const both = normalizeDims(op, along, x.ndim);
  if (along.length !== 2) throw new ValueError(`${op}: dim must be two dimensions, got [${along.join(", ")}]`);
  return callAs(op, () => {
    const result = reduceMatrices(op, x.movedim(both, [-2, -1]), order);
    if (!isKept) return result;
    return result.reshape(x.shape.map((size, d) => (both.includes(d) ? 1 : size)));
  });
}

/** The norms of the matrices in the last two dimensions. */
function reduceMatrices(op: string, x: Tensor, order: MatrixOrder): Tensor {
  if (order === "fro") return x.norm(2, [-2, -1]);
  if (order === "nuc") return singularValues(x).sum(-1);
  const size = Math.abs(order);
  if (size !== 1 && size !== 2 && size !== Infinity) {
    throw new ValueError(`${op}: Order ${order} not supported; expected "fro", "nuc", 1, -1, 2, -2 or +-Infinity`);
  }
  const sizes = size === 2 ? singularValues(x) : x.abs().sum(size === 1 ? -2 : -1);
  return order > 0 ? sizes.amax(-1) : sizes.amin(-1);
}

/**
 * The norm of vectors or matrices: `vectorNorm` with an order and one dimension, or without an order, and `matrixNorm` with
 * an order and two dimensions.
 *
 * @param ord A vector's or a matrix's norm; null: 2 of all elements. Default null.
 * @param dim One dimension for vectors, two for matrices; null: all of x, which with an order has one or two.
 *   Default null.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Float dtype to convert to first, and of the result; null: the tensor's own. Default null.
 * @throws {ShapeError} for more than 2 dimensions with an order and without `dim`.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for an order that matrices, or vectors, do not have.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * const x = tensor([[3, 0], [0, -4]]);
 * linalg.norm(x); // => tensor(5.)
 * linalg.norm(x, 2); // => tensor(4.)
 * linalg.norm(x, 1, 1); // => tensor([3., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.norm.html
 */
export function norm(
  x: Tensor,
  ord?: MatrixOrder | null | LinalgNormOptions,
  dim?: Dims | Omit<LinalgNormOptions, "ord">,
  keepDim?: boolean | NormKeepOptions,
  options?: NormDTypeOptions,
): Tensor {
  const [input, order, along, isKept, dtype] = bind(normSignature, arguments);
  const given = converted("norm", input, dtype);
  if (order !== null && along === null && given.ndim > 2) {
    throw new ShapeError(
      `norm: with an order and without dim the input must have 1 or 2 dimensions, got shape ${formatShape(given.shape)}; ` +
        "write linalg.norm(x, ord, dim)",
    );
  }
  const list = along ?? given.shape.map((_, d) => d);
  if (order !== null && Array.isArray(list) && list.length === 2) {
    return normOfMatrices("norm", given, order, list as readonly number[], isKept);
  }
  if (typeof order === "string") {
    throw new ValueError(`norm: order "${order}" is one of matrices; dim must be two dimensions`);
  }
  return given.norm(order ?? 2, along, isKept);
}

/** Matrices without elements have the condition number 0. */
function conditionOfNothing(x: Tensor, order: MatrixOrder | null): Tensor {
  if (typeof order === "string") requireSquare("cond", x);
  return zeros([...batchOf(x)], { dtype: x.dtype, device: x.device });
}

/**
 * The condition number of a matrix, or of each of a batch: its norm times that of its inverse; of singular values, with
 * null, 2 or -2, the largest by the smallest or the other way round. Infinity for a singular matrix. Computed on the host.
 *
 * Shapes: `[.., n, n] -> [..]`; `[.., m, n] -> [..]` with null, 2 or -2.
 *
 * @param p The norm, as `matrixNorm` takes it; null: 2. Default null.
 * @throws {ShapeError} unless the last two dimensions are equal, but with null, 2 and -2.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for another norm, and for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.cond(tensor([[2, 0], [0, 0.5]])); // => tensor(4.)
 * linalg.cond(tensor([[1, 1], [1, 1]]), 1); // => tensor(inf)
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.cond.html
 */
export function cond(x: Tensor, p?: MatrixOrder | null | { readonly p?: MatrixOrder | null }): Tensor {
  const [input, order] = bind(condSignature, arguments);
  requireMatrix("cond", input);
  if (input.numel() === 0) return callAs("cond", () => conditionOfNothing(input, order));
  if (order === null || order === 2 || order === -2) {
    return callAs("cond", () => {
      const values = singularValues(input);
      const [largest, smallest] = [values.select(-1, 0), values.select(-1, -1)];
      return order === -2 ? smallest.div(largest) : largest.div(smallest);
    });
  }
  requireSquare("cond", input);
  return callAs("cond", () => {
    const isSingular = input.detach().det().eq(0);
    const [n] = matrixSize(input);
    const regular = where(
      isSingular.unsqueeze(-1).unsqueeze(-1),
      eye(n, { dtype: input.dtype, device: input.device }),
      input,
    );
    const norms = [input, regular.inverse()].map((matrix) => reduceMatrices("cond", matrix, order));
    return norms[0].mul(norms[1]).maskedFill(isSingular, Infinity);
  });
}
