import type { RequiredKernels } from "@lumbre/tensor/backend";

// What every backend computes. A kernel gets views: element [i, j] of one lies at offset + i*strides[0] + j*strides[1] of
// its buffer, counted in elements. Strides are never negative, and 0 where an element is stretched over a dimension. Any
// size may be 0, and a shape may be []. Shapes fit when a kernel is called.
//
// A kernel that computes returns a new buffer, filled row by row without gaps, and changes no operand. One that does not do
// a call, for its dtypes or sizes, declines it: it returns null, and something else computes it.

function notWritten(kernel: string): never {
  throw new Error(`${kernel} is not written yet`);
}

export const kernels: RequiredKernels = {
  /** Writes the elements of `source` into `target`, which has the same shape and dtype. */
  copy: (_source, _target) => notWritten("copy"),

  /** Writes one value into every element of `target`. */
  fill: (_target, _value) => notWritten("fill"),

  /** Converts: floats to integers by truncation, anything to bool by whether it is not 0. */
  cast: (_x, _dtype) => notWritten("cast"),

  /** An elementwise function, by its name: "exp", "relu", ... `UnaryOp` lists them. */
  unary: (_op, _x) => notWritten("unary"),

  /** An elementwise function of two operands of one shape and dtype, or of one and a number. Comparisons give bool. */
  binary: (_op, _a, _b) => notWritten("binary"),

  /** `condition ? a : b` for each element. */
  where: (_condition, _a, _b) => notWritten("where"),

  /** "sum", "prod", "max", "min", "any" or "all" over some dimensions, which are sorted. Max and min propagate NaN. */
  reduce: (_op, _x, _dims) => notWritten("reduce"),

  /** The int32 position of the maximum or minimum along a dimension: the first of several, and NaN before all others. */
  argReduce: (_op, _x, _dim) => notWritten("argReduce"),

  /** `[B, M, K] x [B, K, N] -> [B, M, N]`, of operands that may be transposed or stretched. */
  matmul: (_a, _b) => notWritten("matmul"),

  /** `out[.., i, ..] = x[.., index[.., i, ..], ..]` along `dim`; an IndexError for an index out of range. */
  gather: (_x, _dim, _index) => notWritten("gather"),

  /** `target[.., index[.., i, ..], ..] += source[.., i, ..]`; all indices are checked before the first is used. */
  scatterAdd: (_target, _dim, _index, _source) => notWritten("scatterAdd"),
};
