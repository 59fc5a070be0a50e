import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type GradContext, type KernelOp } from "../../op/op.js";
import { reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import {
  type Dims,
  type KeepDimOptions,
  type ReduceAttributes,
  type ReductionOptions,
  reduceAttributes,
  reductionSignature,
  requireElements,
  restoreDims,
} from "./reduction.js";

/**
 * Shares the gradient of each result out evenly among the elements that equal it; NaN elements share that of a NaN.
 * A line with a NaN in it has a NaN result, which equals nothing, so the two conditions never hold in one line.
 */
export function shareEvenly(g: Tensor, x: Tensor, result: Tensor, attributes: ReduceAttributes): Tensor {
  const isResult = x.eq(restoreDims(result, x.shape, attributes)).logicalOr(x.ne(x));
  const count = isResult.sum(attributes.dims, { keepDim: true });
  const share = restoreDims(g, x.shape, attributes).div(count);
  return share.expand(x.shape).maskedFill(isResult.logicalNot(), 0);
}

/** The op of a reduction to the largest or smallest element. */
export function defineExtremumOp(name: string, kernel: "max" | "min"): KernelOp<ReduceAttributes> {
  return defineOp<ReduceAttributes>({
    name,
    shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
    forward: (kernels, [x], { dims }) => kernels.reduce(kernel, x as View, dims),
    saves: { inputs: [0], output: true },
    grad: [(g, ctx: GradContext<ReduceAttributes>) => shareEvenly(g, ctx.input(0), ctx.output(), ctx.attributes)],
  });
}

const amaxOp = defineExtremumOp("amax", "max");
const aminOp = defineExtremumOp("amin", "min");

const amaxSignature = reductionSignature("amax");

/**
 * The largest element over `dim` (default: all). NaN counts as the largest. Unlike `max(dim)`, which picks the
 * first, equal largest elements share the gradient evenly.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or one of size 0.
 * @example
 * tensor([[1, 5], [7, 2]]).amax(1); // => tensor([5., 7.])
 * @see https://pytorch.org/docs/stable/generated/torch.amax.html
 */
export function amax(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(amaxSignature, arguments);
  return apply(amaxOp, [x], checkedAttributes("amax", x, dim, keepDim));
}

const aminSignature = reductionSignature("amin");

/**
 * The smallest element over `dim` (default: all). A NaN makes the result NaN. Equal smallest elements share the
 * gradient evenly.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or one of size 0.
 * @example
 * tensor([[1, 5], [7, 2]]).amin(0); // => tensor([1., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.amin.html
 */
export function amin(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(aminSignature, arguments);
  return apply(aminOp, [x], checkedAttributes("amin", x, dim, keepDim));
}

function checkedAttributes(op: string, x: Tensor, dim: Dims, keepDim: boolean): ReduceAttributes {
  const attributes = reduceAttributes(op, x, dim, keepDim);
  const named = typeof dim === "number" || (Array.isArray(dim) && dim.length > 0);
  requireElements(op, x.shape, attributes.dims, named);
  return attributes;
}
