import type { Backend, RequiredKernels, TypedArray, View } from "@lumbre/tensor/backend";

// The kernels that every backend has. A kernel gets views: element [i, j] of one lies at offset + i*strides[0] + j*strides[1]
// of its buffer, counted in elements. Strides are never negative, and 0 where an element is stretched over a dimension. Any
// size may be 0, and a shape may be []. Shapes fit when a kernel is called.
//
// A kernel that computes returns a new buffer, filled in row-major order without gaps, and changes no operand. One that does
// not do a call, for its dtypes or sizes, declines it: it returns null, and the CPU reference computes the call, for which
// operands are read and results uploaded. Here all but `copy` decline: replace them one by one, in any order.

const declined = (): null => null;

/** Writes the elements of `source` into `target`, which has the same shape and dtype. The only kernel that cannot decline. */
function copy(source: View, target: View): void {
  const [from, to] = [source.buffer as TypedArray, target.buffer as TypedArray];
  const copyElements = (dim: number, sourceAt: number, targetAt: number): void => {
    if (dim === source.shape.length) to[targetAt] = from[sourceAt];
    else
      for (let i = 0; i < source.shape[dim]; i++)
        copyElements(dim + 1, sourceAt + i * source.strides[dim], targetAt + i * target.strides[dim]);
  };
  copyElements(0, source.offset, target.offset);
}

export const kernels: Pick<Backend, keyof RequiredKernels> = {
  copy,

  /** Writes one value into every element of `target`: `(target, value)`. */
  fill: declined,

  /** Converts, floats to integers by truncation, anything to bool by whether it is not 0: `(x, dtype)`. */
  cast: declined,

  /** An elementwise function by its name, "exp", "relu", ...; `UnaryOp` lists them: `(op, x)`. */
  unary: declined,

  /** An elementwise function of two operands of one shape and dtype, or of one and a number: `(op, a, b)`. */
  binary: declined,

  /** `condition ? a : b` for each element: `(condition, a, b)`. */
  where: declined,

  /** "sum", "prod", "max", "min", "any" or "all" over sorted dimensions; max and min propagate NaN: `(op, x, dims)`. */
  reduce: declined,

  /** The int32 index of the "argmax" or "argmin" along a dimension: the first of several, NaN first: `(op, x, dim)`. */
  argReduce: declined,

  /** `[B, M, K] x [B, K, N] -> [B, M, N]`, of operands that may be transposed or stretched: `(a, b)`. */
  matmul: declined,

  /** `out[.., i, ..] = x[.., index[.., i, ..], ..]`; an IndexError for an index out of range: `(x, dim, index)`. */
  gather: declined,

  /** `target[.., index[.., i, ..], ..] += source[.., i, ..]`, all indices checked first: `(target, dim, index, source)`. */
  scatterAdd: declined,
};
