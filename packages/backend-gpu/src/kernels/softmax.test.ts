import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { tensor } from "@lumbre/tensor";
import {
  expectDeviceAgrees,
  expectKernelAgrees,
  randomTensor,
  sampledRuns,
  stridedTensors,
  viewOf,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, test } from "vitest";
import { createGpu } from "../index.js";

const gpu = await createGpu({ mode: "cpu" });

describe.each(["softmax", "logSoftmax"])("%s", (name) => {
  test("along any dimension", () => {
    fc.assert(
      fc.property(stridedTensors({ minRank: 1, maxRank: 4 }), fc.nat(3), fc.constantFrom(1, 200), (x, d, factor) => {
        expectKernelAgrees(gpu.backend, name, [viewOf(x.mul(factor), "float32"), d % x.ndim], [1e-6]);
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  test("of long lines, and lines with infinities and NaN", () => {
    const x = randomTensor([4, 1000], 1).mul(10);
    x.at(1, 5).fill_(Number.NEGATIVE_INFINITY);
    x.at(2, 700).fill_(Number.NaN);
    expectKernelAgrees(gpu.backend, name, [viewOf(x, "float32"), 1], [1e-6]);
  });
});

test.each(["mean", "sum", "none"] as const)("cross entropy, reduction %s", (reduction) => {
  const labels = tensor([2, 0, -100, 6], { dtype: "int32" });
  const x = randomTensor([4, 7], 3, { dtype: "float32" }).mul(5);
  expectDeviceAgrees(gpu, (a, y) => nn.functional.crossEntropy(a, y, { reduction }), [x, labels]);
  const transposed = randomTensor([7, 4], 3, { dtype: "float32" });
  expectDeviceAgrees(gpu, (a, y) => nn.functional.crossEntropy(a.t(), y, { reduction }), [transposed, labels]);
});

test("cross entropy of many classes", () => {
  const labels = tensor([999, 0, 500], { dtype: "int32" });
  const x = randomTensor([3, 1000], 3, { dtype: "float32" });
  expectDeviceAgrees(gpu, (a, y) => nn.functional.crossEntropy(a, y), [x, labels]);
});
