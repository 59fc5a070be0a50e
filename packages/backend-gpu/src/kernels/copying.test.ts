import { cpu, Tensor, type TypedArray } from "@lumbre/tensor";
import type { View } from "@lumbre/tensor/backend";
import { randomTensor, sampledRuns, stridedTensors, viewOf } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createGpu } from "../index.js";

const { backend } = await createGpu({ mode: "cpu" });

/** Views whose elements have different offsets. */
const targets = stridedTensors({ maxRank: 4, minSize: 0 }).filter((x) =>
  x.shape.every((size, d) => size <= 1 || x.strides[d] !== 0),
);

/** The whole memory after a kernel has written to it, on the device and on the CPU. */
function expectSameMemory(target: View, write: (kernels: typeof backend, target: View) => void): void {
  const memory = target.buffer as TypedArray;
  const expected = memory.slice();
  write(cpu.backend, { ...target, buffer: expected });
  const buffer = backend.upload(memory.slice(), target.dtype);
  write(backend, { ...target, buffer });
  expect(backend.readSync?.(buffer)).toEqual(expected);
  backend.free(buffer);
}

test("fill", () => {
  fc.assert(
    fc.property(targets, fc.constantFrom("float32", "int32", "uint8", "bool" as const), (target, dtype) => {
      expectSameMemory(viewOf(target, dtype), (kernels, view) => kernels.fill(view, 3));
    }),
    { numRuns: sampledRuns(60) },
  );
});

test("copy", () => {
  fc.assert(
    fc.property(targets, fc.nat(), fc.boolean(), (target, seed, isTransposed) => {
      const order = target.shape.map((_, d) => d);
      if (isTransposed) order.reverse();
      const memory = randomTensor(
        order.map((d) => target.shape[d]),
        seed,
      );
      const source = viewOf(memory.permute(order), "float32");
      expectSameMemory(viewOf(target, "float32"), (kernels, view) => {
        const buffer =
          kernels === backend ? backend.upload((source.buffer as TypedArray).slice(), "float32") : source.buffer;
        kernels.copy({ ...source, buffer }, view);
      });
    }),
    { numRuns: sampledRuns(60) },
  );
});

test("strides that no position can be taken apart by", () => {
  const target = { buffer: new Float32Array(12), shape: [2, 3], strides: [4, 3], offset: 1, dtype: "float32" as const };
  expectSameMemory(target, (kernels, view) => kernels.fill(view, 7));
});

test("whole numbers that no float holds are copied on the host", () => {
  const large = 2 ** 31 - 1;
  const target = { buffer: new Int32Array(4), shape: [2], strides: [2], offset: 1, dtype: "int32" as const };
  expectSameMemory(target, (kernels, view) => kernels.fill(view, large));
  const source = { ...target, buffer: new Int32Array([0, large, 0, large - 1]) };
  expectSameMemory(target, (kernels, view) => {
    const buffer = kernels === backend ? backend.upload(source.buffer, "int32") : source.buffer;
    kernels.copy({ ...source, buffer }, view);
  });
});

test("views of one buffer see what was written, and copies of it do not", async () => {
  const gpu = await createGpu({ mode: "cpu" });
  const x = randomTensor([3, 4], 1).to("float32").to(gpu);
  const before = x.clone();
  const row = x.at(1);
  x.t().narrow(0, 1, 2).fill_(5);
  expect(row.toArray()).toEqual(x.at(1).toArray());
  expect((x.toArray() as number[][]).map(([, b, c]) => [b, c])).toEqual([
    [5, 5],
    [5, 5],
    [5, 5],
  ]);
  expect(before.toArray()).toEqual(randomTensor([3, 4], 1).to("float32").toArray());
  expect(x).toBeInstanceOf(Tensor);
});
