import {
  type ConvGeometry,
  contiguousStrides,
  type DeviceBuffer,
  type Kernels,
  numel,
  type Shape,
  type View,
} from "@lumbre/tensor";
import type { Heap, WasmBuffer } from "./heap.js";
import type { WasmFunctions } from "./module.js";
import { addressOf, isFloat32, isRowMajor } from "./operands.js";
import type { OffsetTables } from "./tables.js";

type ConvKernels = Pick<Kernels, "conv2d" | "conv2dInputGrad" | "conv2dWeightGrad">;

/** A plane of an image with its margin, which the patches of a convolution are taken from. */
interface PaddedPlane {
  readonly height: number;
  readonly width: number;
}

/** The input's plane with zeros around it, as far as windows reach. */
function paddedInput(g: ConvGeometry): PaddedPlane {
  return {
    height: (g.outHeight - 1) * g.strideHeight + g.dilationHeight * (g.kernelHeight - 1) + 1,
    width: (g.outWidth - 1) * g.strideWidth + g.dilationWidth * (g.kernelWidth - 1) + 1,
  };
}

/** The gradient's plane, its rows a stride apart, with zeros around it: what the input's gradient is a convolution of. */
function paddedGrad(g: ConvGeometry): PaddedPlane {
  return {
    height: g.inHeight + g.dilationHeight * (g.kernelHeight - 1),
    width: g.inWidth + g.dilationWidth * (g.kernelWidth - 1),
  };
}

/**
 * Convolutions in float32, each pass a matrix product per image and group: of the weights with the patches of the padded
 * input (forward), of the weights with those of the padded and spread gradient (input), and of the gradient with the
 * patches (weights). Patches are read through tables and never written out.
 */
