import type { View } from "../../backend/contract.js";
import type { NormGeometry } from "../../backend/kernels/normalize.js";
import { blockShape, parameterDims, statisticsDims, statisticsShape } from "../../backend/normShapes.js";
import { type DType, requireFloat, resultType } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { applyMulti } from "../../op/apply.js";
import { defineMultiOp, type GradContext, type MultiOp, type Operand } from "../../op/op.js";
import { formatShape, numel, type Shape, sameShape } from "../../shape.js";
import { requireTensor, type Tensor } from "../../tensor.js";

export interface NormAttributes extends NormGeometry {
  /** The shape of weight and bias, or null without either. */
  readonly parameterShape: Shape | null;
}

function dtypeOf(x: Operand): DType {
  return (x as Tensor).dtype;
}

/** An absent weight is the number 1, an absent bias or addend 0. */
export function viewOrNull(operand: View | number): View | null {
  return typeof operand === "number" ? null : operand;
}

/** A normalisation: x, weight and bias to the output, and the means and variances, which have no gradients. */
function defineNormOp(name: string): MultiOp<NormAttributes> {
  return defineMultiOp<NormAttributes>({
    name,
    outputs: ([x], attributes) => {
      const statistics = { shape: statisticsShape(attributes), dtype: dtypeOf(x) };
      return [{ shape: (x as Tensor).shape, dtype: dtypeOf(x) }, statistics, statistics];
    },
    forward: (kernels, [input, weight, bias], geometry) =>
      kernels.normalize(input as View, viewOrNull(weight), viewOrNull(bias), geometry),
    saves: { inputs: [0, 1], output: [1, 2] },
    shared: normGradients,
    grad: (_, ctx, i, shared) => {
      const shape = ctx.inputShape(i);
      return sameShape(shared[i].shape, shape) ? shared[i] : shared[i].reshape(shape);
    },
  });
}

/**
 * The gradients of x, weight and bias in one go. Only an op's first output has a gradient itself, so where they are
 * recorded, which shows in the first one, the others are computed anew from ops that have.
 */
export function normGradients(g: Tensor, ctx: GradContext<NormAttributes>): readonly Tensor[] {
  const { attributes } = ctx;
  const { parameterShape } = attributes;
  const x = ctx.input(0);
  const all = applyMulti(normGradOp, [g, x, ctx.operand(1), ctx.output(1), ctx.output(2)], attributes);
  if (parameterShape === null || !all[0].requiresGrad) return all;
  const sum = (values: Tensor): Tensor =>
    values.reshape(blockShape(attributes)).sum(parameterDims).reshape(parameterShape);
  return [all[0], sum(g.mul(standardized(x, attributes))), sum(g)];
}

/** x with mean 0 and variance 1, as a function of x. */
function standardized(x: Tensor, attributes: NormAttributes): Tensor {
  return applyMulti(normOps.normalize, [x, 1, 0], { ...attributes, parameterShape: null })[0];
}

/** `s * (u - m(u) - y * m(u * y))` with y = standardized(x), s the scale and m the mean of a group: symmetric in u. */
function projected(u: Tensor, x: Tensor, ctx: GradContext<NormAttributes>): Tensor {
  const inputs = [u, x, 1, ctx.input(3), ctx.input(4)];
  return applyMulti(normGradOp, inputs, { ...ctx.attributes, parameterShape: null })[0];
}

/** From the gradient, x, weight, means and variances to the gradients of x, weight and bias. */
const normGradOp = defineMultiOp<NormAttributes>({
  name: "normalizeGrad",
  outputs: ([g, x], { parameterShape }) => {
    const inputGrad = { shape: (x as Tensor).shape, dtype: dtypeOf(g) };
    if (parameterShape === null) return [inputGrad];
    const parameterGrad = { shape: parameterShape, dtype: dtypeOf(g) };
    return [inputGrad, parameterGrad, parameterGrad];
  },
  forward: (kernels, [g, x, weight, mean, variance], attributes) => {
    const views = [g, x, viewOrNull(weight), mean, variance] as [View, View, View | null, View, View];
    return kernels.normalizeGrad(...views, attributes, attributes.parameterShape !== null);
  },
  saves: { inputs: [0, 1, 2, 3, 4] },
  shared: (v, ctx) => [projected(v, ctx.input(1), ctx)],
  // The means and variances are functions of x; the rule for x takes them into account.
  grad: [
    (_, ctx, __, [p]) => weighted(p, ctx),
    (v, ctx) => secondGradient(v, ctx),
    (_, ctx, __, [p]) => {
      const blocks = ctx.input(0).mul(p).reshape(blockShape(ctx.attributes));
      return blocks.sum(parameterDims).reshape(ctx.inputShape(2));
    },
    null,
    null,
  ],
});

/** Times the weights, which are spread over x. */
function weighted(x: Tensor, ctx: GradContext<NormAttributes>): Tensor {
  const weight = ctx.operand(2);
  if (typeof weight === "number") return x;
  const { groups, channels } = ctx.attributes;
  const blocks = x.reshape(blockShape(ctx.attributes));
  return blocks.mul(weight.reshape(groups, channels, 1)).reshape(x.shape);
}

