import type { AvgPool2dOptions, MaxPool2dOptions, Pair } from "@lumbre/tensor";
import { data, distinct, type Sample, sample } from "./sample.js";

type Shape = readonly number[];
type MaxOptions = Omit<MaxPool2dOptions, "returnIndices">;

const timed = [data([8, 16, 28, 28])];
const sums = { scale: "tensor" } as const;

/** Maxima with their places. */
function maxPool2d(id: string, x: Shape, kernel: Pair, options: MaxOptions = {}): Sample {
  return sample("maxPool2d", id, [distinct(x)], (a) => a.maxPool2d(kernel, { ...options, returnIndices: true }), {
    timed,
  });
}

function avgPool2d(id: string, x: Shape, kernel: Pair, options: AvgPool2dOptions = {}): Sample {
  return sample("avgPool2d", id, [data(x)], (a) => a.avgPool2d(kernel, options), { ...sums, timed });
}

const ties = data([1, 1, 4, 4], { values: [1, 1, 2, 2, 1, 1, 2, 2, 0, -0, NaN, 3, -0, 0, 3, NaN] });

export const poolSamples: readonly Sample[] = [
  maxPool2d("default", [2, 1, 4, 5], 2),
  maxPool2d("unbatched", [2, 4, 4], 2),
  maxPool2d("overlapping", [1, 1, 5, 6], [3, 2], { stride: [1, 2] }),
  maxPool2d("padding", [1, 1, 4, 5], 3, { stride: 2, padding: 1 }),
  maxPool2d("dilation", [1, 1, 6, 5], 2, { dilation: [3, 2], stride: 1 }),
  maxPool2d("ceil-mode", [1, 1, 5, 6], 2, { stride: [2, 4], ceilMode: true }),
  sample("maxPool2d", "ties", [ties], (x) => x.maxPool2d(2, { returnIndices: true }), { isSmooth: false }),
  sample("maxPool2d", "values-only", [distinct([1, 2, 4, 4])], (x) => x.maxPool2d(2)),
  sample("maxPool1d", "default", [distinct([2, 2, 7])], (x) => x.maxPool1d(2)),
  sample("maxPool1d", "options", [distinct([2, 9])], (x) =>
    x.maxPool1d(3, { stride: 2, padding: 1, dilation: 2, returnIndices: true }),
  ),
  avgPool2d("default", [2, 3, 4, 5], 2),
  avgPool2d("unbatched", [3, 4, 4], 2),
  avgPool2d("padding", [2, 2, 4, 5], 3, { stride: 2, padding: 1 }),
  avgPool2d("without-padding", [2, 2, 4, 5], 3, { stride: 2, padding: 1, countIncludePad: false }),
  avgPool2d("ceil-mode", [1, 2, 5, 6], [2, 3], { stride: [2, 2], ceilMode: true }),
  avgPool2d("divisor", [1, 2, 5, 4], 2, { divisorOverride: 3 }),
  sample("avgPool1d", "default", [data([2, 2, 7])], (x) => x.avgPool1d(2), sums),
  sample(
    "avgPool1d",
    "options",
    [data([2, 9])],
    (x) => x.avgPool1d(3, { stride: 2, padding: 1, ceilMode: true }),
    sums,
  ),
  sample("adaptiveAvgPool1d", "default", [data([2, 3, 7])], (x) => x.adaptiveAvgPool1d(3), sums),
  sample("adaptiveAvgPool2d", "default", [data([2, 3, 5, 7])], (x) => x.adaptiveAvgPool2d([2, 3]), { ...sums, timed }),
  sample("adaptiveAvgPool2d", "one", [data([2, 3, 5, 7])], (x) => x.adaptiveAvgPool2d(1), sums),
  sample("adaptiveMaxPool1d", "default", [distinct([1, 3, 7])], (x) => x.adaptiveMaxPool1d(3, { returnIndices: true })),
  sample(
    "adaptiveMaxPool2d",
    "default",
    [distinct([1, 1, 5, 7])],
    (x) => x.adaptiveMaxPool2d([2, 3], { returnIndices: true }),
    {
      timed,
    },
  ),
];
