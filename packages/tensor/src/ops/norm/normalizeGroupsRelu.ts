import type { View } from "../../backend/contract.js";
import type { NormGeometry } from "../../backend/kernels/normalize.js";
import { statisticsShape } from "../../backend/normShapes.js";
import { ShapeError } from "../../errors.js";
import { applyMulti } from "../../op/apply.js";
import { defineMultiOp, type GradContext } from "../../op/op.js";
import { formatShape, sameShape } from "../../shape.js";
import { requireTensor, type Tensor } from "../../tensor.js";
import {
  type NormAttributes,
  type Normalized,
  type NormalizeOperands,
  normGradients,
  prepareNorm,
  viewOrNull,
} from "./normalizeGroups.js";

interface NormReluAttributes extends NormAttributes {
  readonly limit: number;
  readonly hasAddend: boolean;
}

/** x, weight, bias and addend to the output, the means and variances, and where the output is flat. */
const normReluOp = defineMultiOp<NormReluAttributes>({
  name: "batchNormRelu",
  outputs: ([input], attributes) => {
    const { shape, dtype } = input as Tensor;
    const statistics = { shape: statisticsShape(attributes), dtype };
    return [{ shape, dtype }, statistics, statistics, { shape, dtype: "bool" }];
  },
  forward: (kernels, [x, weight, bias, addend], geometry) =>
    kernels.normalizeRelu(x as View, viewOrNull(weight), viewOrNull(bias), viewOrNull(addend), geometry),
  // Neither the output nor what the unit cuts is kept: a byte for each element says all of it.
  saves: { inputs: [0, 1], output: [1, 2, 3] },
  shared: gradients,
  grad: (_, ctx, i, shared) => {
    const shape = ctx.inputShape(i);
    const gradient = i === 3 ? (shared.at(-1) as Tensor) : shared[i];
    return sameShape(gradient.shape, shape) ? gradient : gradient.reshape(shape);
  },
});

/** The gradients of x, weight and bias, and last that of the addend. Where they are recorded, they come from ops with a gradient. */
function gradients(g: Tensor, ctx: GradContext<NormReluAttributes>): readonly Tensor[] {
  const isFlat = ctx.output(3);
  const inputs = [g, isFlat, ctx.input(0), ctx.operand(1), ctx.output(1), ctx.output(2)];
  const all = applyMulti(normReluGradOp, inputs, ctx.attributes);
  if (!all[0].requiresGrad) return all;
  const held = g.maskedFill(isFlat, 0);
  return [...normGradients(held, ctx), held];
}

const normReluGradOp = defineMultiOp<NormReluAttributes>({
  name: "batchNormReluBackward",
  outputs: ([g, , x], { parameterShape, hasAddend }) => {
    const { dtype } = g as Tensor;
    const { shape } = x as Tensor;
    const parameters = parameterShape === null ? [] : [parameterShape, parameterShape];
    return [shape, ...parameters, ...(hasAddend ? [shape] : [])].map((size) => ({ shape: size, dtype }));
  },
  forward: (kernels, [g, isFlat, x, weight, mean, variance], attributes) => {
    const views = [g, isFlat, x, viewOrNull(weight), mean, variance] as [View, View, View, View | null, View, View];
    return kernels.normalizeReluGrad(...views, { isAffine: attributes.parameterShape !== null, ...attributes });
  },
  // Only asked whether it would be recorded: then its results are dropped.
  grad: () => null,
});

/** What {@link normalizeGroupsRelu} works on. */
interface NormReluOperands extends NormalizeOperands {
  /** In the shape and dtype of x, or null. */
  readonly addend: Tensor | null;
}

/**
 * `min(max(y + addend, 0), limit)` for the output y of `normalizeGroups`, in one kernel where the device's backend has it:
 * batch norm, the sum of a residual block, and ReLU or ReLU6. Layers in a row call it in training.
 *
 * Shapes: as for `normalizeGroups`; addend: that of x.
 *
 * @param geometry.acrossBatch Whether the members of the batch share statistics.
 * @param geometry.eps Added to the variance, > 0.
 * @param limit Where the unit ends: 6 for ReLU6, Infinity for ReLU.
 * @throws {ShapeError} for an addend of another shape, and as `normalizeGroups`.
 * @example
 * const geometry = { batch: 1, groups: 1, channels: 1, size: 2, acrossBatch: true, eps: 1e-5 };
 * normalizeGroupsRelu({ x: tensor([1, 3]), addend: tensor([3, 1]) }, geometry, 2).output; // => tensor([2.0000, 2.0000])
 */
export function normalizeGroupsRelu(operands: NormReluOperands, geometry: NormGeometry, limit: number): Normalized {
  const { x, addend } = operands;
  const { inputs, parameterShape } = prepareNorm("batchNorm", operands, geometry);
  if (addend !== null) {
    requireTensor("batchNorm", addend);
    if (!sameShape(addend.shape, x.shape))
      throw new ShapeError(`batchNorm: cannot add ${formatShape(addend.shape)} to a result of ${formatShape(x.shape)}`);
  }
  const attributes = { limit, parameterShape, hasAddend: addend !== null, ...geometry };
  const { dtype } = inputs[0] as Tensor;
  const [output, mean, variance] = applyMulti(normReluOp, [...inputs, addend?.to(dtype) ?? 0], attributes);
  return { output, mean, variance };
}
