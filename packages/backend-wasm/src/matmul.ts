import type { DeviceBuffer, Kernels, View } from "@lumbre/tensor";
import type { Heap, WasmBuffer } from "./heap.js";
import type { WasmFunctions } from "./module.js";
import { isFloat32 } from "./operands.js";
import type { OffsetTables } from "./tables.js";

/** Batched matrix products in float32. Strides go into the tables, so that transposes are never copied. */
export function matmulKernel(
  heap: Heap,
  wasm: WasmFunctions,
  tables: OffsetTables,
  others: Pick<Kernels, "matmul">,
): Kernels["matmul"] {
  return (a: View, b: View): DeviceBuffer => {
    if (!isFloat32(a)) return others.matmul(a, b);
    const [batch, m, k] = a.shape;
    const n = b.shape[2];
    const out = heap.allocate(batch * m * n, "float32");
    out.array.fill(0);
    if (out.length === 0 || k === 0) return out;
    tables.trim();
    const aLanes = tables.grid([m], [a.strides[1] * 4]);
    const aDepths = tables.grid([k], [a.strides[2] * 4]);
    const bLanes = tables.grid([n], [b.strides[2] * 4]);
    const bDepths = tables.grid([k], [b.strides[1] * 4]);
    for (let g = 0; g < batch; g++) {
      const left = (a.buffer as WasmBuffer).address + (a.offset + g * a.strides[0]) * 4;
      const right = (b.buffer as WasmBuffer).address + (b.offset + g * b.strides[0]) * 4;
      wasm.gemm(m, n, k, left, aLanes, aDepths, right, bLanes, bDepths, out.address + g * m * n * 4, n * 4);
    }
    return out;
  };
}
