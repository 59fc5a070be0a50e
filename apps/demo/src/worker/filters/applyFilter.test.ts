import { expect, test } from "vitest";
import type { FilterQuestion } from "../../protocol.js";
import { applyFilter } from "./applyFilter.js";

const question: FilterQuestion = {
  width: 6,
  height: 4,
  // Four columns of paper, two of ink.
  pixels: Uint8Array.from({ length: 24 }, (_, i) => (i % 6 < 4 ? 0 : 255)),
  kernel: [-1, 0, 1, -1, 0, 1, -1, 0, 1],
  stride: 1,
  padding: 0,
  pool: "none",
  poolSize: 2,
};

test("the kernel is not flipped: from paper to ink is positive", () => {
  const { convolved, pooled } = applyFilter(question);
  expect(convolved).toEqual({ width: 4, height: 2, values: Float32Array.of(0, 0, 3, 3, 0, 0, 3, 3) });
  expect(pooled).toBeNull();
});

test("stride and padding", () => {
  const { convolved } = applyFilter({ ...question, stride: 2, padding: 1 });
  expect([convolved.width, convolved.height]).toEqual([3, 2]);
  expect([...convolved.values]).toEqual([0, 0, 2, 0, 0, 3]);
});

test("max, min and average pooling", () => {
  const pooledBy = (pool: FilterQuestion["pool"]): number[] => [
    ...applyFilter({ ...question, kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0], padding: 1, pool, poolSize: 3 }).pooled!.values,
  ];
  expect(pooledBy("max")).toEqual([0, 1]);
  expect(pooledBy("min")).toEqual([0, 0]);
  expect(pooledBy("average")[0]).toBe(0);
  expect(pooledBy("average")[1]).toBeCloseTo(2 / 3, 6);
});
