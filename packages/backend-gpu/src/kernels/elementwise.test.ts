import type { DType } from "@lumbre/tensor";
import type { BinaryOp, DeviceBuffer, UnaryOp, View } from "@lumbre/tensor/backend";
import { expectKernelAgrees, sampledRuns, stridedTensors, viewOf } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { CpuModeDriver } from "../engine/cpuMode.js";
import { Engine, Machine } from "../engine/engine.js";
import { loadGpuJs } from "../engine/gpuJs.js";
import { binaryFunctions } from "../functions/binary.js";
import { unaryFunctions } from "../functions/unary.js";
import { createGpu } from "../index.js";
import { computeElements } from "./elementwise.js";

// In gpu.js's CPU mode: what kernels compute, not what shaders make of it. That is tested in a browser.
const { backend } = await createGpu({ mode: "cpu" });
const dtypes: readonly DType[] = ["float32", "int32", "uint8", "bool"];
const views = stridedTensors({ maxRank: 4, minSize: 0 });

/** Two tensors of one shape, each with strides of its own. */
const pairs = views.chain((a) =>
  stridedTensors({ minRank: a.ndim, maxRank: a.ndim, minSize: 1, maxSize: 1 }).map((b) => ({
    a,
    b: b.expand(a.shape),
  })),
);

describe("functions of one operand", () => {
  test.each(Object.keys(unaryFunctions) as UnaryOp[])("%s", (op) => {
    fc.assert(
      fc.property(views, fc.constantFrom(1, 3, 100), (x, factor) => {
        expectKernelAgrees(backend, "unary", [op, viewOf(x.mul(factor), "float32")], [1e-6]);
        expectKernelAgrees(backend, "unary", [op, viewOf(x, "float32")], [1e-6]);
      }),
      { numRuns: sampledRuns(15) },
    );
  });

  test.each(["neg", "abs", "sign", "square", "relu", "logicalNot"] as const)("%s of whole numbers", (op) => {
    fc.assert(
      fc.property(views, fc.constantFrom(...dtypes), (x, dtype) => {
        expectKernelAgrees(backend, "unary", [op, viewOf(x.mul(9), dtype)], [0]);
      }),
      { numRuns: sampledRuns(15) },
    );
  });
});

describe("functions of two operands", () => {
  test.each(Object.keys(binaryFunctions) as BinaryOp[])("%s", (op) => {
    fc.assert(
      fc.property(pairs, fc.constantFrom(0, 2, -0.5), ({ a, b }, number) => {
        const [x, y] = [viewOf(a, "float32"), viewOf(b, "float32")];
        expectKernelAgrees(backend, "binary", [op, x, y], [1e-6]);
        expectKernelAgrees(backend, "binary", [op, x, number], [1e-6]);
        expectKernelAgrees(backend, "binary", [op, number, y], [1e-6]);
      }),
      { numRuns: sampledRuns(15) },
    );
  });

  test.each(["add", "sub", "mul", "maximum", "fmod", "remainder", "floorDivide", "eq", "lt", "logicalXor"] as const)(
    "%s of whole numbers",
    (op) => {
      fc.assert(
        fc.property(pairs, fc.constantFrom(...dtypes.slice(1)), ({ a, b }, dtype) => {
          const [x, y] = [viewOf(a.mul(20), dtype), viewOf(b.abs().mul(9).add(1), dtype)];
          expectKernelAgrees(backend, "binary", [op, x, y], [0]);
          expectKernelAgrees(backend, "binary", [op, x, dtype === "bool" ? 1 : 3], [0]);
        }),
        { numRuns: sampledRuns(15) },
      );
    },
  );

  test("remainders are exact however large the quotient", () => {
    const x = { buffer: new Float32Array([1e9, -1e9, 7]), shape: [3], strides: [1], offset: 0, dtype: "float32" };
    for (const op of ["fmod", "remainder"]) expectKernelAgrees(backend, "binary", [op, x, 0.1], [0]);
  });
});

test("where", () => {
  fc.assert(
    fc.property(pairs, fc.constantFrom(...dtypes), ({ a, b }, dtype) => {
      const condition = viewOf(a.gt(0), "bool");
      expectKernelAgrees(backend, "where", [condition, viewOf(a.mul(9), dtype), viewOf(b.mul(9), dtype)], [0]);
      expectKernelAgrees(backend, "where", [condition, 1, viewOf(b.mul(9), dtype)], [0]);
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("conversions", () => {
  fc.assert(
    fc.property(views, fc.constantFrom(...dtypes), fc.constantFrom(...dtypes), (x, from, to) => {
      expectKernelAgrees(backend, "cast", [viewOf(x.mul(400), from), to], [0]);
    }),
    { numRuns: sampledRuns(60) },
  );
  const edges = [Number.NaN, Number.POSITIVE_INFINITY, -1.9, 1.9, 255.5, 256, -1, 0.4];
  const x = { buffer: new Float32Array(edges), shape: [8], strides: [1], offset: 0, dtype: "float32" as const };
  for (const to of dtypes) expectKernelAgrees(backend, "cast", [x, to], [0]);
});

test("the gradient of a ReLU passes where the result is not at or below 0, NaN included", () => {
  const view = (values: number[]) => ({
    buffer: backend.upload(new Float32Array(values), "float32"),
    shape: [4],
    strides: [1],
    offset: 0,
    dtype: "float32" as const,
  });
  const grads = backend.reluInputGrad?.(view([1, 2, 3, 4]), view([0, -1, 5, Number.NaN]));
  expect(backend.readSync?.(grads as object)).toEqual(new Float32Array([0, 0, 3, 4]));
});

test("whole numbers that no float holds are declined", () => {
  const ints = { buffer: backend.upload(new Int32Array([2 ** 24 + 1]), "int32"), shape: [1], strides: [1], offset: 0 };
  expect(backend.unary("neg", { ...ints, dtype: "int32" })).toBe(null);
  expect(backend.binary("add", { ...ints, dtype: "int32" }, 1)).toBe(null);
  const small = { ...ints, buffer: backend.upload(new Int32Array([5]), "int32"), dtype: "int32" as const };
  expect(backend.binary("add", small, 2 ** 24 + 1)).toBe(null);
});

test("whatever lies without gaps takes one compiled kernel, other layouts one for each of their shapes", async () => {
  const driver = new CpuModeDriver(await loadGpuJs());
  const compile = vi.spyOn(driver, "compile");
  const engine = new Engine("gpu", new Machine(driver));
  const double = (shape: readonly number[], strides: readonly number[]): void => {
    const length = shape.reduce((product, size) => product * size, 1);
    const buffer = engine.wrap(
      Float32Array.from({ length }, (_, i) => i),
      "float32",
    );
    const x: View = { buffer, shape, strides, offset: 0, dtype: "float32" };
    const result = engine.read(computeElements(engine, "p0 + p0", shape, [x], "float32") as DeviceBuffer);
    expect(Array.from(result).reduce((sum, value) => sum + value, 0)).toBe(length * (length - 1));
  };
  double([5], [1]);
  double([], []);
  double([700], [1]);
  double([2, 3], [3, 1]);
  double([1, 4], [9, 1]);
  expect(compile).toHaveBeenCalledTimes(1);
  double([2, 3], [1, 2]);
  double([2, 3], [1, 2]);
  double([3, 3], [1, 3]);
  expect(compile).toHaveBeenCalledTimes(3);
});
