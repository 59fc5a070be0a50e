import { afterEach, expect, test, vi } from "vitest";
import { withoutRelaxedSimd } from "./plainSimd.js";
import { allowRelaxedSimd } from "./relaxedSimd.js";
import { unpackModule } from "./unpackModule.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
});

/** A module that exports a memory and a function, which computes with the vectors at 0, 16 and 32 and writes to 48. */
function moduleOf(opcode: number): Uint8Array<ArrayBuffer> {
  const section = (id: number, bytes: readonly number[]): number[] => [id, bytes.length, ...bytes];
  const load = (address: number): number[] => [0x41, address, 0xfd, 0x00, 4, 0];
  // A parameter and a local of each of two groups, so that locals begin at 3. A constant holds what looks like an instruction.
  const constant = [0xfd, 12, ...new Array(5).fill([0xfd, 0x85, 2]).flat(), 0, 0x1a];
  const add = [0x41, 48, ...load(0), ...load(16), ...load(32), 0xfd, (opcode & 0x7f) | 0x80, 2, 0xfd, 0x0b, 4, 0, 0x0b];
  const body = [2, 1, 0x7f, 1, 0x7d, ...constant, ...add];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [2, 0x60, 0, 0, 0x60, 1, 0x7f, 0]),
    ...section(3, [1, 1]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, 1, 0x6d, 2, 0, 1, 0x66, 0, 0]),
    ...section(10, [1, body.length, ...body]),
  ]);
}

function run(bytes: Uint8Array<ArrayBuffer>, Values: typeof Float32Array | typeof Float64Array): number[] {
  const { m, f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as unknown as {
    readonly m: WebAssembly.Memory;
    f(unused: number): void;
  };
  const count = 16 / Values.BYTES_PER_ELEMENT;
  const values = new Values(m.buffer);
  for (let i = 0; i < count; i++) {
    values[i] = i + 2;
    values[count + i] = 10 * i + 3;
    values[2 * count + i] = 1000 + i;
  }
  f(0);
  return [...values.subarray(3 * count, 4 * count)];
}

test("a * b + c and c - a * b are computed in two steps, in float32 and float64", () => {
  expect(run(withoutRelaxedSimd(moduleOf(0x105)), Float32Array)).toEqual([1006, 1040, 1094, 1168]);
  expect(run(withoutRelaxedSimd(moduleOf(0x106)), Float32Array)).toEqual([994, 962, 910, 838]);
  expect(run(withoutRelaxedSimd(moduleOf(0x107)), Float64Array)).toEqual([1006, 1040]);
  expect(run(withoutRelaxedSimd(moduleOf(0x108)), Float64Array)).toEqual([994, 962]);
});

test("an instruction of relaxed SIMD that has no such form is refused", () => {
  expect(() => withoutRelaxedSimd(moduleOf(0x109))).toThrow("backend-wasm: the module has an instruction 253 265");
});

test("of the package's module nothing is left to rewrite then, and it exports the same", () => {
  allowRelaxedSimd();
  const relaxed = unpackModule();
  const plain = withoutRelaxedSimd(relaxed);
  expect(plain.length).toBeGreaterThan(relaxed.length);
  expect(Buffer.compare(withoutRelaxedSimd(plain), plain)).toBe(0);
  const namesOf = (bytes: Uint8Array<ArrayBuffer>) =>
    WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  expect(namesOf(plain)).toContain("matmulPieces");
  if (WebAssembly.validate(relaxed)) expect(namesOf(plain)).toEqual(namesOf(relaxed));
});

test("where there is no relaxed SIMD the device computes in plain SIMD, with each product rounded", async () => {
  vi.resetModules();
  const refuse = vi.spyOn(WebAssembly, "validate").mockReturnValueOnce(false);
  const { createWasm } = await import("../createWasm.js");
  const { cpu, randn, tensor } = await import("@lumbre/tensor");
  const device = createWasm();
  expect(refuse).toHaveBeenCalledTimes(2);
  const x = tensor([[1 + 2 ** -12, -1]], { device });
  const w = tensor([[1 + 2 ** -12], [1 + 2 ** -11]], { device });
  expect(x.matmul(w).item()).toBe(0);
  const [a, b] = [randn(37, 300), randn(300, 29)];
  expect(a.to(device).matmul(b.to(device)).to(cpu).sub(a.matmul(b)).abs().max().item()).toBeLessThan(1e-3);
  expect(a.to(device).exp().to(cpu).sub(a.exp()).abs().max().item()).toBeLessThan(1e-4);
});
