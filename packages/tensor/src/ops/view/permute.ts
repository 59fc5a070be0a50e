import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required, spread } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { applyViewInPlace } from "../../op/inPlace.js";
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
const transposeSignature = transposing("transpose");
const transposeInPlaceSignature = transposing("transpose_");
const tSignature = defineSignature("t", required("x", aTensor));
const tInPlaceSignature = defineSignature("t_", required("x", aTensor));
const adjointSignature = defineSignature("adjoint", required("x", aTensor));

/* @__NO_SIDE_EFFECTS__ */
function transposing(op: string) {
  return defineSignature(op, required("x", aTensor), required("dim0", aNumber), required("dim1", aNumber));
}

/** The dimensions of x with two exchanged. */
function exchanged(op: string, x: Tensor, dim0: number, dim1: number): { readonly dims: readonly number[] } {
  const a = normalizeDim(op, dim0, x.ndim);
  const b = normalizeDim(op, dim1, x.ndim);
  return { dims: x.shape.map((_, d) => (d === a ? b : d === b ? a : d)) };
}

function requireMatrix(op: string, x: Tensor): void {
  if (x.ndim <= 2) return;
  throw new ShapeError(
    `${op}: expects a tensor with <= 2 dimensions, but the shape is ${formatShape(x.shape)}; use transpose(dim0, dim1)`,
  );
}

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
  return applyView(permuteOp, x, exchanged("transpose", x, dim0, dim1));
}

/**
 * {@link transpose}, in place: the tensor itself has its dimensions in another order.
 *
 * @param dim0 One of them, -ndim <= dim0 < ndim.
 * @param dim1 The other, -ndim <= dim1 < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @throws {GradError} for a leaf that requires a gradient.
 * @example
 * zeros(2, 3, 5).transpose_(0, -1).shape; // => [5, 3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.transpose_.html
 */
export function transpose_(x: Tensor, dim0: number, dim1: number): Tensor {
  const [input, one, other] = bind(transposeInPlaceSignature, arguments);
  return callAs("transpose_", () => applyViewInPlace(permuteOp, input, exchanged("transpose_", input, one, other)));
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
  requireMatrix("t", x);
  return applyView(permuteOp, x, { dims: [0, 1].slice(0, x.ndim).reverse() });
}

/**
 * {@link t}, in place: the tensor itself is transposed.
 *
 * @throws {ShapeError} for more than two dimensions.
 * @throws {GradError} for a leaf that requires a gradient.
 * @example
 * zeros(2, 3).t_().shape; // => [3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.t_.html
 */
export function t_(x: Tensor): Tensor {
  const [input] = bind(tInPlaceSignature, arguments);
  requireMatrix("t_", input);
  return callAs("t_", () =>
    applyViewInPlace(permuteOp, input, { dims: input.shape.map((_, d) => input.ndim - 1 - d) }),
  );
}

/**
 * The matrices in the last two dimensions transposed, as a view; there are no complex numbers to be conjugated.
 *
 * Shapes: `[.., m, n] -> [.., n, m]`.
 *
 * @throws {ShapeError} for fewer than two dimensions.
 * @example
 * zeros(2, 3, 5).adjoint().shape; // => [2, 5, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.adjoint.html
 */
export function adjoint(x: Tensor): Tensor {
  [x] = bind(adjointSignature, arguments);
  if (x.ndim >= 2) return applyView(permuteOp, x, exchanged("adjoint", x, -2, -1));
  throw new ShapeError(`adjoint: expects at least two dimensions, but the shape is ${formatShape(x.shape)}`);
}
