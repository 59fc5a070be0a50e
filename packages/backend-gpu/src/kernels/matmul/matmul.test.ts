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
