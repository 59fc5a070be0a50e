import { poolProperties } from "@lumbre/testing";
import { expect, test } from "vitest";
import { createBackend } from "../../backend.js";
import { CpuModeDriver } from "../../engine/cpuMode.js";
import { Engine, Machine } from "../../engine/engine.js";
import { loadGpuJs } from "../../engine/gpuJs.js";

// In gpu.js's CPU mode: what kernels compute, where there is no GPU.
test.each(Object.entries(poolProperties))("%s", async (_, property) => {
  const driver = new CpuModeDriver(await loadGpuJs());
  const engine = new Engine("gpu", new Machine(driver));
  property(createBackend(engine));
  expect({ buffers: engine.liveBuffers, stores: driver.liveStores }).toEqual({ buffers: 0, stores: 0 });
});
