import type { ConvGeometry } from "@lumbre/tensor";
import type { Heap } from "../heap.js";
import type { WasmFunctions } from "../module.js";
import type { OffsetTables } from "../tables.js";
import type { ConvMethod } from "./convKernels.js";

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
 * Any convolution, each pass a matrix product per image and group: of the weights with the patches of the padded input
 * (forward), of the weights with those of the padded and spread gradient (input), and of the gradient with the patches
 * (weights). Patches are read through tables and never written out. All results are added to what is there.
 */
export function im2col(heap: Heap, wasm: WasmFunctions, tables: OffsetTables): ConvMethod {
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

  /** Writes image `n` with its margin to `padded`. */
  function padImage(x: number, n: number, g: ConvGeometry, plane: PaddedPlane, padded: number): void {
    const image = x + n * g.inChannels * g.inHeight * g.inWidth * 4;
    const { inChannels, inHeight, inWidth, paddingTop, paddingLeft } = g;
    wasm.padPlanes(
      image,
      inChannels,
      inHeight,
      inWidth,
      padded,
      plane.height,
      plane.width,
      paddingTop,
      paddingLeft,
      1,
      1,
    );
  }

  function forward(x: number, weight: number, target: number, g: ConvGeometry): void {
    const outSize = g.outHeight * g.outWidth;
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    const plane = paddedInput(g);
    tables.trim();
    const rows = tables.grid([filters], [depth * 4]);
    const weights = tables.grid([depth], [4]);
    const pixels = tables.grid([g.outHeight, g.outWidth], [g.strideHeight * plane.width * 4, g.strideWidth * 4]);
    const taps = tapTable(g, channels, plane, 1);
    const padded = heap.allocate(g.inChannels * plane.height * plane.width, "float32");
    for (let n = 0; n < g.batch; n++) {
      padImage(x, n, g, plane, padded.address);
      for (let group = 0; group < g.groups; group++) {
        const b = padded.address + group * channels * plane.height * plane.width * 4;
        const c = target + (n * g.outChannels + group * filters) * outSize * 4;
        const a = weight + group * filters * depth * 4;
        wasm.gemm(filters, outSize, depth, a, rows, weights, b, pixels, taps, c, outSize * 4);
      }
    }
    heap.release(padded);
  }

  function inputGrad(grad: number, weight: number, target: number, g: ConvGeometry): void {
    const inSize = g.inHeight * g.inWidth;
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const window = g.kernelHeight * g.kernelWidth;
    const depth = filters * window;
    const plane = paddedGrad(g);
    const top = g.dilationHeight * (g.kernelHeight - 1) - g.paddingTop;
    const left = g.dilationWidth * (g.kernelWidth - 1) - g.paddingLeft;
    const { height, width } = plane;
    tables.trim();
    const rows = tables.grid([channels], [window * 4]);
    const weights = tables.grid([filters, window], [channels * window * 4, 4]);
    const pixels = tables.grid([g.inHeight, g.inWidth], [width * 4, 4]);
    const taps = tapTable(g, filters, plane, -1);
    const lastTap = (g.dilationHeight * (g.kernelHeight - 1) * width + g.dilationWidth * (g.kernelWidth - 1)) * 4;
    const padded = heap.allocate(g.outChannels * height * width, "float32");
    const { outChannels, outHeight, outWidth, strideHeight, strideWidth } = g;
    for (let n = 0; n < g.batch; n++) {
      const image = grad + n * outChannels * outHeight * outWidth * 4;
      const to = padded.address;
      wasm.padPlanes(image, outChannels, outHeight, outWidth, to, height, width, top, left, strideHeight, strideWidth);
      for (let group = 0; group < g.groups; group++) {
        const b = to + group * filters * height * width * 4 + lastTap;
        const c = target + (n * g.inChannels + group * channels) * inSize * 4;
        const a = weight + group * filters * channels * window * 4;
        wasm.gemm(channels, inSize, depth, a, rows, weights, b, pixels, taps, c, inSize * 4);
      }
    }
    heap.release(padded);
  }

  function weightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const channels = g.inChannels / g.groups;
    const filters = g.outChannels / g.groups;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    const outSize = g.outHeight * g.outWidth;
    const plane = paddedInput(g);
    tables.trim();
    const rows = tables.grid([filters], [outSize * 4]);
    const positions = tables.grid([outSize], [4]);
    const pixels = tables.grid([g.outHeight, g.outWidth], [g.strideHeight * plane.width * 4, g.strideWidth * 4]);
    const taps = tapTable(g, channels, plane, 1);
    const padded = heap.allocate(g.inChannels * plane.height * plane.width, "float32");
    for (let n = 0; n < g.batch; n++) {
      padImage(x, n, g, plane, padded.address);
      for (let group = 0; group < g.groups; group++) {
        const a = grad + (n * g.outChannels + group * filters) * outSize * 4;
        const b = padded.address + group * channels * plane.height * plane.width * 4;
        const c = target + group * filters * depth * 4;
        wasm.gemm(filters, depth, outSize, a, rows, positions, b, taps, pixels, c, depth * 4);
      }
    }
    heap.release(padded);
  }

  return { forward, inputGrad, weightGrad };
}
