import type { AvgPoolGeometry, PoolGeometry } from "@lumbre/tensor/backend";
import { Plan } from "../../engine/plan.js";
import { type PoolPlan, poolPlan } from "../../generated/layouts.js";
import type { Heap } from "../../memory/heap.js";

/** A pooling, as the assembly's kernels read it. */
export class PoolWriter {
  private readonly plan: Plan<PoolPlan>;

  constructor(heap: Heap) {
    this.plan = new Plan(heap, poolPlan);
  }

  /** Describes a pooling, and gives the address of the description, which holds until the next. */
  write(source: number, target: number, indices: number, geometry: PoolGeometry | AvgPoolGeometry): number {
    const g = sliding(geometry);
    const [countsPadding, divisor] =
      "divisorOverride" in geometry ? [Number(geometry.countIncludePad), geometry.divisorOverride] : [0, 0];
    return this.plan.write({
      source,
      target,
      indices,
      inHeight: g.inHeight,
      inWidth: g.inWidth,
      outHeight: g.outHeight,
      outWidth: g.outWidth,
      kernelHeight: g.kernelHeight,
      kernelWidth: g.kernelWidth,
      strideY: g.strideHeight,
      strideX: g.strideWidth,
      top: g.paddingTop,
      left: g.paddingLeft,
      stepY: g.dilationHeight,
      stepX: g.dilationWidth,
      isAdaptive: Number(g.adaptive),
      countsPadding,
      divisor,
    });
  }
}

/** Adaptive windows that are all alike and lie side by side, as such of a fixed size. */
function sliding(g: PoolGeometry): PoolGeometry {
  const height = g.inHeight / g.outHeight;
  const width = g.inWidth / g.outWidth;
  if (!g.adaptive || !Number.isInteger(height) || !Number.isInteger(width)) return g;
  const windows = { kernelHeight: height, kernelWidth: width, strideHeight: height, strideWidth: width };
  return { ...g, ...windows, paddingTop: 0, paddingLeft: 0, dilationHeight: 1, dilationWidth: 1, adaptive: false };
}
