import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type GradContext } from "../../op/op.js";
import { reducedCount, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { productOfOthers } from "./cumprod.js";
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

const prodOp = defineOp<ReduceAttributes>({
  name: "prod",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], { dims }) => kernels.reduce("prod", x as View, dims),
  saves: { inputs: [0] },
  grad: [prodGrad],
});

/**
 * An element's gradient is the product of all others, which is not `y / x` where x is zero. The reduced dimensions
 * are brought to the end and joined into one, so that the products run along a line.
 */
function prodGrad(g: Tensor, ctx: GradContext<ReduceAttributes>): Tensor {
  const x = ctx.input(0);
  const { dims } = ctx.attributes;
  const kept = x.shape.map((_, d) => d).filter((d) => !dims.includes(d));
  const order = [...kept, ...dims];
  const moved = x.permute(order);
  const lines = moved.reshape([...kept.map((d) => x.shape[d]), reducedCount(x.shape, dims)]);
  const others = productOfOthers(lines, kept.length).reshape(moved.shape);
  const back = x.shape.map((_, d) => order.indexOf(d));
  return restoreDims(g, x.shape, ctx.attributes).mul(others.permute(back));
}

const prodSignature = accumulationSignature("prod");

/**
 * The product over `dim` (default: all). Integers and bools are multiplied as int32; the product of nothing is 1.
 *
 * The gradient is exact where elements are zero.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a product of integers that int32 cannot hold; write `{ dtype: "float64" }`.
 * @example
 * tensor([[1, 2], [3, 4]]).prod(); // => tensor(24.)
 * tensor([[1, 2], [3, 4]]).prod(1); // => tensor([ 2., 12.])
 * @see https://pytorch.org/docs/stable/generated/torch.prod.html
 */
export function prod(
  x: Tensor,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, along, isKept, dtype] = bind(prodSignature, arguments);
  const attributes = reduceAttributes("prod", input, along, isKept);
  return accumulate(input, dtype, (numbers) => apply(prodOp, [numbers], attributes));
}
