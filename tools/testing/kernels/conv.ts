import type { Tensor } from "@lumbre/tensor";
import type { Backend, ConvGeometry } from "@lumbre/tensor/backend";
import fc from "fast-check";
import { type ConvCase, convCases } from "../convolutions.js";
import { randomTensor } from "../randomTensor.js";
import { sampledRuns } from "../sampling.js";
import { expectKernelAgrees, type KernelProperty, viewOf } from "./agree.js";

function geometryOf({ batch, groups, axes, xShape, yShape, weightShape }: ConvCase): ConvGeometry {
  const [rows, columns] = axes;
  return {
    batch,
    groups,
    inChannels: xShape[1],
    outChannels: weightShape[0],
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
  };
}

/** A tensor of this shape whose dimensions lie in another order in memory. */
function turned(shape: readonly number[], seed: number): Tensor {
  const order = seed % 2 === 0 ? [0, 1, 2, 3] : [2, 0, 3, 1];
  const back = order.map((_, d) => order.indexOf(d));
  const memory = randomTensor(
    order.map((d) => shape[d]),
    seed,
    { dtype: "float32" },
  );
  return memory.permute(back);
}

/** Forward with and without bias and ReLU, and both gradients. */
function expectPassesAgree(backend: Backend, geometry: ConvGeometry, seed: number): void {
  const { batch, groups, inChannels, outChannels, kernelHeight, kernelWidth } = geometry;
  const x = viewOf(turned([batch, inChannels, geometry.inHeight, geometry.inWidth], seed));
  const weight = viewOf(turned([outChannels, inChannels / groups, kernelHeight, kernelWidth], seed + 1));
  const grad = viewOf(turned([batch, outChannels, geometry.outHeight, geometry.outWidth], seed + 2));
  const bias = viewOf(randomTensor([outChannels, 2], seed + 3, { dtype: "float32" }).select(1, 0));
  expectKernelAgrees(backend, "conv2d", [x, weight, null, geometry], [1e-5], 1);
  expectKernelAgrees(backend, "conv2d", [x, weight, bias, geometry], [1e-5], 1);
  expectKernelAgrees(backend, "conv2dInputGrad", [grad, weight, geometry], [1e-5], 1);
  expectKernelAgrees(backend, "conv2dWeightGrad", [grad, x, geometry], [1e-5], 1);
}

type Along = readonly [rows: number, columns: number];

/** A convolution, of which the output's size follows from the input's. */
interface Window {
  readonly batch: number;
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly kernel: Along;
  readonly stride: Along;
  readonly dilation: Along;
  readonly padding: Along;
  readonly size: Along;
}

function windowGeometry({ batch, groups, inPerGroup, outPerGroup, size, ...window }: Window): ConvGeometry {
  const { kernel, stride, dilation, padding } = window;
  const [outHeight, outWidth] = [0, 1].map(
    (d) => Math.floor((size[d] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d]) + 1,
  );
  return {
    batch,
    groups,
    inChannels: groups * inPerGroup,
    outChannels: groups * outPerGroup,
    inHeight: size[0],
    inWidth: size[1],
    outHeight,
    outWidth,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideHeight: stride[0],
    strideWidth: stride[1],
    paddingTop: padding[0],
    paddingLeft: padding[1],
    dilationHeight: dilation[0],
    dilationWidth: dilation[1],
  };
}

/** A square convolution. */
type Square = { readonly [Name in keyof Window]: number };

function squareGeometry({ batch, groups, inPerGroup, outPerGroup, ...window }: Square): ConvGeometry {
  const [kernel, stride, dilation, padding, size] = [
    window.kernel,
    window.stride,
    window.dilation,
    window.padding,
    window.size,
  ].map((n): Along => [n, n]);
  return windowGeometry({ batch, groups, inPerGroup, outPerGroup, kernel, stride, dilation, padding, size });
}

/** Nothing is the same along rows and columns, nor 1 where it might be forgotten. */
const oblongs: readonly Window[] = [
  {
    ...{ batch: 2, groups: 2, inPerGroup: 6, outPerGroup: 10, kernel: [2, 7], stride: [2, 1] },
    ...{ dilation: [1, 2], padding: [1, 3], size: [5, 15] },
  },
  {
    ...{ batch: 3, groups: 2, inPerGroup: 5, outPerGroup: 9, kernel: [3, 2], stride: [1, 3] },
    ...{ dilation: [2, 3], padding: [2, 1], size: [6, 19] },
  },
  // So few channels that the kernel's columns are packed as channels for the weight's gradient.
  {
    ...{ batch: 2, groups: 3, inPerGroup: 2, outPerGroup: 5, kernel: [2, 3], stride: [1, 2] },
    ...{ dilation: [3, 2], padding: [0, 2], size: [7, 14] },
  },
];

const squares = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 10 }),
    outPerGroup: fc.integer({ min: 1, max: 18 }),
    kernel: fc.constantFrom(1, 2, 3, 5, 7),
    stride: fc.integer({ min: 1, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.nat(2),
    extra: fc.nat(8),
  })
  .map(({ extra, ...sizes }) => {
    const span = sizes.dilation * (sizes.kernel - 1) + 1;
    return squareGeometry({ ...sizes, size: Math.max(1, span - 2 * sizes.padding) + extra });
  });

/** Convolution and its gradients, against the reference. */
export const convProperties: Readonly<Record<string, KernelProperty>> = {
  "all geometries: strides, paddings, dilations, groups"(backend) {
    fc.assert(
      fc.property(convCases(2), (item) => expectPassesAgree(backend, geometryOf(item), item.seed)),
      { numRuns: sampledRuns(15) },
    );
  },
  "more channels than a texel or a tile has, wider images than a tile"(backend) {
    fc.assert(
      fc.property(squares, fc.nat(), (geometry, seed) => expectPassesAgree(backend, geometry, seed)),
      { numRuns: sampledRuns(8) },
    );
  },
  "what has no elements"(backend) {
    const sizes = { batch: 0, groups: 1, inPerGroup: 3, outPerGroup: 5, size: 7 };
    expectPassesAgree(backend, squareGeometry({ ...sizes, kernel: 3, stride: 1, dilation: 1, padding: 1 }), 1);
  },
  "rows and columns of other sizes, strides, paddings and dilations"(backend) {
    for (const [i, window] of oblongs.entries()) expectPassesAgree(backend, windowGeometry(window), i);
  },
  "batches of many small images"(backend) {
    const sizes = { batch: 30, groups: 1, inPerGroup: 4, outPerGroup: 5, size: 6 };
    expectPassesAgree(backend, squareGeometry({ ...sizes, kernel: 3, stride: 1, dilation: 1, padding: 1 }), 1);
  },
};
