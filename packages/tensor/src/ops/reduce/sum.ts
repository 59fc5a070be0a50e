import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp } from "../../op/op.js";
import { reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { expandTo } from "../view/expand.js";
import {
  type Dims,
  type KeepDimOptions,
  type ReduceAttributes,
  type ReductionOptions,
  reduceAttributes,
  reductionSignature,
  restoreDims,
} from "./reduction.js";

const sumOp = defineOp<ReduceAttributes>({
  name: "sum",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], { dims }) => kernels.reduce("sum", x as View, dims),
  grad: [(g, ctx) => expandTo(restoreDims(g, ctx.inputShape(0), ctx.attributes), ctx.inputShape(0))],
});

/**
 * {@link sum} of floats for gradient rules, without binding arguments.
 * @param dims Sorted, counted from the front.
 */
export function sumOver(x: Tensor, dims: readonly number[], keepDim: boolean): Tensor {
  return apply(sumOp, [x], { dims, keepDim });
}

const sumSignature = reductionSignature("sum");
const nansumSignature = reductionSignature("nansum");

/**
 * The sum over `dim` (default: all). Integers and bools are summed as int32; the sum of nothing is 0.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a sum of integers that int32 cannot hold; convert with `.to("float64")` first.
 * @example
 * tensor([[1, 2], [3, 4]]).sum(); // => tensor(10.)
 * tensor([[1, 2], [3, 4]]).sum(0); // => tensor([4., 6.])
 * tensor([[1, 2], [3, 4]]).sum(-1, { keepDim: true }).shape; // => [2, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.sum.html
 */
export function sum(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(sumSignature, arguments);
  return apply(sumOp, [isFloat(x.dtype) ? x : x.to("int32")], reduceAttributes("sum", x, dim, keepDim));
}

/**
 * {@link sum}, with every NaN counted as 0.
 *
 * @example
 * tensor([1, NaN, 2]).nansum(); // => tensor(3.)
 * @see https://pytorch.org/docs/stable/generated/torch.nansum.html
 */
export function nansum(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  const [input, along, isKept] = bind(nansumSignature, arguments);
  const numbers = isFloat(input.dtype) ? input.maskedFill(input.isnan(), 0) : input;
  return callAs("nansum", () => numbers.sum(along, isKept));
}
