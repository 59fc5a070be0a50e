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
import { Direct } from "./direct.js";
import { Im2col } from "./im2col.js";
import type { ConvMethod, ConvPass } from "./method.js";
import { Winograd } from "./winograd.js";

type ConvKernels = Pick<Kernels, "conv2d" | "conv2dInputGrad" | "conv2dWeightGrad">;

/** Convolutions in float32, each by the method that is fastest for its shape. */
export function convKernels(
  heap: Heap,
  wasm: WasmFunctions,
  team: Team,
  tables: OffsetTables,
  others: ConvKernels & Pick<Kernels, "copy">,
): ConvKernels {
  const products = new Im2col(heap, wasm, team, tables);
  const methods: readonly ConvMethod[] = [new Winograd(heap, wasm, team), new Direct(heap, wasm, team, tables)];

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

  /** Whether there is nothing to multiply, so that the result is zero, or the bias. */
  function isEmpty(g: ConvGeometry): boolean {
    return g.inChannels * g.outChannels * g.outHeight * g.outWidth * g.kernelHeight * g.kernelWidth * g.batch === 0;
  }

  /** The first method that suits; the last suits always. */
  function methodFor(pass: ConvPass, g: ConvGeometry): ConvMethod {
    tables.trim();
    return methods.find((method) => method.suits(pass, g)) ?? products;
  }

  function conv2d(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(x) || isEmpty(g)) return others.conv2d(x, weight, bias, g);
    const out = heap.allocate(g.batch * g.outChannels * g.outHeight * g.outWidth, "float32");
    const operands = bias === null ? [x, weight] : [x, weight, bias];
    compact(operands, (xs, ws, biases = 0) => methodFor("forward", g).forward(xs, ws, biases, out.address, g));
    return out;
  }

  function conv2dInputGrad(grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return others.conv2dInputGrad(grad, weight, g);
    const out = heap.allocate(g.batch * g.inChannels * g.inHeight * g.inWidth, "float32");
    compact([grad, weight], (gs, ws) => methodFor("inputGrad", g).inputGrad(gs, ws, out.address, g));
    return out;
  }

  function conv2dWeightGrad(grad: View, x: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad) || isEmpty(g)) return others.conv2dWeightGrad(grad, x, g);
    const out = heap.allocate((g.outChannels * g.inChannels * g.kernelHeight * g.kernelWidth) / g.groups, "float32");
    compact([grad, x], (gs, xs) => methodFor("weightGrad", g).weightGrad(gs, xs, out.address, g));
    return out;
  }

  return { conv2d, conv2dInputGrad, conv2dWeightGrad };
}
