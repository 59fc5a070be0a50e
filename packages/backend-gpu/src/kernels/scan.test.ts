import { expectKernelAgrees, randomTensor, sampledRuns, stridedTensors, viewOf } from "@lumbre/testing";
import fc from "fast-check";
import { describe, test } from "vitest";
import { createGpu } from "../index.js";

const { backend } = await createGpu({ mode: "cpu" });

describe.each(["cumsum", "cumprod"])("%s", (name) => {
  test("along any dimension", () => {
    fc.assert(
      fc.property(stridedTensors({ minRank: 1, maxRank: 4, minSize: 0 }), fc.nat(3), (x, d) => {
        expectKernelAgrees(backend, name, [viewOf(x, "float32"), d % x.ndim], [1e-6]);
        expectKernelAgrees(backend, name, [viewOf(x.mul(3), "int32"), d % x.ndim], [0]);
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  test("of long lines", () => {
    const x = randomTensor([1000, 2], 1)
      .mul(0.1)
      .add(name === "cumprod" ? 1 : 0);
    expectKernelAgrees(backend, name, [viewOf(x, "float32"), 0], [1e-5]);
  });
});
