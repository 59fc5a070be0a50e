import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp, noGradient } from "../../op/op.js";
import { reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import {
  type Dims,
  type KeepDimOptions,
  type ReduceAttributes,
  type ReductionOptions,
  reduceAttributes,
  reductionSignature,
} from "./reduction.js";

function defineTestOp(name: "any" | "all"): KernelOp<ReduceAttributes> {
  return defineOp<ReduceAttributes>({
    name,
    shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
    dtype: () => "bool",
    forward: (kernels, [x], { dims }) => kernels.reduce(name, x as View, dims),
    grad: noGradient("a truth value does not change smoothly"),
  });
}

const anyOp = defineTestOp("any");
const allOp = defineTestOp("all");

const anySignature = reductionSignature("any");

/**
 * Whether any element over `dim` (default: all) is not zero; NaN counts as not zero. False for no elements.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[0, 0], [0, 3]]).any(1); // => tensor([False,  True])
 * @see https://pytorch.org/docs/stable/generated/torch.any.html
 */
export function any(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(anySignature, arguments);
  return apply(anyOp, [x], reduceAttributes("any", x, dim, keepDim));
}

const allSignature = reductionSignature("all");

/**
 * Whether all elements over `dim` (default: all) are not zero; NaN counts as not zero. True for no elements.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[1, 2], [0, 3]]).all(1); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.all.html
 */
export function all(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(allSignature, arguments);
  return apply(allOp, [x], reduceAttributes("all", x, dim, keepDim));
}
