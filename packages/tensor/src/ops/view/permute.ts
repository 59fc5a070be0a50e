import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required, spread } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { formatShape, normalizeDim, type Sizes } from "../../shape.js";
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

const permuteSignature = defineSignature("permute", required("x", aTensor), spread("dims"));
const transposeSignature = defineSignature(
  "transpose",
  required("x", aTensor),
  required("dim0", aNumber),
  required("dim1", aNumber),
);
const tSignature = defineSignature("t", required("x", aTensor));

/**
 * A view with the dimensions in another order: dimension `i` of the result is dimension `dims[i]` of `x`.
 *
 * @param dims Every dimension once, as a list or one by one.
 * @throws {ShapeError} unless every dimension is named once.
 * @example
 * zeros(2, 3, 5).permute(2, 0, 1).shape; // => [5, 2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.permute.html
 */
export function permute(x: Tensor, ...dims: Sizes): Tensor {
  const [input, given] = bind(permuteSignature, arguments);
  const order = given.map((dim) => normalizeDim("permute", dim, input.ndim));
  if (order.length !== input.ndim || new Set(order).size !== order.length) {
    throw new ShapeError(
      `permute: dims ${formatShape(order)} must name each dimension of shape ${formatShape(input.shape)} once`,
    );
  }
  return applyView(permuteOp, input, { dims: order });
}

/**
 * A view with two dimensions exchanged.
 *
 * @param dim0 One of them, -ndim <= dim0 < ndim.
 * @param dim1 The other, -ndim <= dim1 < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * zeros(2, 3, 5).transpose(0, -1).shape; // => [5, 3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.transpose.html
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  [x, dim0, dim1] = bind(transposeSignature, arguments);
  const a = normalizeDim("transpose", dim0, x.ndim);
  const b = normalizeDim("transpose", dim1, x.ndim);
  const dims = x.shape.map((_, d) => (d === a ? b : d === b ? a : d));
  return applyView(permuteOp, x, { dims });
}

/**
 * The transpose of a matrix, as a view; 0-d and 1-d tensors come back as they are.
 *
 * @throws {ShapeError} for more than two dimensions.
 * @example
 * tensor([[1, 2]]).t(); // => tensor([[1.],
 * //            [2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.t.html
 */
export function t(x: Tensor): Tensor {
  [x] = bind(tSignature, arguments);
  if (x.ndim > 2) {
    throw new ShapeError(
      `t: expects a tensor with <= 2 dimensions, but the shape is ${formatShape(x.shape)}; use transpose(dim0, dim1)`,
    );
  }
  return x.ndim < 2 ? x : applyView(permuteOp, x, { dims: [1, 0] });
}
