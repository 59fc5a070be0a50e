import type { AvgPoolGeometry, DeviceBuffer, Kernels, PoolGeometry, View } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Workspace } from "../../engine/workspace.js";
import type { WasmBuffer } from "../../memory/heap.js";
import { PoolWriter } from "./plan.js";

/** The minimum number of elements for sharing planes between threads. */
const sharedFrom = 2 ** 16;
const grain = 2 ** 16;

type PoolKernels = Pick<Kernels, "maxPool2d" | "maxPool2dInputGrad" | "avgPool2d" | "avgPool2dInputGrad">;
type PlaneKernel = "maxPool" | "maxPoolGrad" | "avgPool" | "avgPoolGrad";

/** Poolings in float32, plane by plane. */
export function poolKernels(engine: Engine): PoolKernels {
  const { heap, wasm, team, reference } = engine;
  const plan = new PoolWriter(heap);

  /** The planes of a pooling or its gradient. An element takes as many steps as it belongs to windows. */
  function overPlanes(
    kernel: PlaneKernel,
    x: View,
    to: WasmBuffer,
    indices: WasmBuffer | View | null,
    g: PoolGeometry,
  ) {
    Workspace.lend(engine, (space) => {
      const at = indices === null ? 0 : "address" in indices ? indices.address : space.rowMajor(indices);
      const address = plan.write(space.rowMajor(x), to.address, at, g);
      const planes = g.batch * g.channels;
      const work = g.inHeight * g.inWidth + g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth;
      if (planes * work <= sharedFrom) wasm[kernel](address, 0, planes);
      else team.run(kernel, [address], planes, Math.max(1, Math.floor(grain / work)));
    });
  }

  /** The gradient of a pooling without windows. */
  function cleared(out: WasmBuffer): WasmBuffer {
    wasm.fill(0, out.address, 0, out.length);
    return out;
  }

  function sizes(g: PoolGeometry): { readonly inSize: number; readonly outSize: number } {
    const planes = g.batch * g.channels;
    return { inSize: planes * g.inHeight * g.inWidth, outSize: planes * g.outHeight * g.outWidth };
  }

  function maxPool2d(x: View, g: PoolGeometry): readonly [DeviceBuffer, DeviceBuffer] {
    if (x.dtype !== "float32" || !hasRoom(g)) return reference.maxPool2d(x, g);
    const { outSize } = sizes(g);
    const values = heap.allocate(outSize, "float32");
    const indices = heap.allocate(outSize, "int32");
    if (outSize > 0) overPlanes("maxPool", x, values, indices, g);
    return [values, indices];
  }

  function maxPool2dInputGrad(grad: View, indices: View, g: PoolGeometry): DeviceBuffer {
    if (grad.dtype !== "float32") return reference.maxPool2dInputGrad(grad, indices, g);
    const { inSize, outSize } = sizes(g);
    const out = heap.allocate(inSize, "float32");
    if (outSize === 0) return cleared(out);
    overPlanes("maxPoolGrad", grad, out, indices, g);
    return out;
  }

  /** True if a row of the input, and what is said of each column of the output, has room in scratch memory. */
  function hasRoom(g: PoolGeometry): boolean {
    return wasm.poolScratchBytes(g.inWidth, g.outWidth) <= wasm.scratchBytes();
  }

  function avgPool2d(x: View, g: AvgPoolGeometry): DeviceBuffer {
    if (x.dtype !== "float32" || !hasRoom(g)) return reference.avgPool2d(x, g);
    const out = heap.allocate(sizes(g).outSize, "float32");
    if (out.length > 0) overPlanes("avgPool", x, out, null, g);
    return out;
  }

  function avgPool2dInputGrad(grad: View, g: AvgPoolGeometry): DeviceBuffer {
    if (grad.dtype !== "float32" || !hasRoom(g)) return reference.avgPool2dInputGrad(grad, g);
    const { inSize, outSize } = sizes(g);
    const out = heap.allocate(inSize, "float32");
    if (outSize === 0) return cleared(out);
    overPlanes("avgPoolGrad", grad, out, null, g);
    return out;
  }

  return { maxPool2d, maxPool2dInputGrad, avgPool2d, avgPool2dInputGrad };
}
