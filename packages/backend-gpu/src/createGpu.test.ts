import { ArgumentError, DeviceError, memory, ones, scope, tensor, ValueError, zeros } from "@lumbre/tensor";
import { expect, test } from "vitest";
import type { GpuBackend } from "./backend.js";
import * as gpu from "./index.js";

test("where there is no WebGL2, an error says what is missing and what to use instead", async () => {
  expect(gpu.isAvailable()).toBe(false);
  expect(gpu.isGpuAvailable()).toBe(false);
  await expect(gpu.createGpu()).rejects.toThrow(DeviceError);
  await expect(gpu.createGpu()).rejects.toThrow(
    "createGpu: there is no WebGL2 here, for this is no browser; use createWasm() of @lumbre/backend-wasm, or the CPU " +
      "reference, the device `cpu`",
  );
});

test("gpu.js's CPU mode is there when asked for, and says what it is", async () => {
  const device = await gpu.createGpu({ mode: "cpu" });
  expect(device.name).toBe("gpu (CPU mode)");
  expect(ones(2, 3).to(device).add(1).sum().item()).toBe(12);
});

test("a device holds no float64, and computes whole numbers to 2^24", async () => {
  const device = await gpu.createGpu({ mode: "cpu" });
  expect(() => tensor([1], { dtype: "float64" }).to(device)).toThrow("the gpu (CPU mode) device does not hold float64");
  expect(() => ones(1).to(device).to("float64")).toThrow("to: the gpu (CPU mode) device does not hold float64");
  expect(() => ones(1).to(device, "float64")).toThrow("to: the gpu (CPU mode) device does not hold float64");
  expect(device.backend.maxInteger).toBe(2 ** 24);
  expect(device.backend.maxElements).toBe(2 ** 24);
  // Larger ones are left to the CPU.
  const large = tensor([2 ** 30, 5], { dtype: "int32" }).to(device);
  expect(large.add(1).toArray()).toEqual([2 ** 30 + 1, 6]);
});

test("memory is flat, and scopes give it back", async () => {
  const device = await gpu.createGpu({ mode: "cpu" });
  const { liveTextures } = device.backend as GpuBackend;
  const x = ones(4, 4).to(device).add(1);
  const before = [liveTextures(), memory().buffers];
  for (let i = 0; i < 5; i++) {
    scope(() => {
      const y = x.matmul(x.t()).softmax(1).mean(0).add(zeros(4).to(device));
      y.at(0).fill_(3);
      return y.readSync();
    });
    expect([liveTextures(), memory().buffers]).toEqual(before);
  }
  device.dispose();
  expect(liveTextures()).toBe(0);
  expect(() => x.add(1)).toThrow("the gpu (CPU mode) device was disposed of");
});

test("what is wrong says what to write", async () => {
  const wrong = gpu.createGpu as (...args: unknown[]) => Promise<unknown>;
  const cases: [unknown[], Error][] = [
    [[{ mod: "cpu" }], new ArgumentError("createGpu: unknown option mod; did you mean mode?")],
    [
      [{ mode: "webgpu" }],
      new ValueError('createGpu: "webgpu" is not a valid value for mode; expected "webgl2" or "cpu"'),
    ],
    [["cpu"], new ArgumentError('createGpu: "cpu" is one argument too many; mode is given by name: { mode: "cpu" }')],
  ];
  for (const [given, error] of cases) await expect(wrong(...given)).rejects.toThrow(error);
  expect(() => (gpu.isAvailable as (...args: unknown[]) => unknown)(1)).toThrow(
    new ArgumentError("isAvailable: 1 argument(s) too many, got 1; write isAvailable()"),
  );
});
