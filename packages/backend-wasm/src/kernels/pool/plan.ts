import type { AvgPoolGeometry, PoolGeometry } from "@lumbre/tensor/backend";
import type { Heap, WasmBuffer } from "../../memory/heap.js";

/** What assembly/pool/windows.ts knows of a pooling, in memory. */
export class PoolPlan {
  private readonly plan: WasmBuffer;

  constructor(heap: Heap) {
    this.plan = heap.allocate(18, "int32");
  }

  /** Describes a pooling, and gives the address of the description, which holds until the next. */
  write(source: number, target: number, places: number, geometry: PoolGeometry | AvgPoolGeometry): number {
    const g = sliding(geometry);
    const [countsPadding, divisor] =
      "divisorOverride" in geometry ? [Number(geometry.countIncludePad), geometry.divisorOverride] : [0, 0];
    const fields = [source, target, places, g.inHeight, g.inWidth, g.outHeight, g.outWidth, g.kernelHeight];
    fields.push(g.kernelWidth, g.strideHeight, g.strideWidth, g.paddingTop, g.paddingLeft);
    fields.push(g.dilationHeight, g.dilationWidth, Number(g.adaptive), countsPadding, divisor);
    (this.plan.array as Int32Array).set(fields);
    return this.plan.address;
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
