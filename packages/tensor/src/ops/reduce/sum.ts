import type { View } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { apply, defineOp } from "../../op.js";
import { normalizeDims, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Dimensions to reduce: one, several, or (null or left out) all of them. */
export type Dims = number | readonly number[] | null;

/** Options of reductions. */
export interface KeepDimOptions {
  /** Keep the reduced dimensions with size 1. Default false. */
  readonly keepDim?: boolean;
}

/** What a reduction op is told. `dims` is sorted and counts from the front. */
export interface ReduceAttributes {
  readonly dims: readonly number[];
  readonly keepDim: boolean;
}

/** Reads the arguments that all reductions share. */
export function reduceAttributes(
  op: string,
  x: Tensor,
  dims: Dims | undefined,
  options: KeepDimOptions,
): ReduceAttributes {
  return { dims: normalizeDims(op, dims, x.ndim), keepDim: options.keepDim ?? false };
}

/** A reduced tensor with its reduced dimensions put back as size 1, so that it broadcasts against the input. */
export function restoreDims(
  reduced: Tensor,
  inputShape: readonly number[],
  { dims, keepDim }: ReduceAttributes,
): Tensor {
  return keepDim ? reduced : reduced.reshape(inputShape.map((size, d) => (dims.includes(d) ? 1 : size)));
}

const sumOp = defineOp<ReduceAttributes>({
  name: "sum",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], { dims }) => kernels.reduce("sum", x as View, dims),
  grad: [(g, ctx) => restoreDims(g, ctx.inputShape(0), ctx.attributes).expand(ctx.inputShape(0))],
});

/**
 * The sum over `dims` (default: all). Integers and bools are summed as int32.
 *
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).sum(0); // => tensor([4., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.sum.html
 */
export function sum(x: Tensor, dims?: Dims, options: KeepDimOptions = {}): Tensor {
  return apply(sumOp, [isFloat(x.dtype) ? x : x.to("int32")], reduceAttributes("sum", x, dims, options));
}
