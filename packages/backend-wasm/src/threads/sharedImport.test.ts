import { expect, test } from "vitest";
import { withoutRelaxedSimd } from "../engine/plainSimd.js";
import { unpackModule } from "../engine/unpackModule.js";
import { withSharedMemory } from "./sharedImport.js";

/** A module of one import section, whose memory comes after imports of every other kind. */
function moduleOf(memory: readonly number[]): Uint8Array<ArrayBuffer> {
  const imports = [
    [1, 0x61, 1, 0x66, 0, 0], // a.f, a function of type 0
    [1, 0x61, 1, 0x74, 1, 0x70, 0, 1], // a.t, a table without a maximum
    [1, 0x61, 1, 0x67, 3, 0x7f, 0], // a.g, a constant i32
    [1, 0x61, 1, 0x6d, ...memory],
  ];
  const section = [imports.length, ...imports.flat()];
  const types = [1, 4, 1, 0x60, 0, 0];
  return Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...types, 2, section.length, ...section]);
}

test("the package's module, and that in plain SIMD, take a shared memory then, and differ in one bit", () => {
  const shared = new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true });
  const env = { memory: shared, abort: () => {} };
  for (const bytes of [unpackModule(), withoutRelaxedSimd(unpackModule())]) {
    const patched = withSharedMemory(bytes);
    const changes = [...bytes.keys()].filter((i) => bytes[i] !== patched[i]);
    expect(changes.map((i) => [bytes[i], patched[i]])).toEqual([[1, 3]]);
    if (!WebAssembly.validate(bytes)) continue;
    expect(() => new WebAssembly.Instance(new WebAssembly.Module(bytes), { env })).toThrow(WebAssembly.LinkError);
    expect(new WebAssembly.Instance(new WebAssembly.Module(patched), { env }).exports).toHaveProperty("setScratch");
  }
});

test("the memory is found behind imports of other kinds, and with limits of several bytes", () => {
  const bytes = moduleOf([2, 1, 0x80, 1, 0x80, 0x80, 4]);
  expect(WebAssembly.validate(bytes)).toBe(true);
  const patched = withSharedMemory(bytes);
  expect(patched.indexOf(3, bytes.indexOf(0x6d, 20))).toBeGreaterThan(0);
  expect(WebAssembly.validate(patched)).toBe(true);
  expect(WebAssembly.Module.imports(new WebAssembly.Module(patched)).at(-1)).toMatchObject({ kind: "memory" });
});

test("a module without such a memory is refused", () => {
  const message = "backend-wasm: the module imports no memory with a maximum";
  expect(() => withSharedMemory(moduleOf([2, 0, 1]))).toThrow(message);
  expect(() => withSharedMemory(Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]))).toThrow(message);
});
