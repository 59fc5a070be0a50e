import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { isFloat } from "../../dtype.js";
import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { reducedCount, reducedShape } from "../../shape.js";
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

const meanOp = defineOp<ReduceAttributes>({
  name: "mean",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [input], { dims }, shape) => {
    const x = input as View;
    const scratch = new Scratch(kernels);
    const total = scratch.view(kernels.reduce("sum", x, dims), shape, x.dtype);
    const mean = kernels.binary("div", total, reducedCount(x.shape, dims));
    scratch.release();
    return mean;
  },
  grad: [
    (g, ctx) => {
      const shape = ctx.inputShape(0);
      const share = g.div(reducedCount(shape, ctx.attributes.dims));
      return expandTo(restoreDims(share, shape, ctx.attributes), shape);
    },
  ],
});

const meanSignature = accumulationSignature("mean");

/**
 * The mean over `dim` (default: all). The mean of nothing is NaN.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own.
 * @throws {DTypeError} for integers and bools, as in PyTorch; write `{ dtype: "float32" }`.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).mean(); // => tensor(2.5000)
 * tensor([[1, 2], [3, 4]]).mean(0); // => tensor([2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.mean.html
 */
export function mean(
  x: Tensor,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, along, isKept, dtype] = bind(meanSignature, arguments);
  const attributes = reduceAttributes("mean", input, along, isKept);
  if (!isFloat(dtype ?? input.dtype)) {
    throw new DTypeError(
      `mean: could not infer output dtype. Input dtype must be a floating point dtype, got ${dtype ?? input.dtype}; use .to("float32") first`,
    );
  }
  return accumulate(input, dtype, (numbers) => apply(meanOp, [numbers], attributes));
}
