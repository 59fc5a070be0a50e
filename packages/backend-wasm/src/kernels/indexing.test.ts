import "@lumbre/autograd";
import * as nn from "@lumbre/nn";
import { cpu, type Device, type DType, IndexError, scope, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const exact = { rtol: 0, atol: 0 };
const valuesOf = (shape: readonly number[], seed: number, dtype: DType): Tensor =>
  randomTensor([...shape], seed, { low: dtype === "uint8" ? 0 : -50, high: 50 }).to(dtype);
const placesOf = (shape: readonly number[], seed: number, size: number): Tensor =>
  randomTensor([...shape], seed, { low: 0, high: size }).to("int32");

/** Computes on the CPU and on this backend; the results are the same to the last bit. */
function agree(fn: (...inputs: Tensor[]) => Tensor, ...inputs: Tensor[]): void {
  scope(() => {
    const result = fn(...inputs.map((input) => input.to(wasm)));
    expect(result.device).toBe(wasm);
    expectTensor(result.to(cpu), fn(...inputs), exact);
  });
}

/** The dimensions in the opposite order. */
const turned = (t: Tensor): Tensor => t.permute(t.shape.map((_, d) => t.ndim - 1 - d));
const dtypes = fc.constantFrom<DType>("float32", "int32", "float64", "uint8");

describe("gather, scatter and scatterAdd", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });

  test("along any dimension of any layout, with indices that come again", () => {
    fc.assert(
      fc.property(
        shapes,
        fc.nat(4),
        fc.integer({ min: 0, max: 9 }),
        dtypes,
        fc.nat(),
        fc.nat(7),
        (shape, d, count, dtype, seed, layout) => {
          const dim = d % shape.length;
          const picked = shape.map((size, k) => (k === dim ? count : Math.max(1, size - (seed % 2))));
          const lay = (
            sizes: readonly number[],
            values: (sizes: readonly number[]) => Tensor,
            isTurned: number,
          ): Tensor => (isTurned ? turned(values([...sizes].reverse())) : values(sizes));
          const x = lay(shape, (sizes) => valuesOf(sizes, seed, dtype), layout & 1);
          const index = lay(picked, (sizes) => placesOf(sizes, seed + 1, shape[dim]), layout & 2);
          const source = lay(picked, (sizes) => valuesOf(sizes, seed + 2, dtype), layout & 4);
          agree((t, i) => t.gather(dim, i), x, index);
          agree((t, i, s) => t.clone().scatter(dim, i, s), x, index, source);
          agree((t, i, s) => t.clone().scatterAdd(dim, i, s), x, index, source);
          agree((t, i, s) => t.clone().scatterAdd_(dim, i, s), x, index, source);
        },
      ),
      { numRuns: sampledRuns(150) },
    );
  });

  test("of whole rows of all sizes around the vectors", () => {
    for (let n = 1; n < 40; n++) {
      for (const dtype of ["float32", "int32"] as const) {
        const x = valuesOf([7, n + 1], n, dtype);
        const index = placesOf([9, 1], n, 7);
        const source = valuesOf([9, n + 1], n + 1, dtype);
        const part = (t: Tensor): Tensor => t.narrow(1, 1, n);
        agree((t, i) => part(t).gather(0, i.expand([9, n])), x, index);
        for (const name of ["scatter_", "scatterAdd_"] as const) {
          const write = (t: Tensor, i: Tensor, s: Tensor): Tensor => {
            const base = t.clone();
            part(base)[name](0, i.expand([9, n]), part(s));
            return base;
          };
          agree(write, x, index, source);
        }
      }
    }
  });

  test("so large that the work is shared", () => {
    const x = valuesOf([50, 300], 1, "float32");
    const index = placesOf([700, 1], 2, 50);
    const source = valuesOf([700, 300], 3, "float32");
    agree((t, i) => t.gather(0, i.expand([700, 300])), x, index);
    agree((t, i, s) => t.scatterAdd(0, i.expand([700, 300]), s), x, index, source);
    agree((t, i, s) => t.scatter(0, i.expand([700, 300]), s), x, index, source);
    const columns = placesOf([50, 2000], 4, 300);
    agree((t, i) => t.gather(1, i), x, columns);
    agree((t, i, s) => t.scatterAdd(1, i, s), x, columns, valuesOf([50, 2000], 5, "float32"));
  });

  test("a number for all, and an index that is stretched along its own dimension", () => {
    const x = valuesOf([4, 5], 1, "float32");
    const index = placesOf([1, 5], 2, 4);
    agree((t, i) => t.scatter(0, i, 7), x, index);
    agree((t, i) => t.gather(0, i.expand([6, 5])), x, index);
    agree((t, i) => t.scatterAdd(0, i.expand([3, 5]), t.narrow(0, 0, 3)), x, index);
    agree((t, i) => t.gather(1, i.expand([4, 6])), x, placesOf([4, 1], 3, 5));
  });

  test("of nothing", () => {
    const none = tensor([], { dtype: "int32" });
    agree((t, i) => t.gather(0, i), valuesOf([3], 1, "float32"), none);
    agree((t, i, s) => t.scatterAdd(0, i, s), valuesOf([3], 1, "float32"), none, valuesOf([0], 1, "float32"));
    agree((t, i) => t.gather(0, i), zeros(0, 3), zeros(0, 3, { dtype: "int32" }));
  });
});

