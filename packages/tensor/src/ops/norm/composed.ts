import type { DeviceBuffer, Kernels, View } from "../../backend/contract.js";
import type { NormGeometry } from "../../backend/fusedKernels.js";
import { BlockKernels } from "./blocks.js";

// What the fused kernels compute, from kernels that every backend has.

/** The output, means and variances. In two passes, the mean first: the one-pass formula cancels where it is large. */
export function normalize(
  kernels: Kernels,
  input: View,
  weight: View | null,
  bias: View | null,
  geometry: NormGeometry,
): readonly [DeviceBuffer, DeviceBuffer, DeviceBuffer] {
  const blocks = new BlockKernels(kernels, geometry);
  const x = blocks.reshaped(input, blocks.shape);
  const mean = blocks.mean(x);
  const centred = blocks.binary("sub", x, mean);
  const variance = blocks.mean(blocks.unary("square", centred));
  let y = blocks.binary("mul", centred, scaleOf(blocks, variance, geometry));
  if (weight !== null) y = blocks.binary("mul", y, blocks.reshaped(weight, blocks.parameters));
  if (bias !== null) y = blocks.binary("add", y, blocks.reshaped(bias, blocks.parameters));
  return blocks.finish(y, mean, variance);
}

function scaleOf(blocks: BlockKernels, variance: View, { eps }: NormGeometry): View {
  return blocks.unary("rsqrt", blocks.binary("add", variance, eps));
}

/** The gradient of x, and with `isAffine` those of weight and bias. */
export function normalizeGrad(
  kernels: Kernels,
  grad: View,
  input: View,
  weight: View | null,
  mean: View,
  variance: View,
  geometry: NormGeometry,
  isAffine: boolean,
): readonly DeviceBuffer[] {
  const blocks = new BlockKernels(kernels, geometry);
  const g = blocks.reshaped(grad, blocks.shape);
  const x = blocks.reshaped(input, blocks.shape);
  const scale = scaleOf(blocks, blocks.reshaped(variance, blocks.statistics), geometry);
  const centred = blocks.binary("sub", x, blocks.reshaped(mean, blocks.statistics));
  const normalized = blocks.binary("mul", centred, scale);
  const u = weight === null ? g : blocks.binary("mul", g, blocks.reshaped(weight, blocks.parameters));
  const along = blocks.binary("mul", normalized, blocks.mean(blocks.binary("mul", u, normalized)));
  const across = blocks.binary("sub", u, blocks.mean(u));
  const inputGrad = blocks.binary("mul", blocks.binary("sub", across, along), scale);
  if (!isAffine) return blocks.finish(inputGrad);
  const weightGrad = blocks.parameterSum(blocks.binary("mul", g, normalized));
  return blocks.finish(inputGrad, weightGrad, blocks.parameterSum(g));
}
