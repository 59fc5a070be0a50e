import type { DeviceBuffer, Kernels, PoolGeometry, View } from "@lumbre/tensor";
import type { WasmFunctions } from "./generated/functions.js";
import type { Heap, WasmBuffer } from "./heap.js";
import { addressOf, isFloat32, isRowMajor } from "./operands.js";

type PoolKernels = Pick<Kernels, "maxPool2d" | "maxPool2dInputGrad">;

/** Whether every window lies inside the plane: no padding, no dilation, nothing beyond the edge. */
function isPlain(g: PoolGeometry): boolean {
  return (
    !g.adaptive &&
    g.paddingTop === 0 &&
    g.paddingLeft === 0 &&
    g.dilationHeight === 1 &&
    g.dilationWidth === 1 &&
    (g.outHeight - 1) * g.strideHeight + g.kernelHeight <= g.inHeight &&
    (g.outWidth - 1) * g.strideWidth + g.kernelWidth <= g.inWidth
  );
}

/** Max-pooling in float32 where all windows lie inside the plane; the rest goes to `others`. */
export function poolKernels(heap: Heap, wasm: WasmFunctions, others: PoolKernels): PoolKernels {
  function maxPool2d(x: View, g: PoolGeometry): readonly [DeviceBuffer, DeviceBuffer] {
    if (!isFloat32(x) || !isRowMajor(x) || !isPlain(g)) return others.maxPool2d(x, g);
    const planes = g.batch * g.channels;
    const length = planes * g.outHeight * g.outWidth;
    const values = heap.allocate(length, "float32");
    const indices = heap.allocate(length, "int32");
    const { inHeight, inWidth, outHeight, outWidth, kernelHeight, kernelWidth, strideHeight, strideWidth } = g;
    wasm.maxPool(
      addressOf(x),
      planes,
      inHeight,
      inWidth,
      outHeight,
      outWidth,
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      values.address,
      indices.address,
    );
    return [values, indices];
  }

  function maxPool2dInputGrad(grad: View, indices: View, g: PoolGeometry): DeviceBuffer {
    if (!isFloat32(grad) || !isRowMajor(grad) || !isRowMajor(indices))
      return others.maxPool2dInputGrad(grad, indices, g);
    const planes = g.batch * g.channels;
    const inSize = g.inHeight * g.inWidth;
    const out = heap.allocate(planes * inSize, "float32");
    out.array.fill(0);
    const at = (indices.buffer as WasmBuffer).address + indices.offset * 4;
    wasm.maxUnpool(addressOf(grad), at, planes, g.outHeight * g.outWidth, inSize, out.address);
    return out;
  }

  return { maxPool2d, maxPool2dInputGrad };
}
