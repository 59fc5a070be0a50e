import { cpu, type Device } from "@lumbre/tensor";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function importLumbre(): Promise<{ readonly device: Device; readonly warnings: unknown[][] }> {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { getDefaultDevice } = await import("lumbre");
  return { device: getDefaultDevice(), warnings: warn.mock.calls };
}

test("new tensors live on WebAssembly SIMD, and print as if nothing had happened", async () => {
  const { device, warnings } = await importLumbre();
  expect(device.name).toBe("wasm");
  expect(warnings).toEqual([]);
  const { tensor, ones, nn } = await import("lumbre");
  expect(ones(2).device).toBe(device);
  expect(new nn.Linear(2, 2).weight.device).toBe(device);
  expect(String(tensor([[1, 2.5]]).mul(2))).toBe("tensor([[2., 5.]])");
});

test("where there is no SIMD they live on the CPU reference, and one line says so", async () => {
  vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
  const { device, warnings } = await importLumbre();
  expect(device.name).toBe(cpu.name);
  expect(warnings).toEqual([
    [
      "lumbre: tensors live on the CPU reference, which is many times slower, because: createWasm: this engine has no " +
        "WebAssembly SIMD; use the CPU reference, the device `cpu`",
    ],
  ]);
  const { ones } = await import("lumbre");
  expect(ones(2).add(1).toArray()).toEqual([2, 2]);
});

test("where there is no memory to be had, too", async () => {
  vi.spyOn(WebAssembly, "Memory").mockImplementation(function fail() {
    throw new RangeError("could not allocate memory");
  });
  const { device, warnings } = await importLumbre();
  expect(device.name).toBe(cpu.name);
  expect(warnings.length).toBe(1);
});

test("gradients in float64 are right on the default device", async () => {
  await importLumbre();
  const { autograd, nn, tensor, getDefaultDevice } = await import("lumbre");
  const x = tensor([[0.3, -0.7, 1.1]], { dtype: "float64", requiresGrad: true });
  expect(x.device).toBe(getDefaultDevice());
  const layer = new nn.Linear(3, 2).to("float64");
  expect(autograd.gradcheck((input) => layer.forward(input).tanh().softmax(1), [x]).passed).toBe(true);
});
