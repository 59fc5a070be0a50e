import type { DType, TypedArray } from "@lumbre/tensor";
import { type KernelProperty, matmulProperties } from "@lumbre/testing";
import { expect, test } from "vitest";
import { createBackend } from "../../backend.js";
import { CpuModeDriver } from "../../engine/cpuMode.js";
import { Engine, Machine } from "../../engine/engine.js";
import { loadGpuJs } from "../../engine/gpuJs.js";

/** Checks a property in gpu.js's CPU mode: what kernels compute, where there is no GPU. Nothing may be left over. */
async function check(
  property: KernelProperty,
  settings: { readonly maxSide?: number; readonly maxOutputs?: number } = {},
): Promise<void> {
  const driver = Object.assign(new CpuModeDriver(await loadGpuJs()), settings);
  const engine = new Engine("gpu", new Machine(driver));
  property(createBackend(engine));
  expect({ buffers: engine.liveBuffers, stores: driver.liveStores }).toEqual({ buffers: 0, stores: 0 });
}

test.each(Object.entries(matmulProperties))("%s", (_, property) => check(property));

test.each(Object.entries(matmulProperties))("four outputs at a time: %s", (_, property) =>
  check(property, { maxOutputs: 4 }),
);

test("in textures that are too low for all blocks below each other", () =>
  check(matmulProperties["batches of many small products"], { maxSide: 64 }));

test("declines what no texture can hold", async () => {
  await expect(check(matmulProperties["batches of many small products"], { maxSide: 8 })).rejects.toThrow(
    "has declined",
  );
});

test("declines what floats do not hold, and sums longer than a loop", async () => {
  const backend = createBackend(new Engine("gpu", new Machine(new CpuModeDriver(await loadGpuJs()))));
  const product = (depth: number, dtype: DType, value: number) => {
    const memory = { int32: Int32Array, float32: Float32Array }[dtype as "int32"] ?? Uint8Array;
    const buffer = backend.upload(new memory(depth).fill(value), dtype);
    const view = { buffer, offset: 0, dtype };
    const result = backend.matmul(
      { ...view, shape: [1, 1, depth], strides: [depth, depth, 1] },
      { ...view, shape: [1, depth, 1], strides: [depth, 1, 1] },
    );
    return result && Array.from(backend.readSync?.(result) as TypedArray);
  };
  expect(product(2, "int32", 2 ** 12)).toEqual([2 ** 25]);
  expect(product(2, "int32", 2 ** 24 + 1)).toBe(null);
  expect(product(65_535, "int32", 1)).toEqual([65_535]);
  expect(product(65_536, "int32", 1)).toBe(null);
  expect(product(3, "uint8", 2)).toBe(null);
  expect(product(3, "bool", 1)).toBe(null);
  // Floats of any depth are summed in parts.
  expect(product(65_536, "float32", 1)).toEqual([65_536]);
});
