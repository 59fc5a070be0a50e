import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { requireIndex } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { contiguousStrides, formatShape, normalizeDim, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

interface AlongDim {
  readonly dim: number;
}

const gatherOp: KernelOp<AlongDim> = defineOp<AlongDim>({
  name: "gather",
  shape: ([, index]) => (index as Tensor).shape,
  forward: (kernels, [x, index], { dim }) => kernels.gather(x as View, dim, index as View),
  saves: { inputs: [1] },
  grad: [(g, ctx) => addToZeros(ctx.inputShape(0), ctx.attributes.dim, ctx.input(1), g), null],
});

const gatherSignature = defineSignature(
  "gather",
  required("x", aTensor),
  required("dim", aNumber),
  required("index", aTensor),
);

/** A view of fresh, row-major memory. */
function freshView(kernels: Kernels, shape: Shape, dtype: View["dtype"]): View {
  return {
    buffer: kernels.allocate(numel(shape), dtype),
    shape,
    strides: contiguousStrides(shape),
    offset: 0,
    dtype,
  };
}

/** A row-major copy of x into which `write` has written; where that throws, the copy is given back. */
export function changedCopy(kernels: Kernels, x: View, shape: Shape, write: (copy: View) => void): DeviceBuffer {
  const target = freshView(kernels, shape, x.dtype);
  kernels.copy(x, target);
  try {
    write(target);
  } catch (error) {
    kernels.free(target.buffer);
    throw error;
  }
  return target.buffer;
}

const addToZerosOp = defineOp<AlongDim & { readonly shape: Shape }>({
  name: "gatherBackward",
  shape: (_, { shape }) => shape,
  forward: (kernels, [input, index], { dim }, shape) => {
    const source = input as View;
    const target = freshView(kernels, shape, source.dtype);
    kernels.fill(target, 0);
    kernels.scatterAdd(target, dim, index as View, source);
    return target.buffer;
  },
  saves: { inputs: [1] },
  grad: [(g, ctx) => apply(gatherOp, [g, ctx.input(1)], { dim: ctx.attributes.dim }), null],
});

/** Zeros of a shape, to which `source` is added at the indices of `index` along `dim`: the way back from a gather. */
export function addToZeros(shape: Shape, dim: number, index: Tensor, source: Tensor): Tensor {
  return apply(addToZerosOp, [source, index], { dim, shape });
}

/** A 0-d tensor as the line of one element for which it counts where an index picks. */
export function asLine(x: Tensor): Tensor {
  return x.ndim === 0 ? x.unsqueeze(0) : x;
}

/** Throws unless the index picks along `dim` from a tensor of x's shape; 0-d tensors count as lines of one element. */
export function checkIndex(op: string, x: Tensor, dim: number, index: Tensor): void {
  requireIndex(op, index.dtype);
  if (Math.max(index.ndim, 1) !== Math.max(x.ndim, 1)) {
    throw new ShapeError(
      `${op}: index of shape ${formatShape(index.shape)} must have as many dimensions as the input, ${formatShape(x.shape)}`,
    );
  }
  const wrong = index.shape.findIndex((size, d) => d !== dim && size > x.shape[d]);
  if (wrong >= 0) {
    throw new ShapeError(
      `${op}: size does not match at dimension ${wrong}: expected index ${formatShape(index.shape)} to be smaller than ` +
        `self ${formatShape(x.shape)} apart from dimension ${dim}`,
    );
  }
}

/**
 * Picks elements along a dimension by index: `out[i][j] = x[index[i][j]][j]` for dim 0. The gradient adds up where
 * an index was picked several times.
 *
 * Shapes: index has as many dimensions as x, and is no larger except along dim; the output has its shape. A 0-d tensor counts
 * as one of one dimension.
 *
 * @param dim Dimension to pick along, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @throws {ShapeError} when the index does not fit.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "int32" })); // => tensor([[2.],
 * //            [3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.gather.html
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  [x, dim, index] = bind(gatherSignature, arguments);
  const d = normalizeDim("gather", dim, x.ndim);
  checkIndex("gather", x, d, index);
  if (x.ndim === index.ndim && x.ndim > 0) return apply(gatherOp, [x, index], { dim: d });
  return apply(gatherOp, [asLine(x), asLine(index)], { dim: d }).reshape(index.shape);
}
