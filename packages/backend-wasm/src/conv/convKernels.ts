import {
  type ConvGeometry,
  contiguousStrides,
  type DeviceBuffer,
  type Kernels,
  numel,
  type View,
} from "@lumbre/tensor";
import type { Heap, WasmBuffer } from "../heap.js";
import type { WasmFunctions } from "../module.js";
import { addressOf, isFloat32, isRowMajor } from "../operands.js";
import type { OffsetTables } from "../tables.js";
import type { Team } from "../team.js";
import { im2col } from "./im2col.js";
import { Winograd } from "./winograd.js";

type ConvKernels = Pick<Kernels, "conv2d" | "conv2dInputGrad" | "conv2dWeightGrad">;

/** A way to compute the three passes of a convolution over row-major operands, given by their addresses. */
export interface ConvMethod {
  /** Adds the convolution to `target`, where the bias already is. */
  forward(x: number, weight: number, target: number, g: ConvGeometry): void;
  /** Adds to `target`, which is zero. */
  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void;
  /** Adds to `target`, which is zero. */
  weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void;
}

/** Convolutions in float32, each by the method that is fastest for its shape. */
export function convKernels(
  heap: Heap,
  wasm: WasmFunctions,
  team: Team,
  tables: OffsetTables,
  others: ConvKernels & Pick<Kernels, "copy">,
): ConvKernels {
  const products = im2col(heap, wasm, tables);
  const winograd = new Winograd(heap, wasm, team);

  /** Calls `run` with the addresses of row-major versions of the views, copied where need be. */
  function compact<T>(views: readonly View[], run: (...addresses: number[]) => T): T {
    const copies: WasmBuffer[] = [];
    const addresses = views.map((view) => {
      if (isRowMajor(view)) return addressOf(view);
      const { shape, dtype } = view;
      const buffer = heap.allocate(numel(shape), dtype);
      others.copy(view, { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype });
      copies.push(buffer);
      return buffer.address;
    });
    try {
      return run(...addresses);
    } finally {
      for (const copy of copies) heap.release(copy);
    }
  }

  /** The bias of each filter all over its planes. */
  function fillBias(target: WasmBuffer, bias: View | null, g: ConvGeometry): void {
    const outSize = g.outHeight * g.outWidth;
    if (bias === null) {
      target.array.fill(0);
      return;
    }
    const values = (bias.buffer as WasmBuffer).array;
    const filled = target.array;
    for (let c = 0; c < g.outChannels; c++) {
      const value = values[bias.offset + c * bias.strides[0]];
      for (let n = 0; n < g.batch; n++) {
        const start = (n * g.outChannels + c) * outSize;
        filled.fill(value, start, start + outSize);
      }
    }
  }

  function isEmpty(g: ConvGeometry): boolean {
    return g.batch * g.inChannels * g.outChannels * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth === 0;
  }

  function conv2d(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(x)) return others.conv2d(x, weight, bias, g);
    const out = heap.allocate(g.batch * g.outChannels * g.outHeight * g.outWidth, "float32");
    const isWinograd = winograd.suits(g);
    if (!isWinograd) fillBias(out, bias, g);
    if (isEmpty(g)) return out;
    const operands = bias === null ? [x, weight] : [x, weight, bias];
    compact(operands, (xs, ws, biases = 0) => {
      if (isWinograd) winograd.forward(xs, ws, biases, out.address, g);
      else products.forward(xs, ws, out.address, g);
    });
    return out;
  }

  function conv2dInputGrad(grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad)) return others.conv2dInputGrad(grad, weight, g);
    const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
    compact([grad, weight], (gs, ws) => {
      if (winograd.suits(g)) {
        winograd.inputGrad(gs, ws, out.address, g);
      } else {
        out.array.fill(0);
        if (!isEmpty(g)) products.inputGrad(gs, ws, out.address, g);
      }
    });
    return out;
  }

  function conv2dWeightGrad(grad: View, x: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad)) return others.conv2dWeightGrad(grad, x, g);
    const channels = g.inChannels / g.groups;
    const out = heap.allocate(g.outChannels * channels * g.kernelHeight * g.kernelWidth, "float32");
    compact([grad, x], (gs, xs) => {
      if (winograd.suits(g)) {
        winograd.weightGrad(gs, xs, out.address, g);
      } else {
        out.array.fill(0);
        if (!isEmpty(g)) products.weightGrad(gs, xs, out.address, g);
      }
    });
    return out;
  }

  return { conv2d, conv2dInputGrad, conv2dWeightGrad };
}
