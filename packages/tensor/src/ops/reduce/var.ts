import { bind } from "../../arguments/bind.js";
import { aBoolean, aFiniteNumber, defineKind, type Kind, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aTensor, dims } from "../../arguments/tensorKinds.js";
import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import { Scratch } from "../../backend/scratch.js";
import { expandView } from "../../backend/views.js";
import { type DType, isFloat } from "../../dtype.js";
import { ArgumentError, DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { keptShape, numel, reducedCount, reducedShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { type Dims, type ReduceAttributes, type ReductionOptions, reduceAttributes, restoreDims } from "./reduction.js";

/** Options of {@link variance} and {@link std}. */
export interface VarianceOptions extends ReductionOptions {
  /** Divide by n - 1 (true) or by n (false). Default true. */
  readonly unbiased?: boolean;
  /** Divide by n - correction, in place of `unbiased`; null: 1. Default null. */
  readonly correction?: number | null;
}

interface VarianceAttributes extends ReduceAttributes {
  readonly correction: number;
}

/** What the sum of squares is divided by; 0, and so NaN or infinity as the result, when too few elements are there. */
function degreesOfFreedom(shape: readonly number[], { dims, correction }: VarianceAttributes): number {
  return Math.max(0, reducedCount(shape, dims) - correction);
}

/** What deviates from the mean: in two passes, for the textbook's one-pass formula cancels where the mean is large. */
function centredView(scratch: Scratch, kernels: Kernels, x: View, dims: readonly number[]): View {
  const { shape, dtype } = x;
  const kept = keptShape(shape, dims);
  const total = scratch.view(kernels.reduce("sum", x, dims), kept, dtype);
  const mean = scratch.view(kernels.binary("div", total, reducedCount(shape, dims)), kept, dtype);
  return scratch.view(kernels.binary("sub", x, expandView(mean, shape)), shape, dtype);
}

/** The sum of the squares of `x` over n - correction. */
function meanSquare(scratch: Scratch, kernels: Kernels, x: View, attributes: VarianceAttributes): DeviceBuffer {
  const { shape, dtype } = x;
  const squares = scratch.view(kernels.unary("square", x), shape, dtype);
  const sum = scratch.view(kernels.reduce("sum", squares, attributes.dims), keptShape(shape, attributes.dims), dtype);
  return kernels.binary("div", sum, degreesOfFreedom(shape, attributes));
}

function varianceKernels(kernels: Kernels, x: View, attributes: VarianceAttributes): DeviceBuffer {
  const scratch = new Scratch(kernels);
  const result = meanSquare(scratch, kernels, centredView(scratch, kernels, x, attributes.dims), attributes);
  scratch.release();
  return result;
}

/** Of deviations in units of the largest one, whose squares stay in the range of the dtype. */
function stdKernels(kernels: Kernels, x: View, attributes: VarianceAttributes): DeviceBuffer {
  const { shape, dtype } = x;
  const { dims } = attributes;
  // The largest of no elements is not defined.
  if (numel(shape) === 0) return rootOf(kernels, varianceKernels(kernels, x, attributes), shape, dtype, dims);
  const kept = keptShape(shape, dims);
  const scratch = new Scratch(kernels);
  const centred = centredView(scratch, kernels, x, dims);
  const sizes = scratch.view(kernels.unary("abs", centred), shape, dtype);
  const largest = scratch.view(kernels.reduce("max", sizes, dims), kept, dtype);
  const isNone = scratch.view(kernels.binary("eq", largest, 0), kept, "bool");
  const unit = scratch.view(kernels.where(isNone, 1, largest), kept, dtype);
  const relative = scratch.view(kernels.binary("div", centred, expandView(unit, shape)), shape, dtype);
  const variance = scratch.view(meanSquare(scratch, kernels, relative, attributes), kept, dtype);
  const root = scratch.view(kernels.unary("sqrt", variance), kept, dtype);
  const result = kernels.binary("mul", root, unit);
  scratch.release();
  return result;
}

function rootOf(
  kernels: Kernels,
  variance: DeviceBuffer,
  shape: readonly number[],
  dtype: DType,
  dims: readonly number[],
): DeviceBuffer {
  const scratch = new Scratch(kernels);
  const root = kernels.unary("sqrt", scratch.view(variance, keptShape(shape, dims), dtype));
  scratch.release();
  return root;
}

/** `d var / d x = 2 (x - mean) / (n - correction)`; the mean's own gradient cancels. */
function varianceGrad(g: Tensor, x: Tensor, attributes: VarianceAttributes): Tensor {
  const centred = x.sub(x.mean(attributes.dims, { keepDim: true }));
  return restoreDims(g.mul(2 / degreesOfFreedom(x.shape, attributes)), x.shape, attributes).mul(centred);
}

const varianceOp = defineOp<VarianceAttributes>({
  name: "var",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], attributes) => varianceKernels(kernels, x as View, attributes),
  saves: { inputs: [0] },
  grad: [(g, ctx) => varianceGrad(g, ctx.input(0), ctx.attributes)],
});

const stdOp = defineOp<VarianceAttributes>({
  name: "std",
  shape: ([x], { dims, keepDim }) => reducedShape((x as Tensor).shape, dims, keepDim),
  forward: (kernels, [x], attributes) => stdKernels(kernels, x as View, attributes),
  saves: { inputs: [0], output: true },
  grad: [(g, ctx) => stdGrad(g, ctx.input(0), ctx.output(), ctx.attributes)],
});

