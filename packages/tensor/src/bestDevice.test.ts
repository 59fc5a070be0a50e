import { afterEach, beforeEach, expect, type MockInstance, test, vi } from "vitest";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { bestDevice } from "./bestDevice.js";
import { ArgumentError, cpu, Device, DeviceError } from "./index.js";

let warn: MockInstance;

beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

const named = (name: string, more: object = {}): Device => new Device({ ...createCpuBackend(), name, ...more });

const missing = (): never => {
  throw new DeviceError("createGpu: there is no WebGL2 here");
};

test("the first one that works is taken, and nothing is said", async () => {
  const first = named("first");
  expect(await bestDevice([first, cpu])).toBe(first);
  expect(await bestDevice([() => first, cpu])).toBe(first);
  expect(await bestDevice([async () => first, cpu])).toBe(first);
  expect(warn).not.toHaveBeenCalled();
});

test("later ones are not even made", async () => {
  const second = vi.fn(() => cpu);
  await bestDevice([named("first"), second]);
  expect(second).not.toHaveBeenCalled();
});

test("one that cannot be made is passed over, and one line says why", async () => {
  expect(await bestDevice([missing, async () => missing(), cpu])).toBe(cpu);
  const reason = "createGpu: there is no WebGL2 here";
  expect(warn.mock.calls).toEqual([[`lumbre: computing on cpu, because: ${reason}; ${reason}`]]);
});

test("one that computes wrong is passed over", async () => {
  const broken = named("broken", { reduce: () => new Float32Array(1) });
  expect(await bestDevice([broken, cpu])).toBe(cpu);
  expect(warn.mock.calls[0][0]).toContain("the broken device gives 0 for 2 + 4 + 6");
});

test("one that can only be read later works too", async () => {
  const { readSync: _, ...backend } = createCpuBackend();
  const later = new Device({ ...backend, name: "later", asyncOnly: true });
  expect(await bestDevice([later])).toBe(later);
});

test("when none works, the error has the reason of each", async () => {
  const message = "bestDevice: none of 2 devices works: createGpu: there is no WebGL2 here; no";
  await expect(bestDevice([missing, () => Promise.reject(new Error("no"))])).rejects.toThrow(message);
  await expect(bestDevice([])).rejects.toThrow(DeviceError);
});

test("what is neither a device nor a function is refused before any is tried", async () => {
  const wrong = bestDevice as (...args: unknown[]) => Promise<unknown>;
  const tried = vi.fn(() => cpu);
  const message =
    'bestDevice: candidates must be a list of devices, or of functions that make one, got [a function, "gpu"]';
  await expect(wrong([() => tried(), "gpu"])).rejects.toThrow(new ArgumentError(message));
  await expect(wrong([cpu], cpu)).rejects.toThrow("bestDevice: 1 argument(s) too many");
  expect(tried).not.toHaveBeenCalled();
  expect(await bestDevice([(() => null) as never, cpu])).toBe(cpu);
  expect(warn.mock.lastCall?.[0]).toContain("a function gave null, no device");
});
