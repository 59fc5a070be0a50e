import type { DType } from "@lumbre/tensor";
import type { ReduceOp } from "@lumbre/tensor/backend";
import { expectKernelAgrees, randomTensor, sampledRuns, stridedTensors, viewOf } from "@lumbre/testing";
import fc from "fast-check";
import { describe, test } from "vitest";
import { createGpu } from "../index.js";

const { backend } = await createGpu({ mode: "cpu" });
const dtypes: readonly DType[] = ["float32", "int32", "uint8", "bool"];
const ops: readonly ReduceOp[] = ["sum", "prod", "max", "min", "any", "all"];

/** A view and some of its dimensions, sorted. */
const reductions = stridedTensors({ minRank: 1, maxRank: 4 }).chain((x) =>
  fc.record({ x: fc.constant(x), dims: fc.subarray(x.shape.map((_, d) => d)), dtype: fc.constantFrom(...dtypes) }),
);

describe.each(ops)("%s", (op) => {
  test("along any dimensions", () => {
    fc.assert(
      fc.property(reductions, ({ x, dims, dtype }) => {
        // The reference refuses products that int32 cannot hold.
        const values = op !== "prod" ? x.mul(9) : dtype === "int32" ? x.sign() : x.mul(3);
        expectKernelAgrees(backend, "reduce", [op, viewOf(values, dtype), dims], [1e-6]);
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  // In stages: a loop has at most 256 rounds.
  test.each([256, 257, 1000, 70_001])("of lines of %i elements", (length) => {
    const x = randomTensor([2, length], length)
      .mul(op === "prod" ? 1e-3 : 1)
      .add(op === "prod" ? 1 : 0);
    expectKernelAgrees(backend, "reduce", [op, viewOf(x, "float32"), [1]], [1e-6], 1);
    expectKernelAgrees(backend, "reduce", [op, viewOf(x.t(), "float32"), [0]], [1e-6], 1);
    expectKernelAgrees(backend, "reduce", [op, viewOf(x, "float32"), [0, 1]], [1e-6], 1);
    expectKernelAgrees(backend, "reduce", [op, viewOf(op === "prod" ? x.sub(1).sign() : x.mul(5), "int32"), [1]], [0]);
  });

  test("with NaN among the elements", () => {
    const x = randomTensor([3, 400], 1);
    x.at(1, 399).fill_(Number.NaN);
    x.at(2, 0).fill_(Number.NaN);
    expectKernelAgrees(backend, "reduce", [op, viewOf(x, "float32"), [1]], [1e-6]);
  });
});

test("of nothing", () => {
  const x = viewOf(randomTensor([2, 0, 3], 1), "float32");
  for (const op of ["sum", "prod", "any", "all"]) {
    for (const dims of [[1], [0, 1], [0, 1, 2]]) expectKernelAgrees(backend, "reduce", [op, x, dims], [0]);
  }
});

describe.each(["argmax", "argmin"])("%s", (op) => {
  test("along any dimension, with ties", () => {
    fc.assert(
      fc.property(stridedTensors({ minRank: 1, maxRank: 4 }), fc.nat(3), fc.constantFrom(...dtypes), (x, d, dtype) => {
        expectKernelAgrees(backend, "argReduce", [op, viewOf(x.mul(3), dtype), d % x.ndim], [0]);
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test.each([256, 257, 1000, 70_001])("of lines of %i elements", (length) => {
    const x = randomTensor([2, length], length);
    expectKernelAgrees(backend, "argReduce", [op, viewOf(x, "float32"), 1], [0]);
    // Whole numbers: many of them the same.
    expectKernelAgrees(backend, "argReduce", [op, viewOf(x.mul(2), "int32"), 1], [0]);
    x.narrow(1, 200, 30).fill_(Number.NaN);
    expectKernelAgrees(backend, "argReduce", [op, viewOf(x, "float32"), 1], [0]);
  });
});
