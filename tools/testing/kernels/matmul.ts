import { Tensor } from "@lumbre/tensor";
import fc from "fast-check";
import { randomTensor } from "../randomTensor.js";
import { sampledRuns } from "../sampling.js";
import { expectKernelAgrees, type KernelProperty, viewOf } from "./agree.js";

/** `[batch, rows, columns]` in memory of any order, with an offset; a broadcast batch has one matrix. */
function operand(batch: number, rows: number, columns: number, layout: number, seed: number): Tensor {
  const isTransposed = layout % 2 === 1;
  const isBroadcast = layout >= 2;
  const memory = randomTensor([3 + (isBroadcast ? 1 : batch) * rows * columns], seed, { dtype: "float32" });
  const [rowStride, columnStride] = isTransposed ? [1, rows] : [columns, 1];
  return new Tensor(
    memory.storage,
    [batch, rows, columns],
    [isBroadcast ? 0 : rows * columns, rowStride, columnStride],
    3,
  );
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  rows: fc.integer({ min: 1, max: 40 }),
  depth: fc.integer({ min: 1, max: 70 }),
  columns: fc.integer({ min: 1, max: 30 }),
});
const layouts = fc.tuple(fc.nat(3), fc.nat(3));

/** Matrix products and linear layers, against the reference. */
export const matmulProperties: Readonly<Record<string, KernelProperty>> = {
  "products of all sizes and layouts"(backend) {
    fc.assert(
      fc.property(sizes, layouts, fc.nat(), ({ batch, rows, depth, columns }, [left, right], seed) => {
        const a = operand(batch, rows, depth, left, seed);
        const b = operand(batch, depth, columns, right, seed + 1);
        expectKernelAgrees(backend, "matmul", [viewOf(a), viewOf(b)], [1e-5], 1);
      }),
      { numRuns: sampledRuns(40) },
    );
  },
  "deep products, whose depth is split, over few rows"(backend) {
    for (const [rows, depth, columns] of [
      [1, 9000, 3],
      [9, 1000, 5],
      [130, 260, 1],
    ]) {
      const a = operand(1, rows, depth, 0, rows);
      const b = operand(1, depth, columns, 1, depth);
      expectKernelAgrees(backend, "matmul", [viewOf(a), viewOf(b)], [1e-5], 1);
    }
  },
  "linear layers, with a strided bias and without, with ReLU and without"(backend) {
    for (const relu of [false, true]) {
      for (const hasBias of [false, true]) {
        const x = randomTensor([7, 33], 1, { dtype: "float32" });
        const weight = randomTensor([13, 33], 2, { dtype: "float32" });
        const bias = hasBias ? viewOf(randomTensor([13, 2], 3, { dtype: "float32" }).select(1, 1)) : null;
        expectKernelAgrees(backend, "linear", [viewOf(x), viewOf(weight), bias, relu], [1e-5], 1);
      }
    }
  },
  "batches of many small products"(backend) {
    for (const layout of [0, 3]) {
      const a = operand(100, 8, 16, layout, 1);
      const b = operand(100, 16, 5, 0, 2);
      expectKernelAgrees(backend, "matmul", [viewOf(a), viewOf(b)], [1e-5], 1);
    }
  },
  "what has no elements"(backend) {
    const of = (...shape: number[]) => viewOf(randomTensor(shape, 1, { dtype: "float32" }));
    expectKernelAgrees(backend, "matmul", [of(2, 0, 3), of(2, 3, 4)], [0]);
    expectKernelAgrees(backend, "matmul", [of(2, 3, 0), of(2, 0, 4)], [0]);
    expectKernelAgrees(backend, "matmul", [of(0, 3, 5), of(0, 5, 4)], [0]);
    for (const [rows, depth, columns] of [
      [0, 3, 4],
      [2, 0, 4],
      [2, 3, 0],
    ]) {
      expectKernelAgrees(backend, "linear", [of(rows, depth), of(columns, depth), null, true], [0]);
      if (depth > 0)
        expectKernelAgrees(backend, "linear", [of(rows, depth), of(columns, depth), of(columns), true], [0]);
    }
  },
  "NaN and infinities stay in their rows and columns, though panels end in zeros"(backend) {
    const a = randomTensor([1, 30, 30], 1, { dtype: "float32" });
    const b = randomTensor([1, 30, 30], 2, { dtype: "float32" });
    a.select(1, 29).fill_(Number.NaN);
    b.select(2, 3).fill_(Number.POSITIVE_INFINITY);
    expectKernelAgrees(backend, "matmul", [viewOf(a), viewOf(b)], [1e-5], 1);
  },
};
