import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { flattenSizes, formatShape, normalizeDim, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const permuteOp = defineViewOp<{ readonly dims: readonly number[] }>({
  name: "permute",
  layout: (x, { dims }) => ({
    shape: dims.map((d) => x.shape[d]),
    strides: dims.map((d) => x.strides[d]),
    offset: x.offset,
  }),
  grad: [
    (g, { attributes: { dims } }) => {
      const inverse = new Array<number>(dims.length);
      for (const [to, from] of dims.entries()) inverse[from] = to;
      return g.permute(inverse);
    },
  ],
});

/**
 * A view with the dimensions in another order: dimension `i` of the result is dimension `dims[i]` of `x`.
 *
 * @throws {ShapeError} unless every dimension is named once.
 * @example
 * zeros(2, 3, 5).permute(2, 0, 1).shape; // => [5, 2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.permute.html
 */
export function permute(x: Tensor, ...dims: Sizes): Tensor {
  const order = flattenSizes(dims).map((dim) => normalizeDim("permute", dim, x.ndim));
  if (order.length !== x.ndim || new Set(order).size !== order.length) {
    throw new ShapeError(
      `permute: dims ${formatShape(order)} must name each dimension of shape ${formatShape(x.shape)} once`,
    );
  }
  return applyView(permuteOp, x, { dims: order });
}

/**
 * A view with two dimensions exchanged.
 * @see https://pytorch.org/docs/stable/generated/torch.transpose.html
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  const a = normalizeDim("transpose", dim0, x.ndim);
  const b = normalizeDim("transpose", dim1, x.ndim);
  const dims = x.shape.map((_, d) => (d === a ? b : d === b ? a : d));
  return applyView(permuteOp, x, { dims });
}

/**
 * The transpose of a matrix, as a view; 0-d and 1-d tensors come back as they are.
 *
 * @throws {ShapeError} for more than two dimensions.
 * @see https://pytorch.org/docs/stable/generated/torch.t.html
 */
export function t(x: Tensor): Tensor {
  if (x.ndim > 2) {
    throw new ShapeError(
      `t: expects a tensor with <= 2 dimensions, but the shape is ${formatShape(x.shape)}; use transpose(dim0, dim1)`,
    );
  }
  return x.ndim < 2 ? x : transpose(x, 0, 1);
}
