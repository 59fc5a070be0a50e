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
  return shareAmong(isResult, isResult.sum(attributes.dims, { keepDim: true }), g, attributes);
}

function shareAmong(isResult: Tensor, count: Tensor, g: Tensor, attributes: ReduceAttributes): Tensor {
  const share = restoreDims(g, isResult.shape, attributes).div(count);
  return share.expand(isResult.shape).maskedFill(isResult.logicalNot(), 0);
}

/** {@link shareEvenly} as amax and amin have it: the gradient of a line with a NaN in it, which nothing equals, is NaN. */
function shareAmongEqual(g: Tensor, x: Tensor, result: Tensor, attributes: ReduceAttributes): Tensor {
  const isResult = x.eq(restoreDims(result, x.shape, attributes));
  const count = isResult.sum(attributes.dims, { keepDim: true });
  return shareAmong(isResult, count, g, attributes).maskedFill(count.eq(0), Number.NaN);
}

/** The op of a reduction to the largest or smallest element. */
export function defineExtremumOp(name: string, kernel: "max" | "min", share = shareEvenly): KernelOp<ReduceAttributes> {
  return defineOp<ReduceAttributes>({
    name,
    shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
    forward: (kernels, [x], { dims }) => kernels.reduce(kernel, x as View, dims),
    saves: { inputs: [0], output: true },
    grad: [(g, ctx: GradContext<ReduceAttributes>) => share(g, ctx.input(0), ctx.output(), ctx.attributes)],
  });
}

const amaxOp = defineExtremumOp("amax", "max", shareAmongEqual);
const aminOp = defineExtremumOp("amin", "min", shareAmongEqual);

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