describe("indices out of range", () => {
  test.each([-1, 3, 2 ** 30, -(2 ** 31)])("%i is an error like the reference's, and nothing is written", (wrong) => {
    for (const n of [1, 3, 4, 9]) {
      for (let at = 0; at < n; at++) {
        const message = (device: Device): string => {
          const index = zeros(n, { dtype: "int32", device });
          index.narrow(0, at, 1).fill_(wrong);
          const x = zeros(3, { dtype: "float32", device });
          const source = zeros(n, { device }).fill_(1);
          const found: string[] = [];
          for (const run of [
            () => x.gather(0, index),
            () => x.scatter_(0, index, source),
            () => x.scatterAdd_(0, index, source),
          ]) {
            try {
              run();
            } catch (error) {
              expect(error).toBeInstanceOf(IndexError);
              found.push((error as Error).message);
            }
          }
          expect(x.toArray()).toEqual([0, 0, 0]);
          expect(found.length).toBe(3);
          return found.join("\n");
        };
        expect(message(wasm)).toBe(message(cpu));
      }
    }
  });

  test("in a strided or stretched index", () => {
    const x = zeros(3, 5, { device: wasm });
    const index = tensor([[0], [3]], { dtype: "int32", device: wasm });
    const expected = "gather: index 3 is out of bounds for dimension 0 with size 3";
    expect(() => x.gather(0, index.expand([2, 5]))).toThrow(expected);
    expect(() => x.t().gather(1, index.t().expand([5, 2]))).toThrow("dimension 1 with size 3");
    expect(() => zeros(0, { device: wasm }).gather(0, index.select(1, 0))).toThrow("index 0 is out of bounds");
  });
});

test("embedding, indexing and cross entropy, with gradients", () => {
  const run = (device: Device, fn: (x: Tensor) => Tensor, x: Tensor): Tensor[] => {
    const leaf = x.detach().to(device).requiresGrad_();
    const y = fn(leaf);
    y.mul(y).sum().backward();
    return [y.detach(), leaf.grad as Tensor];
  };
  for (const width of [1, 3, 4, 16, 33]) {
    const x = randomTensor([11, width], width, { dtype: "float32" });
    const tokens = placesOf([3, 7], width, 11);
    const labels = placesOf([11], width, width);
    for (const fn of [
      (t: Tensor) => nn.functional.embedding(tokens.to(t.device), t, { paddingIdx: 2 }),
      (t: Tensor) => nn.functional.crossEntropy(t, labels.to(t.device)),
      (t: Tensor) => t.at([1, 5, 1], ":"),
      (t: Tensor) => t.indexSelect(1, labels.to(t.device)),
    ]) {
      const expected = run(cpu, fn, x);
      for (const [i, found] of run(wasm, fn, x).entries()) expectTensor(found, expected[i], { rtol: 1e-5, atol: 1e-6 });
    }
  }
});
