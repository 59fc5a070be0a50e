import { cpu, type DType, linear, scope, type Tensor, tensor } from "@lumbre/tensor";
import { linearRelu } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const tolerances = { float32: { rtol: 2e-5, atol: 2e-5 }, float64: { rtol: 1e-12, atol: 1e-12 } } as const;
const dtypes = ["float32", "float64"] as const;

type Product = (...operands: Tensor[]) => Tensor;

/** The product here against the CPU's, of operands that a layout makes of what was moved. */
function agree(fn: Product, tensors: Tensor[]): void {
  scope(() => {
    const found = fn(...tensors.map((item) => item.to(wasm)));
    expect(found.device).toBe(wasm);
    const { dtype } = tensors[0];
    expectTensor(found.to(cpu), fn(...tensors), tolerances[dtype as keyof typeof tolerances]);
  });
}

describe.each(dtypes)("matrix products in %s", (dtype: DType) => {
  const random = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { dtype });
  const size = fc.integer({ min: 0, max: 18 });

  test("of all sizes around the tile, transposed, strided and batched", () => {
    fc.assert(
      fc.property(fc.nat(3), size, size, size, fc.nat(15), fc.nat(1000), (batch, m, k, n, layout, seed) => {
        const a = layout & 1 ? random([batch, k, m], seed).transpose(1, 2) : random([batch, m, k], seed);
        const b = layout & 2 ? random([batch, n, k], seed + 1).transpose(1, 2) : random([batch, k, n], seed + 1);
        agree((x, y) => x.bmm(y), [a, b]);
        const [deep, wide] = [random([m + 1, 2 * k + 1], seed + 2), random([k, 2 * n + 1], seed + 3)];
        const columns = (x: Tensor): Tensor => x.narrow(0, 1, m).slice(1, { start: 1, step: 2 });
        const every = (y: Tensor): Tensor => y.slice(1, { start: 1, step: layout & 4 ? 2 : 1 });
        agree((x, y) => columns(x).matmul(every(y)), [deep, wide]);
      }),
      { numRuns: sampledRuns(80) },
    );
  });

  test("over several blocks of the depth, rows and columns", () => {
    agree((x, y) => x.matmul(y), [random([101, 530], 1), random([530, 530], 2)]);
    agree((x, y) => x.matmul(y.t()), [random([101, 530], 1), random([70, 530], 2)]);
    agree((x, y) => x.t().matmul(y), [random([300, 99], 1), random([300, 514], 2)]);
  });

  test("of few rows, of which the depth lies side by side", () => {
    for (let k = 1; k < 40; k++) {
      const deep = (x: Tensor): Tensor => x.narrow(1, 2, k);
      agree((x, y) => deep(x).matmul(deep(y).t()), [random([1 + (k % 5), k + 3], k), random([11, k + 2], k + 1)]);
    }
  });

  test("with a bias, and without what is negative", () => {
    fc.assert(
      fc.property(size, size, size, fc.nat(3), fc.nat(1000), (m, k, n, layout, seed) => {
        const turn = (w: Tensor): Tensor => (layout & 1 ? w.t() : w);
        const tensors = [
          random([m, k], seed),
          random(layout & 1 ? [k, n] : [n, k], seed + 1),
          random([n, 2], seed + 2),
        ];
        const fn = layout & 2 ? linear : linearRelu;
        agree((x, w, b) => fn(x, turn(w), b.select(1, 1)), tensors);
        agree((x, w) => fn(x, turn(w), null), tensors.slice(0, 2));
      }),
      { numRuns: sampledRuns(80) },
    );
    agree(linearRelu as Product, [random([101, 530], 1), random([70, 530], 2), random([70], 3)]);
  });

  test("with infinities, NaN and zeros", () => {
    const x = tensor([1, Infinity, Number.NaN, 1, 0, -0, -1, -Infinity, 3, 0], { dtype }).view(5, 2);
    const y = tensor([1, 1, 1, -1, 0, 0, Infinity, 0, 2, 1], { dtype }).view(2, 5);
    agree((a, b) => a.matmul(b), [x, y]);
    agree(linearRelu as Product, [x, y.t().contiguous(), tensor([0, -1, 0, 1, Number.NaN], { dtype })]);
  });
});

test("of whole numbers, which have no kernel here, are computed as on the CPU", () => {
  const [a, b] = [1, 2].map((seed) => randomTensor([5, 5], seed).mul(9).round().to("int32"));
  const found = a.to(wasm).matmul(b.to(wasm).t());
  expect([found.dtype, found.device]).toEqual(["int32", wasm]);
  expect(found.toArray()).toEqual(a.matmul(b.t()).toArray());
});
