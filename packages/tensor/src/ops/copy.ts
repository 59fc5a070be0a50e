import type { View } from "../backend/contract.js";
import { expandView } from "../backend/views.js";
import { zerosLike } from "../creation/fill.js";
import { ShapeError } from "../errors.js";
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

/**
 * A copy with memory of its own, row-major; gradients flow back to the original.
 * @see https://pytorch.org/docs/stable/generated/torch.clone.html
 */
export function clone(x: Tensor): Tensor {
  return apply(cloneOp, [x], undefined);
}

/**
 * The tensor itself when its elements lie in row-major order without gaps, and else a copy where they do.
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.contiguous.html
 */
export function contiguous(x: Tensor): Tensor {
  return x.isContiguous() ? x : clone(x);
}

/**
 * The same elements in the same memory, cut off from the graph: no gradient flows through it.
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.detach.html
 */
export function detach(x: Tensor): Tensor {
  return new Tensor(x.storage, x.shape, x.strides, x.offset);
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
 * Overwrites the tensor with the elements of `source`, which broadcasts and is converted to its dtype.
 *
 * @throws {ShapeError} when `source` does not broadcast to the tensor's shape.
 * @example
 * const x = zeros(2, 3);
 * x.select(0, 1).copy_(tensor([1, 2, 3]));
 * x; // => tensor([[0., 0., 0.],
 * //            [1., 2., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.copy_.html
 */
export function copy_(x: Tensor, source: Operand): Tensor {
  if (typeof source === "number") return applyInPlace(copyOp, [x, source], undefined);
  if (!sameShape(broadcastShapes("copy_", x.shape, source.shape), x.shape)) {
    throw new ShapeError(
      `copy_: a source of shape ${formatShape(source.shape)} does not broadcast to ${formatShape(x.shape)}`,
    );
  }
  const moved = source.to(x.device).to(x.dtype);
  return applyInPlace(copyOp, [x, moved], undefined);
}

/** Writes `value` into every element, in place. */
export function fill_(x: Tensor, value: number): Tensor {
  return copy_(x, value);
}

/** Writes 0 into every element, in place. */
export function zero_(x: Tensor): Tensor {
  return copy_(x, 0);
}
