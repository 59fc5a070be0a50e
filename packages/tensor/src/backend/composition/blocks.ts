import { keptShape, reducedCount, type Shape } from "../../shape.js";
import type { View } from "../contract.js";
import type { NormGeometry } from "../kernels/normalize.js";
import { blockShape, parameterDims, statisticsDims } from "../normShapes.js";
import { reshapedView } from "../views.js";
import type { Composition } from "./composition.js";

/** Operands in the shape of blocks, and what is done with blocks. */
export class Blocks {
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