export function convKernels(
  heap: Heap,
  wasm: WasmFunctions,
  tables: OffsetTables,
  others: ConvKernels & Pick<Kernels, "copy">,
): ConvKernels {
  /** Calls `run` with row-major versions of the views, copied where need be. */
  function compact<T>(views: readonly View[], run: (addresses: readonly number[]) => T): T {
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
      return run(addresses);
    } finally {
      for (const copy of copies) heap.release(copy);
    }
  }

  function zeros(shape: Shape): WasmBuffer {
    const buffer = heap.allocate(numel(shape), "float32");
    buffer.array.fill(0);
    return buffer;
  }

  function conv2d(x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(x)) return others.conv2d(x, weight, bias, g);
    const outSize = g.outHeight * g.outWidth;
    const out = heap.allocate(g.batch * g.outChannels * outSize, "float32");
    const values = bias === null ? null : (bias.buffer as WasmBuffer).array;
    const filled = out.array;
    for (let c = 0; c < g.outChannels; c++) {
      const value = bias === null || values === null ? 0 : values[bias.offset + c * bias.strides[0]];
      for (let n = 0; n < g.batch; n++) {
        const start = (n * g.outChannels + c) * outSize;
        filled.fill(value, start, start + outSize);
      }
    }
    const plane = paddedInput(g);
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    if (out.length === 0 || depth === 0) return out;
    return compact([x, weight], ([xs, ws]) => {
      tables.trim();
      const rows = tables.grid([filters], [depth * 4]);
      const weights = tables.grid([depth], [4]);
      const pixels = tables.grid([g.outHeight, g.outWidth], [g.strideHeight * plane.width * 4, g.strideWidth * 4]);
      const taps = tapTable(g, channels, plane, 1);
      const padded = zeros([g.inChannels, plane.height, plane.width]);
      for (let n = 0; n < g.batch; n++) {
        const image = xs + n * g.inChannels * g.inHeight * g.inWidth * 4;
        wasm.padPlanes(
          image,
          g.inChannels,
          g.inHeight,
          g.inWidth,
          padded.address,
          plane.height,
          plane.width,
          g.paddingTop,
          g.paddingLeft,
          1,
          1,
        );
        for (let group = 0; group < g.groups; group++) {
          const b = padded.address + group * channels * plane.height * plane.width * 4;
          const c = out.address + (n * g.outChannels + group * filters) * outSize * 4;
          const a = ws + group * filters * depth * 4;
          wasm.gemm(filters, outSize, depth, a, rows, weights, b, pixels, taps, c, outSize * 4);
        }
      }
      heap.release(padded);
      return out;
    });
  }

  /** Where the taps of a window lie in a plane, channel by channel; `direction` -1 goes through them backwards. */
  function tapTable(g: ConvGeometry, channels: number, plane: PaddedPlane, direction: 1 | -1): number {
    const sizes = [channels, g.kernelHeight, g.kernelWidth];
    const steps = [
      plane.height * plane.width * 4,
      direction * g.dilationHeight * plane.width * 4,
      direction * g.dilationWidth * 4,
    ];
    return tables.grid(sizes, steps);
  }

  function conv2dInputGrad(grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad)) return others.conv2dInputGrad(grad, weight, g);
    const inSize = g.inHeight * g.inWidth;
    const out = zeros([g.batch, g.inChannels, g.inHeight, g.inWidth]);
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const window = g.kernelHeight * g.kernelWidth;
    const depth = filters * window;
    if (out.length === 0 || depth === 0 || g.outHeight * g.outWidth === 0) return out;
    const plane = paddedGrad(g);
    const top = g.dilationHeight * (g.kernelHeight - 1) - g.paddingTop;
    const left = g.dilationWidth * (g.kernelWidth - 1) - g.paddingLeft;
    return compact([grad, weight], ([gs, ws]) => {
      tables.trim();
      const rows = tables.grid([channels], [window * 4]);
      const weights = tables.grid([filters, window], [channels * window * 4, 4]);
      const pixels = tables.grid([g.inHeight, g.inWidth], [plane.width * 4, 4]);
      const taps = tapTable(g, filters, plane, -1);
      const lastTap =
        (g.dilationHeight * (g.kernelHeight - 1) * plane.width + g.dilationWidth * (g.kernelWidth - 1)) * 4;
      const padded = zeros([g.outChannels, plane.height, plane.width]);
      for (let n = 0; n < g.batch; n++) {
        const image = gs + n * g.outChannels * g.outHeight * g.outWidth * 4;
        wasm.padPlanes(
          image,
          g.outChannels,
          g.outHeight,
          g.outWidth,
          padded.address,
          plane.height,
          plane.width,
          top,
          left,
          g.strideHeight,
          g.strideWidth,
        );
        for (let group = 0; group < g.groups; group++) {
          const b = padded.address + group * filters * plane.height * plane.width * 4 + lastTap;
          const c = out.address + (n * g.inChannels + group * channels) * inSize * 4;
          const a = ws + group * filters * channels * window * 4;
          wasm.gemm(channels, inSize, depth, a, rows, weights, b, pixels, taps, c, inSize * 4);
        }
      }
      heap.release(padded);
      return out;
    });
  }

  function conv2dWeightGrad(grad: View, x: View, g: ConvGeometry): DeviceBuffer {
    if (!isFloat32(grad)) return others.conv2dWeightGrad(grad, x, g);
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    const outSize = g.outHeight * g.outWidth;
    const out = zeros([g.outChannels, channels, g.kernelHeight, g.kernelWidth]);
    if (out.length === 0 || outSize === 0) return out;
    const plane = paddedInput(g);
    return compact([grad, x], ([gs, xs]) => {
      tables.trim();
      const rows = tables.grid([filters], [outSize * 4]);
      const positions = tables.grid([outSize], [4]);
      const pixels = tables.grid([g.outHeight, g.outWidth], [g.strideHeight * plane.width * 4, g.strideWidth * 4]);
      const taps = tapTable(g, channels, plane, 1);
      const padded = zeros([g.inChannels, plane.height, plane.width]);
      for (let n = 0; n < g.batch; n++) {
        const image = xs + n * g.inChannels * g.inHeight * g.inWidth * 4;
        wasm.padPlanes(
          image,
          g.inChannels,
          g.inHeight,
          g.inWidth,
          padded.address,
          plane.height,
          plane.width,
          g.paddingTop,
          g.paddingLeft,
          1,
          1,
        );
        for (let group = 0; group < g.groups; group++) {
          const a = gs + (n * g.outChannels + group * filters) * outSize * 4;
          const b = padded.address + group * channels * plane.height * plane.width * 4;
          const c = out.address + group * filters * depth * 4;
          wasm.gemm(filters, depth, outSize, a, rows, positions, b, taps, pixels, c, depth * 4);
        }
      }
      heap.release(padded);
      return out;
    });
  }

  return { conv2d, conv2dInputGrad, conv2dWeightGrad };
}
