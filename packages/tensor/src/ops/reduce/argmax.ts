import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { ArgReduceOp, View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp, noGradient } from "../../op/op.js";
import { normalizeDim, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { DimAttributes } from "./max.js";
import { type KeepDimOptions, requireElements } from "./reduction.js";

function defineArgReduceOp(name: ArgReduceOp): KernelOp<DimAttributes> {
  return defineOp<DimAttributes>({
    name,
    shape: ([x], { dim, keepDim }) => reducedShape((x as Tensor).shape, [dim], keepDim),
    dtype: () => "int32",
    forward: (kernels, [x], { dim }) => kernels.argReduce(name, x as View, dim),
    grad: noGradient("a position does not change smoothly"),
  });
}

const argmaxOp = defineArgReduceOp("argmax");
const argminOp = defineArgReduceOp("argmin");

/** Options of {@link argmax} and {@link argmin}. */
export interface ArgReduceOptions extends KeepDimOptions {
  /** Dimension to reduce. Default: the flattened tensor. */
  readonly dim?: number | null;
}

function argReduceSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("dim", nullable(aNumber), null),
    optional("keepDim", aBoolean, false),
  );
}

function argReduce(op: KernelOp<DimAttributes>, x: Tensor, dim: number | null, keepDim: boolean): Tensor {
  if (dim === null) {
    requireElements(op.name, [x.numel()], [0], false);
    const position = apply(op, [x.detach().reshape(-1)], { dim: 0, keepDim: false });
    return keepDim ? position.reshape(x.shape.map(() => 1)) : position;
  }
  const d = normalizeDim(op.name, dim, x.ndim);
  const line = x.ndim === 0 ? x.detach().reshape(1) : x;
  requireElements(op.name, line.shape, [d], true);
  return apply(op, [line], { dim: d, keepDim: keepDim && x.ndim > 0 });
}

const argmaxSignature = argReduceSignature("argmax");

/**
 * The int32 index of the largest element: along `dim`, or of the flattened tensor. Of equal elements the first
 * counts; the first NaN comes before all numbers.
 *
 * @param dim Dimension to reduce, -ndim <= dim < ndim; null or left out: the flattened tensor.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
 * @example
 * tensor([[1, 5], [7, 2]]).argmax(); // => tensor(2)
 * tensor([[1, 5], [7, 2]]).argmax(1); // => tensor([1, 0])
 * @see https://pytorch.org/docs/stable/generated/torch.argmax.html
 */
export function argmax(x: Tensor, dim?: number | null | ArgReduceOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(argmaxSignature, arguments);
  return argReduce(argmaxOp, x, dim, keepDim);
}

const argminSignature = argReduceSignature("argmin");

/**
 * The int32 index of the smallest element: along `dim`, or of the flattened tensor. Of equal elements the first
 * counts; the first NaN comes before all numbers.
 *
 * @param dim Dimension to reduce, -ndim <= dim < ndim; null or left out: the flattened tensor.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or when there is no element to choose from.
 * @example
 * tensor([[1, 5], [7, 2]]).argmin(0); // => tensor([0, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.argmin.html
 */
export function argmin(x: Tensor, dim?: number | null | ArgReduceOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(argminSignature, arguments);
  return argReduce(argminOp, x, dim, keepDim);
}
