import { afterEach, expect, test, vi } from "vitest";
import { createWasm, isSupported } from "../index.js";
import { unpackModules } from "./unpackModules.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test("both modules come whole out of their text, and only one has relaxed SIMD", () => {
  const { plain, relaxed } = unpackModules();
  expect(WebAssembly.validate(plain)).toBe(true);
  expect(plain.length).toBeGreaterThan(50_000);
  expect(relaxed.length).toBeGreaterThan(50_000);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(plain), { env: { memory, abort: () => {} } });
  expect(Object.keys(exports)).toContain("matmulPieces");
});

test("where a content security policy forbids compiling, the backend is not supported, and says what to add", () => {
  const refuse = function (): never {
    throw new WebAssembly.CompileError("Refused to compile or instantiate WebAssembly module");
  };
  vi.spyOn(WebAssembly, "Module").mockImplementation(refuse);
  expect(isSupported()).toBe(false);
  expect(() => createWasm()).toThrow(
    "createWasm: CompileError: Refused to compile or instantiate WebAssembly module; a page's content security policy " +
      "needs 'wasm-unsafe-eval' in its script-src; use the CPU reference, the device `cpu`",
  );
});

test("where there is no WebAssembly, the backend is not supported", () => {
  vi.stubGlobal("WebAssembly", undefined);
  expect(isSupported()).toBe(false);
  expect(() => createWasm()).toThrow("createWasm: this engine has no WebAssembly SIMD; use the CPU reference");
});
