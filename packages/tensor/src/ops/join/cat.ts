import { bind } from "../../arguments/bind.js";
import { anInteger } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { tensors as tensorList } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { promoteTypes } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp } from "../../op/op.js";
import { contiguousStrides, formatShape, normalizeDim, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

interface CatAttributes {
  readonly dim: number;
  /** Where each input begins along the dimension. */
  readonly starts: readonly number[];
}

const catOp = defineOp<CatAttributes>({
  name: "cat",
  shape: (inputs, { dim }) => {
    const tensors = inputs as readonly Tensor[];
    const total = tensors.reduce((sum, { shape }) => sum + shape[dim], 0);
    return tensors[0].shape.map((size, d) => (d === dim ? total : size));
  },
  forward: (kernels, inputs, { dim, starts }, shape) => {
    const views = inputs as readonly View[];
    const { dtype } = views[0];
    const buffer = kernels.allocate(numel(shape), dtype);
    const strides = contiguousStrides(shape);
    for (const [i, view] of views.entries()) {
      kernels.copy(view, { buffer, shape: view.shape, strides, offset: starts[i] * strides[dim], dtype });
    }
    return buffer;
  },
  grad: (g, ctx, i) => g.narrow(ctx.attributes.dim, ctx.attributes.starts[i], ctx.inputShape(i)[ctx.attributes.dim]),
});

const catSignature = defineSignature("cat", required("tensors", tensorList), optional("dim", anInteger, 0));
const stackSignature = defineSignature("stack", required("tensors", tensorList), optional("dim", anInteger, 0));
const hstackSignature = defineSignature("hstack", required("tensors", tensorList));
const vstackSignature = defineSignature("vstack", required("tensors", tensorList));

/** Options of {@link cat} and {@link stack}. */
export interface JoinOptions {
  /** The dimension to join along; for stack, the place of the new one. Default 0. */
  readonly dim?: number;
}

function requireTensors(op: string, tensors: readonly Tensor[]): void {
  if (tensors.length === 0) throw new ShapeError(`${op}: expected a non-empty list of tensors`);
}

/** Throws unless the shapes agree in every dimension but `dim`. */
function checkJoinable(tensors: readonly Tensor[], dim: number): void {
  const [first] = tensors;
  for (const [i, { shape }] of tensors.entries()) {
    if (shape.length !== first.ndim) {
      throw new ShapeError(
        `cat: tensors must have the same number of dimensions: got ${formatShape(first.shape)} and, for tensor number ` +
          `${i} in the list, ${formatShape(shape)}`,
      );
    }
    const wrong = shape.findIndex((size, d) => d !== dim && size !== first.shape[d]);
    if (wrong >= 0) {
      throw new ShapeError(
        `cat: sizes of tensors must match except in dimension ${dim}: expected size ${first.shape[wrong]} but got size ` +
          `${shape[wrong]} in dimension ${wrong} for tensor number ${i} in the list, of shape ${formatShape(shape)}`,
      );
    }
  }
}

/**
 * Joins tensors along an existing dimension. Empty 1-d tensors join anything, as in PyTorch.
 *
 * @param tensors The tensors, at least one.
 * @param dim The dimension to join along; may count from the end. Default 0.
 * @throws {ShapeError} when the list is empty, the other dimensions differ, or a tensor is 0-d.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * cat([tensor([1, 2]), tensor([3])]); // => tensor([1., 2., 3.])
 * cat([tensor([[1], [2]]), tensor([[3, 4], [5, 6]])], { dim: 1 }); // => tensor([[1., 3., 4.],
 * //            [2., 5., 6.]])
 * @see https://pytorch.org/docs/stable/generated/torch.cat.html
 */
export function cat(tensors: readonly Tensor[], dim?: number | JoinOptions): Tensor {
  [tensors, dim] = bind(catSignature, arguments);
  requireTensors("cat", tensors);
  const scalar = tensors.findIndex(({ ndim }) => ndim === 0);
  if (scalar >= 0) {
    throw new ShapeError(`cat: zero-dimensional tensor (at position ${scalar}) cannot be concatenated; use stack`);
  }
  const filled = tensors.filter(({ shape }) => shape.length !== 1 || shape[0] !== 0);
  const used = filled.length === 0 ? tensors : filled;
  const d = normalizeDim("cat", dim, used[0].ndim);
  checkJoinable(used, d);
  const dtype = tensors.map((tensor) => tensor.dtype).reduce(promoteTypes);
  let end = 0;
  const starts = used.map(({ shape }) => {
    end += shape[d];
    return end - shape[d];
  });
  const promoted = used.map((tensor) => tensor.to(dtype));
  return apply(catOp, promoted, { dim: d, starts });
}

/**
 * Joins tensors of one shape along a new dimension.
 *
 * @param tensors The tensors, at least one.
 * @param dim Where the new dimension comes, 0 to ndim. Default 0.
 * @throws {ShapeError} when the list is empty, or the shapes differ.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], { dim: 1 }); // => tensor([[1., 3.],
 * //            [2., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.stack.html
 */
export function stack(tensors: readonly Tensor[], dim?: number | JoinOptions): Tensor {
  [tensors, dim] = bind(stackSignature, arguments);
  requireTensors("stack", tensors);
  const [first] = tensors;
  for (const [i, { shape }] of tensors.entries()) {
    if (formatShape(shape) !== formatShape(first.shape)) {
      throw new ShapeError(
        `stack: expects each tensor to be equal size, but got ${formatShape(first.shape)} at entry 0 and ${formatShape(shape)} at entry ${i}`,
      );
    }
  }
  const d = normalizeDim("stack", dim, first.ndim + 1);
  return cat(
    tensors.map((tensor) => tensor.unsqueeze(d)),
    d,
  );
}

/**
 * Joins tensors side by side: along the second dimension, or the first of 1-d tensors; 0-d tensors count as 1-d.
 *
 * @throws {ShapeError} when the list is empty, or the other dimensions differ.
 * @example
 * hstack([tensor([[1], [2]]), tensor([[3], [4]])]); // => tensor([[1., 3.],
 * //            [2., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.hstack.html
 */
export function hstack(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(hstackSignature, arguments);
  requireTensors("hstack", tensors);
  const atLeast1d = tensors.map((tensor) => (tensor.ndim === 0 ? tensor.reshape(1) : tensor));
  return callAs("hstack", () => cat(atLeast1d, atLeast1d[0].ndim === 1 ? 0 : 1));
}

/**
 * Joins tensors one below the other, along the first dimension; 1-d and 0-d tensors count as rows.
 *
 * @throws {ShapeError} when the list is empty, or the other dimensions differ.
 * @example
 * vstack([tensor([1, 2]), tensor([3, 4])]); // => tensor([[1., 2.],
 * //            [3., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.vstack.html
 */
export function vstack(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(vstackSignature, arguments);
  requireTensors("vstack", tensors);
  const rows = tensors.map((tensor) => (tensor.ndim < 2 ? tensor.reshape(1, tensor.numel()) : tensor));
  return callAs("vstack", () => cat(rows));
}