/**
 * How `<v, projected(u, x)>` changes with x, for u = g * weight. With y, s and m as above and n elements in a group it is
 * `s n (m(vu) - m(v) m(u) - m(vy) m(uy))`. s changes by `-s² y / n`, and y by what is projected:
 *
 *   -s² y (m(vu) - m(v) m(u) - m(vy) m(uy)) - projected(s (v m(uy) + u m(vy)))
 */
function secondGradient(cotangent: Tensor, ctx: GradContext<NormAttributes>): Tensor {
  const { attributes } = ctx;
  const x = ctx.input(1);
  const shape = blockShape(attributes);
  const dims = statisticsDims(attributes);
  const mean = (values: Tensor): Tensor => values.mean(dims, { keepDim: true });
  const u = weighted(ctx.input(0), ctx).reshape(shape);
  const v = cotangent.reshape(shape);
  const y = standardized(x, attributes).reshape(shape);
  const variance = x.reshape(shape).var(dims, { unbiased: false, keepDim: true });
  const scale = variance.add(attributes.eps).rsqrt();
  const [alongU, alongV] = [mean(u.mul(y)), mean(v.mul(y))];
  const covariance = mean(v.mul(u))
    .sub(mean(v).mul(mean(u)))
    .sub(alongV.mul(alongU));
  const throughScale = y.mul(covariance.mul(scale.square())).reshape(x.shape);
  const cross = v.mul(alongU).add(u.mul(alongV)).mul(scale).reshape(x.shape);
  return throughScale.add(projected(cross, x, ctx)).neg();
}

const normOps = {
  batchNorm: defineNormOp("batchNorm"),
  layerNorm: defineNormOp("layerNorm"),
  groupNorm: defineNormOp("groupNorm"),
  instanceNorm: defineNormOp("instanceNorm"),
  normalize: defineNormOp("normalize"),
};

/** What {@link normalizeGroups} gives. */
export interface Normalized {
  /** In the shape of x. */
  readonly output: Tensor;
  /** Of each group; without a gradient of its own, as is the variance. */
  readonly mean: Tensor;
  /** The mean of the squares, not the unbiased one. */
  readonly variance: Tensor;
}

/** What {@link normalizeGroups} works on. */
export interface NormalizeOperands {
  readonly x: Tensor;
  /** Its shape is that of the bias. */
  readonly weight?: Tensor | null | undefined;
  readonly bias?: Tensor | null | undefined;
}

/**
 * `(x - mean) / sqrt(variance + eps) * weight + bias`, by groups of elements, in one kernel where the device's backend
 * has it. The norms of `nn.functional` call this, by their names.
 *
 * Shapes: the elements of x are taken as [batch, groups, channels, size]; weight and bias have one element for each
 * channel of each group; mean and variance are [groups] across the batch, else [batch, groups].
 *
 * @param geometry.acrossBatch Whether the members of the batch share statistics.
 * @param geometry.eps Added to the variance, > 0.
 * @throws {DTypeError} for integers and bools.
 * @throws {ShapeError} when weight or bias do not fit.
 * @example
 * const geometry = { batch: 1, groups: 1, channels: 1, size: 2, acrossBatch: false, eps: 1e-5 };
 * const { output, mean } = normalizeGroups("layerNorm", { x: tensor([1, 3]) }, geometry);
 * output; // => tensor([-1.0000,  1.0000])
 * mean; // => tensor([[2.]])
 */
export function normalizeGroups(
  name: "batchNorm" | "layerNorm" | "groupNorm" | "instanceNorm",
  operands: NormalizeOperands,
  geometry: NormGeometry,
): Normalized {
  const { inputs, parameterShape } = prepareNorm(name, operands, geometry);
  const [output, mean, variance] = applyMulti(normOps[name], inputs, { parameterShape, ...geometry });
  return { output, mean, variance };
}

/** The inputs of a normalisation, checked and of one dtype. */
export function prepareNorm(name: string, operands: NormalizeOperands, geometry: NormGeometry) {
  const { x, weight, bias } = operands;
  const given = [x, weight ?? 1, bias ?? 0] as const;
  for (const input of given) if (typeof input !== "number") requireTensor(name, input);
  for (const [parameter, value] of Object.entries({ weight, bias })) checkParameter(name, parameter, value, geometry);
  requireFloat(name, x.dtype);
  const dtype = resultType(...given.filter((input) => typeof input !== "number"));
  const inputs = given.map((input) => (typeof input === "number" ? input : input.to(dtype)));
  return { inputs, parameterShape: (weight ?? bias)?.shape ?? null };
}

function checkParameter(
  name: string,
  parameter: string,
  value: Tensor | null | undefined,
  { groups, channels }: NormGeometry,
): void {
  if (value === null || value === undefined || numel(value.shape) === groups * channels) return;
  throw new ShapeError(
    `${name}: expected ${parameter} to have ${groups * channels} elements, got ${formatShape(value.shape)}`,
  );
}
