import "@lumbre/autograd";
import { conv2dRelu } from "@lumbre/tensor/engine";
import { convProperties, expectDeviceAgrees, type KernelProperty, randomTensor, sampled } from "@lumbre/testing";
import { expect, test } from "vitest";
import { createBackend } from "../../backend.js";
import { createGpu } from "../../createGpu.js";
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

test.each(Object.entries(convProperties))("%s", (_, property) => check(property));

test.each(sampled(Object.entries(convProperties), 2))("four outputs at a time: %s", (_, property) =>
  check(property, { maxOutputs: 4 }),
);

test("in textures that are too low for all blocks below each other", () =>
  check(convProperties["batches of many small images"], { maxSide: 96 }));

test("declines what no texture can hold", async () => {
  await expect(check(convProperties["batches of many small images"], { maxSide: 8 })).rejects.toThrow("has declined");
});

test("with ReLU, with a bias and without, and gradients", async () => {
  const gpu = await createGpu({ mode: "cpu" });
  const [x, weight, bias] = [[2, 6, 7, 7], [10, 3, 3, 3], [10]].map((shape, i) =>
    randomTensor(shape, i, { dtype: "float32" }),
  );
  const options = { stride: 2, padding: 1, groups: 2 };
  expectDeviceAgrees(gpu, (x, weight) => conv2dRelu(x, weight, null, options), [x, weight]);
  expectDeviceAgrees(gpu, (x, weight, bias) => conv2dRelu(x, weight, bias, options), [x, weight, bias]);
});
