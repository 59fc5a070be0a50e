import { bind } from "../../arguments/bind.js";
import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { expandView } from "../../backend/views.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { keptShape, numel, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import {
  type Dims,
  type KeepDimOptions,
  type ReduceAttributes,
  type ReductionOptions,
  reduceAttributes,
  reductionSignature,
  restoreDims,
} from "./reduction.js";

/** `m + log(sum(exp(x - m)))` with m the largest element, so that no exponential overflows. */
function logsumexpKernels(kernels: Kernels, x: View, dims: readonly number[]): DeviceBuffer {
  const { shape, dtype } = x;
  const kept = keptShape(shape, dims);
  const scratch = new Scratch(kernels);
  const sumOfExp = (terms: View): View => {
    const exp = scratch.view(kernels.unary("exp", terms), shape, dtype);
    return scratch.view(kernels.reduce("sum", exp, dims), kept, dtype);
  };
  if (numel(shape) === 0) {
    const result = kernels.unary("log", sumOfExp(x));
    scratch.release();
    return result;
  }
  const max = scratch.view(kernels.reduce("max", x, dims), kept, dtype);
  const finite = scratch.view(kernels.unary("isfinite", max), kept, "bool");
  // Infinity minus itself would be NaN; taking off 0 leaves it as it is.
  const shift = scratch.view(kernels.where(finite, max, 0), kept, dtype);
  const shifted = scratch.view(kernels.binary("sub", x, expandView(shift, shape)), shape, dtype);
  const logarithm = scratch.view(kernels.unary("log", sumOfExp(shifted)), kept, dtype);
  const result = kernels.binary("add", logarithm, shift);
  scratch.release();
  return result;
}

const logsumexpOp = defineOp<ReduceAttributes>({
  name: "logsumexp",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], { dims }) => logsumexpKernels(kernels, x as View, dims),
  saves: { inputs: [0], output: true },
  grad: [
    (g, ctx) => {
      const x = ctx.input(0);
      const softmax = x.sub(restoreDims(ctx.output(), x.shape, ctx.attributes)).exp();
      return restoreDims(g, x.shape, ctx.attributes).mul(softmax);
    },
  ],
});

const logsumexpSignature = reductionSignature("logsumexp");

/**
 * `log(sum(exp(x)))` over `dim`, without overflow. Nothing but -Infinity, or nothing at all, gives -Infinity.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([1000, 1000]).logsumexp(0); // => tensor(1000.6932)
 * @see https://pytorch.org/docs/stable/generated/torch.logsumexp.html
 */
export function logsumexp(x: Tensor, dim?: Dims | ReductionOptions, keepDim?: boolean | KeepDimOptions): Tensor {
  [x, dim, keepDim] = bind(logsumexpSignature, arguments);
  const numbers = isFloat(x.dtype) ? x : x.to("float32");
  return apply(logsumexpOp, [numbers], reduceAttributes("logsumexp", x, dim, keepDim));
}
