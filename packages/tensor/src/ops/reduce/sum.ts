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
  type AccumulationOptions,
  accumulate,
  accumulationSignature,
  type Dims,
  type KeepDimDTypeOptions,
  type ReduceAttributes,
  type ReductionDTypeOptions,
  reduceAttributes,
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

const sumSignature = accumulationSignature("sum");
const nansumSignature = accumulationSignature("nansum");

/**
 * The sum over `dim` (default: all). Integers and bools are summed as int32; the sum of nothing is 0.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a sum of integers that int32 cannot hold; write `{ dtype: "float64" }`.
 * @example
 * tensor([[1, 2], [3, 4]]).sum(); // => tensor(10.)
 * tensor([[1, 2], [3, 4]]).sum(0); // => tensor([4., 6.])
 * tensor([[1, 2], [3, 4]]).sum(-1, { keepDim: true }).shape; // => [2, 1]
 * tensor([200, 100], { dtype: "uint8" }).sum({ dtype: "float32" }); // => tensor(300.)
 * @see https://pytorch.org/docs/stable/generated/torch.sum.html
 */
export function sum(
  x: Tensor,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, along, isKept, dtype] = bind(sumSignature, arguments);
  const attributes = reduceAttributes("sum", input, along, isKept);
  return accumulate(input, dtype, (numbers) => apply(sumOp, [numbers], attributes));
}

/**
 * {@link sum}, with every NaN counted as 0.
 *
 * @example
 * tensor([1, NaN, 2]).nansum(); // => tensor(3.)
 * @see https://pytorch.org/docs/stable/generated/torch.nansum.html
 */
export function nansum(
  x: Tensor,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, along, isKept, dtype] = bind(nansumSignature, arguments);
  const numbers = isFloat(input.dtype) ? input.maskedFill(input.isnan(), 0) : input;
  return callAs("nansum", () => numbers.sum(along, isKept, { dtype }));
}
