import { ones, tensor } from "@lumbre/tensor";
import { expectKernelAgrees, randomTensor, sampledRuns, stridedTensors, viewOf } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { CpuModeDriver } from "../engine/cpuMode.js";
import { Engine, Machine } from "../engine/engine.js";
import { loadGpuJs } from "../engine/gpuJs.js";
import { createGpu } from "../index.js";
import { indexingKernels } from "./indexing.js";

const gpu = await createGpu({ mode: "cpu" });

test("gather along any dimension", () => {
  const cases = stridedTensors({ minRank: 1, maxRank: 4 }).chain((x) =>
    fc.record({ x: fc.constant(x), dim: fc.nat(x.ndim - 1), length: fc.nat(5), seed: fc.nat() }),
  );
  fc.assert(
    fc.property(cases, ({ x, dim, length, seed }) => {
      const shape = x.shape.map((size, d) => (d === dim ? length : size));
      const places = randomTensor(shape, seed)
        .add(1)
        .mul(x.shape[dim] / 2)
        .floor();
      expectKernelAgrees(gpu.backend, "gather", [viewOf(x, "float32"), dim, viewOf(places, "int32")], [0]);
    }),
    { numRuns: sampledRuns(60) },
  );
});

test("an index out of range is named, wherever it comes from", () => {
  const x = { buffer: gpu.backend.upload(new Float32Array(3), "float32"), shape: [3], strides: [1], offset: 0 };
  const gather = (index: object) => () =>
    gpu.backend.gather({ ...x, dtype: "float32" }, 0, { ...x, shape: [2], buffer: index, dtype: "int32" });
  const message = "gather: index 3 is out of bounds for dimension 0 with size 3";
  expect(gather(gpu.backend.upload(new Int32Array([0, 3]), "int32"))).toThrow(message);
  // Computed on the device.
  const computed = tensor([-1, 2], { dtype: "int32" }).to(gpu).add(1);
  expect(gather(computed.buffer)).toThrow(message);
  // Only what the view shows counts.
  expect(gather(gpu.backend.upload(new Int32Array([0, 2, 9]), "int32"))).not.toThrow();
});

test("indices that came from the host are checked without reading them back", async () => {
  const driver = new CpuModeDriver(await loadGpuJs());
  const engine = new Engine("test", new Machine(driver));
  const download = vi.spyOn(driver, "download");
  const x = { buffer: engine.wrap(new Float32Array([5, 6]), "float32"), shape: [2], strides: [1], offset: 0 };
  const index = { ...x, buffer: engine.wrap(new Int32Array([1, 0]), "int32"), dtype: "int32" as const };
  const found = indexingKernels(engine).gather({ ...x, dtype: "float32" }, 0, index);
  expect(download).toHaveBeenCalledTimes(0);
  expect(engine.read(found as object)).toEqual(new Float32Array([6, 5]));
});

test("scattering is left to the CPU, with one warning", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const index = tensor([0, 0, 1], { dtype: "int32" }).to(gpu);
  for (let i = 0; i < 2; i++) {
    const x = ones(2)
      .to(gpu)
      .scatterAdd(0, index, tensor([1, 2, 3]).to(gpu));
    expect(x.toArray()).toEqual([4, 4]);
  }
  expect(warn.mock.calls).toEqual([
    ["lumbre: scatterAdd is missing in the gpu (CPU mode) backend and runs on the CPU"],
  ]);
  warn.mockRestore();
});
