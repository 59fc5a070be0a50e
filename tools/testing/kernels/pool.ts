import { cpu } from "@lumbre/tensor";
import type { AvgPoolGeometry, Backend, PoolGeometry, View } from "@lumbre/tensor/backend";
import fc from "fast-check";
import { type PoolCase, poolCases } from "../poolings.js";
import { randomTensor } from "../randomTensor.js";
import { sampledRuns } from "../sampling.js";
import { expectKernelAgrees, type KernelProperty, viewOf } from "./agree.js";

function geometryOf({ xShape, yShape, axes }: PoolCase): PoolGeometry {
  const [rows, columns] = axes;
  return {
    batch: xShape[0],
    channels: xShape[1],
    inHeight: rows.inSize,
    inWidth: columns.inSize,
    outHeight: yShape[2],
    outWidth: yShape[3],
    kernelHeight: rows.kernel,
    kernelWidth: columns.kernel,
    strideHeight: rows.stride,
    strideWidth: columns.stride,
    paddingTop: rows.padding,
    paddingLeft: columns.padding,
    dilationHeight: rows.dilation,
    dilationWidth: columns.dilation,
    adaptive: false,
  };
}

function adaptiveGeometry(inHeight: number, inWidth: number, outHeight: number, outWidth: number): PoolGeometry {
  const unused = { kernelHeight: 1, kernelWidth: 1, strideHeight: 1, strideWidth: 1, paddingTop: 0, paddingLeft: 0 };
  const sizes = { batch: 2, channels: 3, inHeight, inWidth, outHeight, outWidth };
  return { ...sizes, ...unused, dilationHeight: 1, dilationWidth: 1, adaptive: true };
}

/** Few values, so that there are ties; dimensions lie in another order in memory. */
function planes(batch: number, channels: number, height: number, width: number, seed: number): View {
  const memory = randomTensor([width, batch, height, channels], seed, { dtype: "float32" });
  return viewOf(memory.mul(3).round().permute(1, 3, 2, 0));
}

const inputOf = (g: PoolGeometry, seed: number): View => planes(g.batch, g.channels, g.inHeight, g.inWidth, seed);
const gradOf = (g: PoolGeometry, seed: number): View => planes(g.batch, g.channels, g.outHeight, g.outWidth, seed);

/** Maxima, their places, and the gradient, to the last bit. */
function expectMaxAgrees(backend: Backend, x: View, geometry: PoolGeometry, seed: number): void {
  expectKernelAgrees(backend, "maxPool2d", [x, geometry], [0, 0]);
  const [, indices] = cpu.kernels.maxPool2d(x, geometry);
  const { batch, channels, outHeight, outWidth } = geometry;
  const strides = [channels * outHeight * outWidth, outHeight * outWidth, outWidth, 1];
  const shape = [batch, channels, outHeight, outWidth];
  const places: View = { buffer: indices, shape, strides, offset: 0, dtype: "int32" };
  expectKernelAgrees(backend, "maxPool2dInputGrad", [gradOf(geometry, seed), places, geometry], [0]);
}

function expectAverageAgrees(backend: Backend, geometry: AvgPoolGeometry, seed: number): void {
  expectKernelAgrees(backend, "avgPool2d", [inputOf(geometry, seed), geometry], [1e-6], 1);
  expectKernelAgrees(backend, "avgPool2dInputGrad", [gradOf(geometry, seed + 1), geometry], [1e-6], 1);
}

/** Pooling and its gradients, against the reference. */
export const poolProperties: Readonly<Record<string, KernelProperty>> = {
  "max-pooling of all geometries, with ties"(backend) {
    fc.assert(
      fc.property(poolCases(2, 3), (item) => {
        const geometry = geometryOf(item);
        expectMaxAgrees(backend, inputOf(geometry, item.seed), geometry, item.seed + 1);
      }),
      { numRuns: sampledRuns(30) },
    );
  },
  "max-pooling of NaN and infinities"(backend) {
    const special = fc.constantFrom(Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 1);
    const values = fc.array(special, { minLength: 36, maxLength: 36 });
    const sizes = { batch: 1, channels: 1, inHeight: 6, inWidth: 6, outHeight: 3, outWidth: 3 };
    const steps = { strideHeight: 2, strideWidth: 2, dilationHeight: 1, dilationWidth: 1, adaptive: false };
    const window = { kernelHeight: 3, kernelWidth: 3, paddingTop: 1, paddingLeft: 1 };
    fc.assert(
      fc.property(values, (elements) => {
        const buffer = Float32Array.from(elements);
        const x: View = { buffer, shape: [1, 1, 6, 6], strides: [36, 36, 6, 1], offset: 0, dtype: "float32" };
        expectMaxAgrees(backend, x, { ...sizes, ...steps, ...window }, 1);
      }),
      { numRuns: sampledRuns(30) },
    );
  },
  "average pooling of all geometries"(backend) {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const { countIncludePad, divisorOverride } = item;
        expectAverageAgrees(
          backend,
          { ...geometryOf(item), countIncludePad, divisorOverride: divisorOverride ?? 0 },
          item.seed,
        );
      }),
      { numRuns: sampledRuns(30) },
    );
  },
  "adaptive pooling: windows that are apart, meet, overlap, or have an element in common with others"(backend) {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, size, size, fc.nat(), (inHeight, inWidth, outHeight, outWidth, seed) => {
        const geometry = adaptiveGeometry(inHeight, inWidth, outHeight, outWidth);
        expectMaxAgrees(backend, inputOf(geometry, seed), geometry, seed + 1);
        expectAverageAgrees(backend, { ...geometry, countIncludePad: true, divisorOverride: 0 }, seed);
      }),
      { numRuns: sampledRuns(30) },
    );
  },
  "what has no elements"(backend) {
    const geometry = { ...adaptiveGeometry(4, 5, 2, 2), batch: 0 };
    expectMaxAgrees(backend, inputOf(geometry, 1), geometry, 2);
    expectAverageAgrees(backend, { ...geometry, countIncludePad: true, divisorOverride: 0 }, 1);
  },
};
