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

/** A square convolution, of which the output's size follows from the input's. */
interface Square {
  readonly batch: number;
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  readonly size: number;
}

function squareGeometry({ batch, groups, inPerGroup, outPerGroup, size, ...window }: Square): ConvGeometry {
  const { kernel, stride, dilation, padding } = window;
  const outSize = Math.floor((size + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1;
  return {
    batch,
    groups,
    inChannels: groups * inPerGroup,
    outChannels: groups * outPerGroup,
    inHeight: size,
    inWidth: size,
    outHeight: outSize,
    outWidth: outSize,
    kernelHeight: kernel,
    kernelWidth: kernel,
    strideHeight: stride,
    strideWidth: stride,
    paddingTop: padding,
    paddingLeft: padding,
    dilationHeight: dilation,
    dilationWidth: dilation,
  };
}

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
  "batches of many small images"(backend) {
    const sizes = { batch: 30, groups: 1, inPerGroup: 4, outPerGroup: 5, size: 6 };
    expectPassesAgree(backend, squareGeometry({ ...sizes, kernel: 3, stride: 1, dilation: 1, padding: 1 }), 1);
  },
};
