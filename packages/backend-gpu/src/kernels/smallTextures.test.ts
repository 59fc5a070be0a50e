import { Device } from "@lumbre/tensor";
import type { Backend, ConvGeometry } from "@lumbre/tensor/backend";
import {
  convProperties,
  expectKernelAgrees,
  type KernelProperty,
  matmulProperties,
  randomTensor,
  viewOf,
} from "@lumbre/testing";
import { afterEach, expect, test, vi } from "vitest";
import { createBackend } from "../backend.js";
import { CpuModeDriver } from "../engine/cpuMode.js";
import { Engine, Machine } from "../engine/engine.js";
import { loadGpuJs } from "../engine/gpuJs.js";

const GPU = await loadGpuJs();

afterEach(() => {
  vi.restoreAllMocks();
});

/** Which of the kernels decline with textures of so many texels a side; all others have to hold the property. */
function declined(property: KernelProperty, names: readonly string[], maxSide: number): string[] {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const driver = Object.assign(new CpuModeDriver(GPU), { maxSide });
  const engine = new Engine("gpu", new Machine(driver));
  const backend = createBackend(engine) as unknown as Record<string, (...args: unknown[]) => unknown>;
  // The device's kernels compute on the CPU what the backend declines.
  const kernels = new Device(backend as unknown as Backend).kernels as unknown as typeof backend;
  const found = new Set<string>();
  const watched = names.map((name) => [
    name,
    (...args: unknown[]) => {
      const result = backend[name](...args);
      if (result === null) found.add(name);
      return result ?? kernels[name](...args);
    },
  ]);
  property({ ...(backend as unknown as Backend), ...Object.fromEntries(watched) });
  expect({ buffers: engine.liveBuffers, stores: driver.liveStores }).toEqual({ buffers: 0, stores: 0 });
  return [...found];
}

const convolutions = ["conv2d", "conv2dInputGrad", "conv2dWeightGrad"];

test.each([
  [1, convolutions],
  [30, convolutions],
  [49, convolutions],
  [50, ["conv2dInputGrad"]],
  [80, []],
])("convolutions in textures of %i texels a side: what does not fit is declined", (maxSide, expected) => {
  expect(declined(convProperties["batches of many small images"], convolutions, maxSide)).toEqual(expected);
});

test.each([
  [1, ["matmul"]],
  [40, ["matmul"]],
  [64, []],
])("products in textures of %i texels a side: what does not fit is declined", (maxSide, expected) => {
  expect(declined(matmulProperties["batches of many small products"], ["matmul"], maxSide)).toEqual(expected);
});

test("the gradient of a weight with many output channels is declined where only they do not fit", () => {
  const one = { strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1, paddingTop: 0, paddingLeft: 0 };
  const geometry: ConvGeometry = {
    ...{ batch: 2, groups: 1, inChannels: 4, outChannels: 40, inHeight: 4, inWidth: 4, outHeight: 4, outWidth: 4 },
    ...{ kernelHeight: 1, kernelWidth: 1, ...one },
  };
  const [grad, x] = [
    [2, 40, 4, 4],
    [2, 4, 4, 4],
  ].map((shape, i) => viewOf(randomTensor(shape, i), "float32"));
  const property: KernelProperty = (backend) =>
    expectKernelAgrees(backend, "conv2dWeightGrad", [grad, x, geometry], [1e-5], 1);
  expect(declined(property, convolutions, 20)).toEqual(["conv2dWeightGrad"]);
  expect(declined(property, convolutions, 60)).toEqual([]);
});