/** `d std / d x = (x - mean) / std / (n - correction)`. Where all elements are equal the slope is taken to be 0. */
function stdGrad(g: Tensor, x: Tensor, std: Tensor, attributes: VarianceAttributes): Tensor {
  const centred = x.sub(x.mean(attributes.dims, { keepDim: true }));
  const kept = restoreDims(std, x.shape, attributes);
  const share = g.div(degreesOfFreedom(x.shape, attributes));
  return restoreDims(share, x.shape, attributes).mul(centred.div(kept)).maskedFill(kept.eq(0), 0);
}

const dimsOrUnbiased: Kind<Dims | boolean> = defineKind(
  dims.description,
  (value) => typeof value === "boolean" || dims.accepts(value),
  (op, name, value) => dims.refusal(op, name, value),
);

function varianceSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional<Dims | boolean>("dim", dimsOrUnbiased, null),
    optional<boolean | null>("unbiased", aBoolean, null),
    optional("keepDim", aBoolean, false),
    named("correction", nullable(aFiniteNumber), null),
  );
}

function varianceAttributes(
  op: string,
  x: Tensor,
  dim: Dims | boolean,
  unbiased: boolean | null,
  keepDim: boolean,
  correction: number | null,
): VarianceAttributes {
  if (typeof dim === "boolean") {
    if (unbiased !== null) throw new ArgumentError(`${op}: unbiased is given twice, as ${dim} and as ${unbiased}`);
    return varianceAttributes(op, x, null, dim, keepDim, correction);
  }
  if (unbiased !== null && correction !== null) {
    throw new ArgumentError(`${op}: unbiased and correction are two ways to say the same; give one of them`);
  }
  if (!isFloat(x.dtype)) {
    throw new DTypeError(`${op}: std and var only support floating point dtypes, got ${x.dtype}`);
  }
  return { correction: correction ?? (unbiased === false ? 0 : 1), ...reduceAttributes(op, x, dim, keepDim) };
}

const varSignature = varianceSignature("var");

/**
 * The variance over `dim` (default: all), `sum((x - mean)²) / (n - correction)`.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all. A boolean is `unbiased`.
 * @param unbiased Divide by n - 1 (true) or by n (false). Default true.
 * @param options.correction Divide by n - correction instead. Default 1 or 0, as `unbiased` says.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {DTypeError} for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([1, 2, 3, 6]).var(false); // => tensor(3.5000)
 * tensor([1, 2, 3, 6]).var({ unbiased: false }); // => tensor(3.5000)
 * tensor([[1, 3], [2, 6]]).var(1); // => tensor([2., 8.])
 * @see https://pytorch.org/docs/stable/generated/torch.var.html
 */
export function variance(
  x: Tensor,
  dim?: Dims | boolean | VarianceOptions,
  unbiased?: boolean | Omit<VarianceOptions, "dim">,
  keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
  options?: Pick<VarianceOptions, "correction">,
): Tensor {
  const bound = bind(varSignature, arguments);
  return apply(varianceOp, [bound[0]], varianceAttributes("var", ...bound));
}

const stdSignature = varianceSignature("std");

/**
 * The standard deviation over `dim` (default: all), the root of the variance. Its gradient is 0 where it is 0.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all. A boolean is `unbiased`.
 * @param unbiased Divide by n - 1 (true) or by n (false). Default true.
 * @param options.correction Divide by n - correction instead. Default 1 or 0, as `unbiased` says.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @throws {DTypeError} for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[1, 3], [2, 6]]).std(1); // => tensor([1.4142, 2.8284])
 * @see https://pytorch.org/docs/stable/generated/torch.std.html
 */
export function std(
  x: Tensor,
  dim?: Dims | boolean | VarianceOptions,
  unbiased?: boolean | Omit<VarianceOptions, "dim">,
  keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
  options?: Pick<VarianceOptions, "correction">,
): Tensor {
  const bound = bind(stdSignature, arguments);
  return apply(stdOp, [bound[0]], varianceAttributes("std", ...bound));
}

const varMeanSignature = varianceSignature("varMean");

/**
 * The variance and the mean over the same dimensions.
 *
 * @returns `[variance, mean]`.
 * @throws {DTypeError} for integers and bools.
 * @example
 * varMean(tensor([1, 2, 3]), 0).map((x) => x.item()); // => [1, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.var_mean.html
 */
export function varMean(
  x: Tensor,
  dim?: Dims | boolean | VarianceOptions,
  unbiased?: boolean | Omit<VarianceOptions, "dim">,
  keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
  options?: Pick<VarianceOptions, "correction">,
): [variance: Tensor, mean: Tensor] {
  const bound = bind(varMeanSignature, arguments);
  const attributes = varianceAttributes("varMean", ...bound);
  return [apply(varianceOp, [bound[0]], attributes), bound[0].mean(attributes.dims, attributes.keepDim)];
}

const stdMeanSignature = varianceSignature("stdMean");

/**
 * The standard deviation and the mean over the same dimensions.
 *
 * @returns `[std, mean]`.
 * @throws {DTypeError} for integers and bools.
 * @example
 * stdMean(tensor([1, 2, 3]), 0).map((x) => x.item()); // => [1, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.std_mean.html
 */
export function stdMean(
  x: Tensor,
  dim?: Dims | boolean | VarianceOptions,
  unbiased?: boolean | Omit<VarianceOptions, "dim">,
  keepDim?: boolean | Pick<VarianceOptions, "keepDim" | "correction">,
  options?: Pick<VarianceOptions, "correction">,
): [std: Tensor, mean: Tensor] {
  const bound = bind(stdMeanSignature, arguments);
  const attributes = varianceAttributes("stdMean", ...bound);
  return [apply(stdOp, [bound[0]], attributes), bound[0].mean(attributes.dims, attributes.keepDim)];
}
