import { cpu, fromTypedArray, ones, scope, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const exact = { rtol: 2e-7, atol: 1e-7 };
const float32 = (shape: readonly number[], from: number): Tensor =>
  randomTensor([...shape], from, { dtype: "float32" });

type Dims = readonly number[];
const reductions: Record<string, (x: Tensor, dims: Dims) => Tensor> = {
  sum: (x, dims) => x.sum(dims),
  mean: (x, dims) => x.mean(dims),
  amax: (x, dims) => x.amax(dims),
  amin: (x, dims) => x.amin(dims),
  prod: (x, dims) => x.prod(dims[0]),
};
const places: Record<string, (x: Tensor, dims: Dims) => Tensor> = {
  argmax: (x, dims) => x.argmax(dims[0]),
  argmin: (x, dims) => x.argmin(dims[0]),
  max: (x, dims) => x.max(dims[0]).values,
};
const all = Object.entries({ ...reductions, ...places });

/** Computes on the CPU and on this backend; sums are as exact as the reference's. */
function agree(fn: (x: Tensor) => Tensor, x: Tensor): void {
  scope(() => {
    const result = fn(x.to(wasm));
    expect(result.device).toBe(wasm);
    expectTensor(result, fn(x), exact);
  });
}

test.each(all)("%s over any dimensions of any layout", (_, fn) => {
  const view = stridedTensors({ minRank: 1, maxSize: 5 });
  fc.assert(
    fc.property(view, fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), (view, wanted) => {
      const x = view.to("float32");
      const dims = [...new Set(wanted.map((d) => d % x.ndim))];
      agree((t) => fn(t, dims), x);
      agree((t) => fn(t.permute(t.shape.map((_, d) => t.ndim - 1 - d)), dims), x);
    }),
    { numRuns: sampledRuns(60) },
  );
});

test.each(all)("%s over rows, columns and planes of all sizes around the vectors", (_, fn) => {
  for (const m of [1, 2, 3, 5]) {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 19, 31, 32, 33, 37]) {
      const x = float32([m, n + 1], m * n);
      for (const dims of [[0], [1], [0, 1]]) {
        agree((t) => fn(t, dims), x);
        agree((t) => fn(t.narrow(1, 1, n), dims), x);
      }
      const planes = float32([m, 3, n], n);
      for (const dims of [[0, 2], [1], [0, 1], [1, 2]]) agree((t) => fn(t, dims), planes);
    }
  }
});

test.each(all)("%s of so many elements that the work is shared", (_, fn) => {
  agree((t) => fn(t, [0]), float32([200_003], 1));
  agree((t) => fn(t, [0]), float32([700, 211], 2));
  agree((t) => fn(t, [1]), float32([700, 211], 3));
  agree((t) => fn(t, [0, 2, 3]), float32([16, 9, 24, 25], 4));
  agree((t) => fn(t, [1]), float32([16, 9, 24, 25], 5));
});

test("rows that are longer than a piece: several, one with gaps, and one", () => {
  const x = float32([3, 40_001], 7);
  for (const fn of [reductions.sum, reductions.amax, reductions.amin]) {
    agree((t) => fn(t, [1]), x);
    agree((t) => fn(t.narrow(1, 0, 40_000), [0, 1]), x);
    agree((t) => fn(t.select(0, 1), [0]), x);
  }
});

test("large sums keep their digits", () => {
  expect(ones(10_000_000, { device: wasm }).sum().item()).toBe(10_000_000);
  expect(ones(20_000_000, { device: wasm }).sum().item()).toBe(20_000_000);
  const tenths = fromTypedArray(new Float32Array(3_000_000).fill(0.1), [1_000_000, 3], { dtype: "float32" }).to(wasm);
  expect(tenths.sum().item()).toBe(Math.fround(3_000_000 * Math.fround(0.1)));
  expect(tenths.sum(0).toArray()).toEqual(Array(3).fill(Math.fround(1_000_000 * Math.fround(0.1))));
});

test("NaN wins, and infinities count", () => {
  for (const n of [1, 3, 4, 8, 9, 21]) {
    for (let at = 0; at < n; at++) {
      for (const value of [Number.NaN, Infinity, -Infinity]) {
        const x = float32([2, n], at);
        x.select(0, 1).narrow(0, at, 1).fill_(value);
        for (const [, fn] of all) agree((t) => fn(t, [1]), x);
        for (const [, fn] of all) agree((t) => fn(t.t(), [0]), x);
      }
    }
  }
  const several = tensor([1, Number.NaN, 3, Number.NaN, Infinity, 3, 3, 3, Number.NaN, 2]);
  for (const [, fn] of all) agree((t) => fn(t, [0]), several);
});

test("the first of equal elements counts", () => {
  for (let n = 1; n < 40; n++) {
    const x = fromTypedArray(
      Float32Array.from({ length: n }, (_, i) => (i * 7) % 5),
      [n],
      { dtype: "float32" },
    );
    for (const [, fn] of Object.entries(places)) agree((t) => fn(t, [0]), x);
  }
});

describe("what has a kernel here", () => {
  afterEach(() => vi.restoreAllMocks());

  test("does not ask the reference, whatever its layout", () => {
    const spies = (["reduce", "argReduce", "copy"] as const).map((name) => vi.spyOn(cpu.backend, name));
    const x = float32([4, 3, 5, 2], 1).to(wasm);
    for (const [, fn] of all) {
      for (const dims of [[0], [1], [2, 3], [0, 2, 3], [1, 3], [0, 1, 2, 3]]) {
        fn(x, dims);
        fn(x.permute([2, 0, 3, 1]), dims);
      }
    }
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });
});

test.each(["float64", "int32"] as const)("%s over rows of all sizes around the vectors, and other layouts", (dtype) => {
  for (const n of [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 33]) {
    const x = randomTensor([3, n], n, { dtype: "float64", low: -4, high: 5 }).floor().to(dtype);
    for (const [, fn] of all.filter(([name]) => dtype === "float64" || name !== "mean")) {
      for (const dims of [[1], [0, 1], [0]]) agree((t) => fn(t, dims), x.clamp(-1, 2));
      agree((t) => fn(t.t(), [0]), x.clamp(-1, 2));
    }
  }
});

test("NaN and infinities in float64, and sums that int32 cannot hold", () => {
  for (let at = 0; at < 21; at++) {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const x = randomTensor([2, 21], at, { dtype: "float64" });
      x.select(0, 1).narrow(0, at, 1).fill_(value);
      for (const [, fn] of all) agree((t) => fn(t, [1]), x);
    }
  }
  const large = tensor([2147483647, 1], { dtype: "int32" });
  expect(() => large.to(wasm).sum()).toThrow("does not fit int32");
  expect(() => large.to(wasm).prod()).not.toThrow();
  expect(large.narrow(0, 0, 1).expand(3).to(wasm).sub(2147483646).sum().item()).toBe(3);
});

test("nothing to reduce, and other dtypes", () => {
  agree((t) => t.sum(0), float32([0, 3], 1));
  agree((t) => t.sum(1), float32([0, 3], 1));
  agree((t) => t.argmax(1), float32([0, 3], 1));
  agree((t) => t.sum(), float32([], 1));
  agree((t) => t.sum(1), tensor([[1, 2, 3]], { dtype: "int32" }));
  agree((t) => t.argmin(1), tensor([[3, 2, 3]], { dtype: "float64" }));
  agree((t) => t.gt(0).any(), float32([5], 1));
});
