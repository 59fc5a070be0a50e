import type { PoolGeometry } from "@lumbre/tensor/backend";
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

test("whole numbers, and more elements than a texture has, are declined", async () => {
  const driver = Object.assign(new CpuModeDriver(await loadGpuJs()), { maxElements: 20 });
  const backend = createBackend(new Engine("gpu", new Machine(driver)));
  const geometry: PoolGeometry = {
    ...{ batch: 1, channels: 1, inHeight: 4, inWidth: 4, outHeight: 2, outWidth: 2, kernelHeight: 2, kernelWidth: 2 },
    ...{ strideHeight: 2, strideWidth: 2, paddingTop: 0, paddingLeft: 0, dilationHeight: 1, dilationWidth: 1 },
    adaptive: false,
  };
  const average = { ...geometry, countIncludePad: true, divisorOverride: 0 };
  const results = (dtype: "float32" | "int32", batch: number) => {
    const side = 4;
    const view = (size: number, as: "float32" | "int32") => ({
      buffer: backend.upload(new { float32: Float32Array, int32: Int32Array }[as](batch * size * size), as),
      ...{ shape: [batch, 1, size, size], strides: [size * size, size * size, size, 1], offset: 0, dtype: as },
    });
    const [x, grad, indices] = [view(side, dtype), view(side / 2, dtype), view(side / 2, "int32")];
    return [
      backend.maxPool2d?.(x, { ...geometry, batch }),
      backend.maxPool2dInputGrad?.(grad, indices, { ...geometry, batch }),
      backend.avgPool2d?.(x, { ...average, batch }),
      backend.avgPool2dInputGrad?.(grad, { ...average, batch }),
    ].map((result) => result !== null);
  };
  expect(results("float32", 1)).toEqual([true, true, true, true]);
  expect(results("int32", 1)).toEqual([false, false, false, false]);
  expect(results("float32", 2)).toEqual([false, false, false, false]);
});
