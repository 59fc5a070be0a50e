import { keptShape, reducedCount, type Shape } from "../../shape.js";
import type { DeviceBuffer, Kernels, View } from "../contract.js";
import type { NormGeometry } from "../fusedKernels.js";
import { blockShape, parameterDims, statisticsDims } from "../normShapes.js";
import { reshapedView } from "../views.js";
import { type Composition, compose } from "./composition.js";

/** Operands in the shape of blocks, and what is done with blocks. */
class Blocks {
  private readonly shape: Shape;
  private readonly dims: readonly number[];

  constructor(
    private readonly parts: Composition,
    private readonly geometry: NormGeometry,
  ) {
    this.shape = blockShape(geometry);
    this.dims = statisticsDims(geometry);
  }

  input(x: View): View {
    return this.inShape(x, this.shape);
  }

  parameter(weight: View): View {
    return this.inShape(weight, keptShape(this.shape, parameterDims));
  }

  statistic(mean: View): View {
    return this.inShape(mean, keptShape(this.shape, this.dims));
  }

  private inShape(x: View, shape: Shape): View {
    return reshapedView(this.parts.rowMajor(x), shape);
  }

  /** The mean of each group. */
  mean(x: View): View {
    return this.parts.binary("div", this.parts.reduce("sum", x, this.dims), reducedCount(this.shape, this.dims));
  }

  /** The sum for each weight. */
  parameterSum(x: View): View {
    return this.parts.reduce("sum", x, parameterDims);
  }

  scale(variance: View): View {
    return this.parts.unary("rsqrt", this.parts.binary("add", variance, this.geometry.eps));
  }
}

/** In two passes, the mean first: the one-pass formula cancels where it is large. */
export function normalize(
  kernels: Kernels,
  input: View,
  weight: View | null,
  bias: View | null,
  geometry: NormGeometry,
): readonly [y: DeviceBuffer, mean: DeviceBuffer, variance: DeviceBuffer] {
  return compose(kernels, (parts) => {
    const blocks = new Blocks(parts, geometry);
    const x = blocks.input(input);
    const mean = blocks.mean(x);
    const centred = parts.binary("sub", x, mean);
    const variance = blocks.mean(parts.unary("square", centred));
    let y = parts.binary("mul", centred, blocks.scale(variance));
    if (weight !== null) y = parts.binary("mul", y, blocks.parameter(weight));
    if (bias !== null) y = parts.binary("add", y, blocks.parameter(bias));
    return [parts.keep(y), parts.keep(mean), parts.keep(variance)];
  });
}

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
  return compose(kernels, (parts) => {
    const blocks = new Blocks(parts, geometry);
    const g = blocks.input(grad);
    const scale = blocks.scale(blocks.statistic(variance));
    const centred = parts.binary("sub", blocks.input(input), blocks.statistic(mean));
    const normalized = parts.binary("mul", centred, scale);
    const u = weight === null ? g : parts.binary("mul", g, blocks.parameter(weight));
    const along = parts.binary("mul", normalized, blocks.mean(parts.binary("mul", u, normalized)));
    const across = parts.binary("sub", u, blocks.mean(u));
    const inputGrad = parts.binary("mul", parts.binary("sub", across, along), scale);
    if (!isAffine) return [parts.keep(inputGrad)];
    const weightGrad = blocks.parameterSum(parts.binary("mul", g, normalized));
    return [inputGrad, weightGrad, blocks.parameterSum(g)].map((view) => parts.keep(view));
  });
}

export function scaleChannels(kernels: Kernels, x: View, mean: View, scale: View, bias: View | null): DeviceBuffer {
  return compose(kernels, (parts) => {
    const scaled = parts.binary("mul", parts.binary("sub", x, mean), scale);
    return parts.keep(bias === null ? scaled : parts.binary("add", scaled, bias));
  });
}
