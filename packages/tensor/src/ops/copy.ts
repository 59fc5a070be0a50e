import { bind } from "../arguments/bind.js";
import { aNumber } from "../arguments/kinds.js";
import { defineSignature, required } from "../arguments/signature.js";
import { anOperand, aTensor } from "../arguments/tensorKinds.js";
import type { View } from "../backend/contract.js";
import { expandView } from "../backend/views.js";
import { zerosLike } from "../creation/fill.js";
import { requireFillFits } from "../dtype.js";
import { GradError, ShapeError } from "../errors.js";
import { apply } from "../op/apply.js";
import { applyInPlace } from "../op/inPlace.js";
import { defineOp, type Operand } from "../op/op.js";
import { broadcastShapes, contiguousStrides, formatShape, numel, sameShape } from "../shape.js";
import { Tensor } from "../tensor.js";

const cloneOp = defineOp({
  name: "clone",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input], _, shape) => {
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    kernels.copy(x, { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: x.dtype });
    return buffer;
  },
  grad: [(g) => g],
});

const cloneSignature = defineSignature("clone", required("x", aTensor));
const contiguousSignature = defineSignature("contiguous", required("x", aTensor));
const detachSignature = defineSignature("detach", required("x", aTensor));
const detachInPlaceSignature = defineSignature("detach_", required("x", aTensor));
const copySignature = defineSignature("copy_", required("x", aTensor), required("src", anOperand));
const fillSignature = defineSignature("fill_", required("x", aTensor), required("value", aNumber));
const zeroSignature = defineSignature("zero_", required("x", aTensor));

/**
 * A copy with memory of its own, row-major; gradients flow back to the original.
 *
 * @example
 * const x = tensor([1, 2]);
 * x.clone().fill_(0);
 * x; // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.clone.html
 */
export function clone(x: Tensor): Tensor {
  [x] = bind(cloneSignature, arguments);
  return apply(cloneOp, [x], undefined);
}

/**
 * The tensor itself when its elements lie in row-major order without gaps, and else a copy where they do.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).t().contiguous().strides; // => [2, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.contiguous.html
 */
export function contiguous(x: Tensor): Tensor {
  [x] = bind(contiguousSignature, arguments);
  return x.isContiguous() ? x : clone(x);
}

/**
 * The same elements in the same memory, cut off from the graph: no gradient flows through it.
 *
 * @example
 * ones(2).requiresGrad_().detach().requiresGrad; // => false
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.detach.html
 */
export function detach(x: Tensor): Tensor {
  [x] = bind(detachSignature, arguments);
  return new Tensor(x.storage, x.shape, x.strides, x.offset);
}

/**
 * Cuts the tensor itself off from the graph: it is a leaf without history afterwards, and requires no gradient.
 *
 * @throws {GradError} for a view, which `detach()` cuts off.
 * @example
 * const y = ones(2).requiresGrad_().mul(2);
 * y.detach_();
 * [y.requiresGrad, y.isLeaf]; // => [false, true]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.detach_.html
 */
export function detach_(x: Tensor): Tensor {
  [x] = bind(detachInPlaceSignature, arguments);
  if (x.base !== null && x.gradFn !== null) {
    throw new GradError("detach_: a view cannot be detached in place; use detach()");
  }
  x.gradNode = null;
  x.requiresGrad = false;
  return x;
}

const copyOp = defineOp({
  name: "copy",
  shape: ([target]) => (target as Tensor).shape,
  forward: (kernels, [target, source], _, shape) => {
    const { dtype } = target as View;
    const buffer = kernels.allocate(numel(shape), dtype);
    const view = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype };
    if (typeof source === "number") kernels.fill(view, source);
    else kernels.copy(expandView(source, shape), view);
    return buffer;
  },
  overwrite: (kernels, [input, source]) => {
    const target = input as View;
    if (typeof source === "number") kernels.fill(target, source);
    else kernels.copy(expandView(source, target.shape), target);
    return true;
  },
  // What was there before does not matter any more, but it stays part of the graph, as in PyTorch.
  grad: [(g) => zerosLike(g), (g) => g],
});

/**
 * Overwrites the tensor with the elements of `src`, which broadcasts and is converted to its dtype.
 *
 * @param src A tensor of any dtype and device, or a number.
 * @throws {ShapeError} when `src` does not broadcast to the tensor's shape.
 * @example
 * const x = zeros(2, 3);
 * x.select(0, 1).copy_(tensor([1, 2, 3]));
 * x; // => tensor([[0., 0., 0.],
 * //            [1., 2., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.copy_.html
 */
export function copy_(x: Tensor, src: Operand): Tensor {
  [x, src] = bind(copySignature, arguments);
  return copyInto("copy_", x, src);
}

/** {@link copy_} for the op in place of that name, which errors then speak of. */
export function copyInto(op: string, x: Tensor, source: Operand): Tensor {
  if (typeof source === "number") {
    requireFillFits(op, x.dtype, source);
    return applyInPlace(copyOp, [x, source], undefined, op);
  }
  if (!sameShape(broadcastShapes(op, x.shape, source.shape), x.shape)) {
    throw new ShapeError(
      `${op}: a source of shape ${formatShape(source.shape)} does not broadcast to ${formatShape(x.shape)}`,
    );
  }
  const moved = source.to(x.device).to(x.dtype);
  return applyInPlace(copyOp, [x, moved], undefined, op);
}

/**
 * Writes `value` into every element, in place.
 *
 * @param value A number that the tensor's dtype holds; a fraction is cut off in a tensor of integers.
 * @throws {ValueError} for a number that the dtype does not hold.
 * @throws {ArgumentError} for what is no number.
 * @example
 * zeros(2).fill_(7); // => tensor([7., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.fill_.html
 */
export function fill_(x: Tensor, value: number): Tensor {
  [x, value] = bind(fillSignature, arguments);
  return copyInto("fill_", x, value);
}

/**
 * Writes 0 into every element, in place.
 *
 * @example
 * ones(2).zero_(); // => tensor([0., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.zero_.html
 */
export function zero_(x: Tensor): Tensor {
  [x] = bind(zeroSignature, arguments);
  return copyInto("zero_", x, 0);
}
