import type { Conv1dOptions, Conv2dOptions, ConvTranspose1dOptions, ConvTranspose2dOptions } from "@lumbre/tensor";
import { conv2dActivation, conv2dRelu, conv2dReluMaxPool2d } from "@lumbre/tensor/engine";
import { data, type InputSpec, type Sample, type SampleOptions, sample } from "./sample.js";

type Shape = readonly number[];

const sums = { scale: "tensor" } as const;
const timed: readonly InputSpec[] = [data([4, 16, 28, 28]), data([16, 16, 3, 3])];

/** A convolution of planes, with a bias. */
function conv2d(id: string, x: Shape, weight: Shape, options: Conv2dOptions = {}): Sample {
  const inputs = [data(x), data(weight), data([weight[0]])];
  return sample("conv2d", id, inputs, (a, w, b) => a.conv2d(w, b ?? null, options), { ...sums, timed });
}

function conv1d(id: string, x: Shape, weight: Shape, options: Conv1dOptions = {}): Sample {
  const inputs = [data(x), data(weight), data([weight[0]])];
  return sample("conv1d", id, inputs, (a, w, b) => a.conv1d(w, b, options), sums);
}

function transposed2d(id: string, x: Shape, weight: Shape, options: ConvTranspose2dOptions = {}): Sample {
  const inputs = [data(x), data(weight), data([weight[1] * (options.groups ?? 1)])];
  return sample("convTranspose2d", id, inputs, (a, w, b) => a.convTranspose2d(w, b ?? null, options), {
    ...sums,
    timed,
  });
}

function transposed1d(id: string, x: Shape, weight: Shape, options: ConvTranspose1dOptions = {}): Sample {
  const inputs = [data(x), data(weight), data([weight[1] * (options.groups ?? 1)])];
  return sample("convTranspose1d", id, inputs, (a, w, b) => a.convTranspose1d(w, b, options), sums);
}

/** Fused with what follows; differences would meet the kinks of ReLU and maximum. */
const fused: SampleOptions = { ...sums, isSmooth: false, timed };

export const convSamples: readonly Sample[] = [
  conv2d("default", [2, 3, 5, 6], [4, 3, 3, 2]),
  conv2d("unbatched", [3, 5, 6], [4, 3, 3, 2]),
  conv2d("padding", [2, 2, 4, 5], [3, 2, 3, 3], { padding: 1 }),
  conv2d("wide-padding", [1, 2, 2, 3], [3, 2, 3, 3], { padding: [2, 3] }),
  conv2d("stride", [2, 2, 7, 6], [3, 2, 3, 2], { stride: [2, 3], padding: [1, 0] }),
  conv2d("dilation", [2, 2, 7, 8], [3, 2, 3, 2], { dilation: [2, 3] }),
  conv2d("all-options", [2, 4, 7, 9], [6, 2, 2, 3], { stride: [2, 1], padding: [0, 2], dilation: [3, 2], groups: 2 }),
  conv2d("groups", [2, 4, 4, 5], [6, 2, 2, 2], { groups: 2 }),
  conv2d("depthwise", [2, 3, 5, 5], [6, 1, 3, 3], { groups: 3, padding: 1 }),
  conv2d("pointwise", [2, 3, 4, 5], [4, 3, 1, 1]),
  conv2d("same", [1, 2, 5, 4], [3, 2, 2, 4], { padding: "same" }),
  conv2d("rows-unreached", [1, 1, 6, 6], [1, 1, 3, 3], { stride: 2 }),
  conv2d("eight-channels", [3, 8, 6, 7], [9, 8, 3, 3], { padding: 1 }),
  sample("conv2d", "no-bias", [data([2, 3, 5, 6]), data([4, 3, 3, 2])], (x, w) => x.conv2d(w), sums),
  conv1d("default", [2, 3, 7], [4, 3, 3]),
  conv1d("all-options", [2, 4, 11], [6, 2, 3], { stride: 2, padding: 2, dilation: 2, groups: 2 }),
  transposed2d("default", [2, 3, 3, 4], [3, 2, 3, 2]),
  transposed2d("stride", [2, 3, 3, 4], [3, 2, 3, 3], { stride: 2, padding: 1, outputPadding: 1 }),
  transposed2d("all-options", [2, 4, 3, 2], [4, 3, 2, 3], {
    stride: [2, 3],
    padding: [1, 0],
    dilation: [2, 1],
    groups: 2,
  }),
  transposed1d("default", [2, 3, 4], [3, 2, 3]),
  transposed1d("all-options", [2, 4, 4], [4, 3, 3], {
    stride: 3,
    padding: 1,
    outputPadding: 2,
    dilation: 2,
    groups: 2,
  }),
  sample(
    "conv2dActivation",
    "relu6",
    [data([2, 2, 5, 6]), data([4, 2, 3, 3]), data([4])],
    (x, w, b) => conv2dActivation(x.mul(9), w, b, { padding: 1 }, "relu6"),
    fused,
  ),
  sample(
    "conv2dActivation",
    "addend",
    [data([2, 2, 5, 6]), data([4, 2, 3, 3]), data([2, 4, 3, 4])],
    (x, w, y) => conv2dActivation(x, w, null, {}, "silu", y),
    fused,
  ),
  sample(
    "conv2dRelu",
    "padding",
    [data([2, 2, 5, 6]), data([4, 2, 3, 3]), data([4])],
    (x, w, b) => conv2dRelu(x, w, b, { padding: 1 }),
    fused,
  ),
  sample(
    "conv2dRelu",
    "no-bias",
    [data([2, 2, 5, 6]), data([4, 2, 3, 3])],
    (x, w) => conv2dRelu(x, w, null, { stride: 2 }),
    fused,
  ),
  sample(
    "conv2dReluMaxPool2d",
    "padding",
    [data([2, 2, 6, 8]), data([4, 2, 3, 3]), data([4])],
    (x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, 2),
    fused,
  ),
  sample(
    "conv2dReluMaxPool2d",
    "odd",
    [data([3, 2, 7, 9]), data([4, 2, 3, 3]), data([4])],
    (x, w, b) => conv2dReluMaxPool2d(x, w, b, { padding: 1 }, 3, { stride: 2, padding: 1 }),
    fused,
  ),
];
