import "@lumbre/autograd";
import { Device, rand, scope, type Tensor } from "@lumbre/tensor";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TypedArray } from "../../dtype.js";
import { BufferPool } from "./bufferPool.js";
import { createCpuBackend } from "./cpuBackend.js";

const device = new Device(createCpuBackend());
const make = (...size: number[]): Tensor => rand(size, { device });
const learned = (...size: number[]): Tensor => rand(size, { device, requiresGrad: true });
const integers = (...size: number[]): Tensor =>
  make(...size)
    .mul(9)
    .to("int32");

const { take, give } = BufferPool.prototype;
const lent = new Set<TypedArray>();

beforeEach(() => {
  lent.clear();
  vi.spyOn(BufferPool.prototype, "take").mockImplementation(function (this: BufferPool, dtype, length) {
    const array = take.call(this, dtype, length);
    lent.add(array);
    return array;
  });
  vi.spyOn(BufferPool.prototype, "give").mockImplementation(function (this: BufferPool, array) {
    lent.delete(array);
    give.call(this, array);
  });
});

afterEach(() => vi.restoreAllMocks());

// What a kernel keeps to itself is lost to the pool, and the next call has to allocate it anew.
test.each<[string, () => Tensor | void]>([
  ["conv2d", () => make(2, 4, 7, 6).conv2d(make(6, 2, 3, 2), make(6), { padding: 1, groups: 2 })],
  [
    "conv2d's input gradient",
    () =>
      learned(2, 4, 7, 6)
        .conv2d(make(6, 2, 3, 2), { groups: 2 })
        .sum()
        .backward(),
  ],
  [
    "conv2d's weight gradient",
    () =>
      make(2, 4, 7, 6)
        .conv2d(learned(6, 2, 3, 2), { groups: 2 })
        .sum()
        .backward(),
  ],
  ["matmul", () => make(2, 30, 40).matmul(make(2, 40, 50))],
  ["matmul of integers", () => integers(3, 4).matmul(integers(4, 5))],
  ["sum", () => make(7, 9).sum(0)],
  ["sum of integers", () => integers(7, 9).sum(0)],
  ["cumsum of integers", () => integers(7, 9).cumsum(0)],
  ["scatterAdd of integers", () => integers(3, 4).scatterAdd(0, integers(3, 4).remainder(3), integers(3, 4))],
  ["sort", () => make(7, 50).sort().values],
  ["softmax", () => learned(7, 9).softmax(0).sum().backward()],
  ["maxPool2d", () => learned(2, 3, 8, 8).maxPool2d(2).sum().backward()],
  ["avgPool2d", () => learned(2, 3, 8, 8).avgPool2d(3).sum().backward()],
])("%s gives back its scratch memory", (_, call) => {
  scope(() => {
    call();
    expect(lent.size).toBeGreaterThan(0);
  });
  expect(lent.size).toBe(0);
});
