import { bind } from "../../arguments/bind.js";
import { aNumber, type Kind } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { full } from "../../creation/fill.js";
import { requireFits } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineOp, type KernelOp, type Operand } from "../../op/op.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { promoteInPlace } from "../elementwise.js";
import { asLine, changedCopy, checkIndex } from "./gather.js";

interface AlongDim {
  readonly dim: number;
}

/** The two ways of writing through an index differ in the kernel, and in what is left of the input's own gradient. */
function defineScatterOp(kernel: "scatter" | "scatterAdd"): KernelOp<AlongDim> {
  return defineOp<AlongDim>({
    name: kernel,
    shape: ([x]) => (x as Tensor).shape,
    forward: (kernels, [x, index, source], { dim }, shape) =>
      changedCopy(kernels, x as View, shape, (target) => kernels[kernel](target, dim, index as View, source as View)),
    overwrite: (kernels, [x, index, source], { dim }) => {
      kernels[kernel](x as View, dim, index as View, source as View);
      return true;
    },
    saves: { inputs: [1] },
    grad: [
      (g, ctx) => (kernel === "scatterAdd" ? g : g.scatter(ctx.attributes.dim, ctx.input(1), 0)),
      null,
      (g, ctx) => g.gather(ctx.attributes.dim, ctx.input(1)),
    ],
  });
}

const scatterOp = defineScatterOp("scatter");
const scatterAddOp = defineScatterOp("scatterAdd");

function scatterSignature<T extends Operand>(op: string, source: Kind<T>) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("dim", aNumber),
    required("index", aTensor),
    required("src", source),
  );
}

const addSignature = scatterSignature("scatterAdd", aTensor);
const addInPlaceSignature = scatterSignature("scatterAdd_", aTensor);
const writeSignature = scatterSignature("scatter", anOperand);
const writeInPlaceSignature = scatterSignature("scatter_", anOperand);

/**
 * The source to be written into x, converted to its dtype. Any number may go into a bool tensor, where it says whether it is
 * not 0.
 * @throws {DTypeError} for values of a higher kind than x can hold.
 */
export function valuesInto(op: string, x: Tensor, values: Operand): Operand {
  if (Number.isInteger(values)) requireFits(op, x.dtype, values as number);
  return typeof values === "number" && x.dtype === "bool" ? values : promoteInPlace(op, x, values);
}

/** What is to be written, in x's dtype and in the shape of the index: of a larger source, the part that it covers. */
function sourceFor(op: string, x: Tensor, index: Tensor, source: Operand): Tensor {
  const values = valuesInto(op, x, source);
  if (typeof values === "number") {
    return full([], values, { dtype: x.dtype, device: x.device }).expand([...index.shape]);
  }
  const lies = asLine(index).shape.every((size, d) => size <= asLine(values).shape[d]);
  if (asLine(values).ndim !== asLine(index).ndim || !lies) {
    throw new ShapeError(
      `${op}: index of shape ${formatShape(index.shape)} must not be larger than the source, ${formatShape(values.shape)}`,
    );
  }
  return asLine(index).shape.reduce<Tensor>(
    (part, size, d) => (size === part.shape[d] ? part : part.narrow(d, 0, size)),
    asLine(values),
  );
}

type Apply = typeof apply | typeof applyInPlace;

function scatterWith(
  name: string,
  op: KernelOp<AlongDim>,
  run: Apply,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
): Tensor {
  const d = normalizeDim(name, dim, x.ndim);
  checkIndex(name, x, d, index);
  const values = sourceFor(name, x, index, source);
  if (op === scatterAddOp && x.dtype === "bool") {
    const sums = scatterWith(name, op, apply, x.to("int32"), d, index, values.to("int32")).ne(0);
    return run === applyInPlace ? x.copy_(sums) : sums;
  }
  if (x.ndim > 0) return run(op, [x, asLine(index), asLine(values)], { dim: d });
  const line = run(op, [x.unsqueeze(0), asLine(index), asLine(values)], { dim: 0 });
  return run === applyInPlace ? x : line.squeeze(0);
}

/**
 * A copy of x to which `src` is added at the indices that `index` names along a dimension:
 * `out[index[i][j]][j] += src[i][j]` for dim 0.
 *
 * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
 *
 * @param dim Dimension to add along, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param src One value for each index.
 * @throws {ShapeError} when index and src do not fit.
 * @throws {DTypeError} for indices that are no integers, or a src of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3).scatterAdd(0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3])); // => tensor([4., 0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  return scatterWith("scatterAdd", scatterAddOp, apply, ...bind(addSignature, arguments));
}

/**
 * {@link scatterAdd}, in place.
 *
 * @example
 * const x = ones(3);
 * x.scatterAdd_(0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3]));
 * x; // => tensor([5., 1., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
 */
export function scatterAdd_(x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor {
  return scatterWith("scatterAdd_", scatterAddOp, applyInPlace, ...bind(addInPlaceSignature, arguments));
}

/**
 * A copy of x with `src` written to the indices that `index` names along a dimension:
 * `out[index[i][j]][j] = src[i][j]` for dim 0. Where an index is named several times, the last one stays; the
 * gradient of the source is right only where none is, as in PyTorch.
 *
 * Shapes: index and src have as many dimensions as x; index is no larger than src, and than x except along dim.
 *
 * @param dim Dimension to write along, -ndim <= dim < ndim.
 * @param index int32 indices, each from 0 to the size of the dimension - 1.
 * @param src A tensor, or a number for all indices.
 * @throws {ShapeError} when index and src do not fit.
 * @throws {DTypeError} for indices that are no integers, or a src of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3).scatter(0, tensor([1], { dtype: "int32" }), 5); // => tensor([0., 5., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter(x: Tensor, dim: number, index: Tensor, src: Operand): Tensor {
  return scatterWith("scatter", scatterOp, apply, ...bind(writeSignature, arguments));
}

/**
 * {@link scatter}, in place.
 *
 * @example
 * const x = zeros(3);
 * x.scatter_(0, tensor([1], { dtype: "int32" }), 5);
 * x; // => tensor([0., 5., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter_(x: Tensor, dim: number, index: Tensor, src: Operand): Tensor {
  return scatterWith("scatter_", scatterOp, applyInPlace, ...bind(writeInPlaceSignature, arguments));
}
