import { afterEach, describe, expect, test } from "vitest";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { ArgumentError, cpu, Device, getDefaultDevice, setDefaultDevice, zeros } from "./index.js";

afterEach(() => setDefaultDevice(cpu));

const backend = (): ReturnType<typeof createCpuBackend> => ({ ...createCpuBackend(), name: "mine" });

test("options come by name", () => {
  const kernels: string[] = [];
  const device = new Device(backend(), { trace: (kernel) => kernels.push(kernel), strict: true });
  zeros(2, { device }).exp();
  expect(kernels).toEqual(["fill", "unary"]);
  expect(device.name).toBe("mine");
});

test("the default is where new tensors live", () => {
  const device = new Device(backend());
  setDefaultDevice(device);
  expect(getDefaultDevice()).toBe(device);
  expect(zeros(2).device).toBe(device);
});

test("a device that was disposed of says so, and its tensors can still be let go of", () => {
  const device = new Device(backend());
  const x = zeros(2, { device });
  expect([device.isDisposed, device.threads]).toEqual([false, 1]);
  device.dispose();
  device.dispose();
  expect(device.isDisposed).toBe(true);
  expect(() => x.add(1)).toThrow("the mine device was disposed of, and computes and holds nothing any more");
  expect(String(x)).toBe("tensor(..., device='mine', size=(2,))");
  x.dispose();
  expect(() => cpu.dispose()).toThrow("dispose: the CPU reference stays, for all devices use it");
  expect(new Device({ ...backend(), threads: 3 }).threads).toBe(3);
});

describe("what is wrong says what to write", () => {
  const Any = Device as unknown as new (...args: unknown[]) => Device;
  const set = setDefaultDevice as (...args: unknown[]) => void;
  const aBackend = "a backend: an object with name, dtypes, allocate, upload, read and free";
  test.each<[() => unknown, string]>([
    [() => new Any(), "Device: missing argument backend; write Device(backend, { strict?, trace? })"],
    [() => new Any("cuda"), `Device: backend must be ${aBackend}, got "cuda"`],
    [() => new Any(cpu), `Device: backend must be ${aBackend}, got an instance of Device`],
    [() => new Any({ name: "mine" }), "Device: unknown option name; it takes backend, strict, trace"],
    [() => new Any(backend(), { strikt: true }), "Device: unknown option strikt; did you mean strict?"],
    [() => new Any(backend(), { strict: 1 }), "Device: strict must be true or false, got 1"],
    [() => new Any(backend(), { trace: true }), "Device: trace must be a function, got true"],
    [
      () => new Any(backend(), true),
      "Device: true is one argument too many; strict is given by name: { strict: true }",
    ],
    [
      () => set("cuda"),
      'setDefaultDevice: device must be a device, such as cpu, createWasm() or await createGpu(), got "cuda"',
    ],
    [
      () => zeros(2).to("cuda:0" as never),
      'to: device must be a device, such as cpu, createWasm() or await createGpu(), got "cuda:0"',
    ],
    [() => set(), "setDefaultDevice: missing argument device; write setDefaultDevice(device)"],
    [() => set(cpu, cpu), "setDefaultDevice: 1 argument(s) too many, got an instance of Device"],
    [
      () => (getDefaultDevice as (...args: unknown[]) => unknown)("cpu"),
      'getDefaultDevice: 1 argument(s) too many, got "cpu"',
    ],
    [() => (cpu.toString as (...args: unknown[]) => unknown)(1), "toString: 1 argument(s) too many, got 1"],
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(getDefaultDevice()).toBe(cpu);
  });
});
