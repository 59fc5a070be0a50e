import { bind } from "../../arguments/bind.js";
import { aNumber, type Kind, nullable, oneOf } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineOp, type KernelOp, type Operand } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";
import { asLine, changedCopy, checkIndex } from "./gather.js";
import { reduceAtIndices } from "./scatterReduce.js";
import { sourceFor } from "./source.js";

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
const writeSignature = writingSignature("scatter");
const writeInPlaceSignature = writingSignature("scatter_");

/* @__NO_SIDE_EFFECTS__ */
function writingSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("dim", aNumber),
    required("index", aTensor),
    required("src", anOperand),
    named("reduce", nullable(oneOf("add", "multiply")), null),
  );
}

/** Options of {@link scatter}. */
export interface ScatterOptions {
  /** Add to what is there, or multiply it, also where an index is named several times; null: replace it. Default null. */
  readonly reduce?: "add" | "multiply" | null;
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
    return run === applyInPlace ? copyInto(name, x, sums) : sums;
  }
  if (x.ndim > 0) return run(op, [x, asLine(index), asLine(values)], { dim: d });
  const line = run(op, [x.unsqueeze(0), asLine(index), asLine(values)], { dim: 0 });
  return run === applyInPlace ? x : line.squeeze(0);
}

function scatterReduced(
  name: string,
  run: Apply,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Operand,
  reduce: ScatterOptions["reduce"],
): Tensor {
  if (reduce !== "multiply") {
    return scatterWith(name, reduce === "add" ? scatterAddOp : scatterOp, run, x, dim, index, source);
  }
  const isInPlace = run === applyInPlace;
  const values = sourceFor(name, x, index, source);
  // The clone keeps the values that the gradient needs.
  const input = isInPlace && x.requiresGrad ? x.clone() : x;
  const result = reduceAtIndices(name, input, dim, index, values, "prod", true);
  return isInPlace ? copyInto(name, x, result) : result;
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
 * @param options.reduce "add" adds to what is there and "multiply" multiplies it, also where an index is named several
 *   times; null replaces it. Default null.
 * @throws {ShapeError} when index and src do not fit.
 * @throws {DTypeError} for indices that are no integers, or a src of a higher kind than x.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * zeros(3).scatter(0, tensor([1], { dtype: "int32" }), 5); // => tensor([0., 5., 0.])
 * ones(3).scatter(0, tensor([1, 1], { dtype: "int32" }), 5, { reduce: "multiply" }); // => tensor([ 1., 25.,  1.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter(x: Tensor, dim: number, index: Tensor, src: Operand, options?: ScatterOptions): Tensor {
  return scatterReduced("scatter", apply, ...bind(writeSignature, arguments));
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
export function scatter_(x: Tensor, dim: number, index: Tensor, src: Operand, options?: ScatterOptions): Tensor {
  return scatterReduced("scatter_", applyInPlace, ...bind(writeInPlaceSignature, arguments));
}
