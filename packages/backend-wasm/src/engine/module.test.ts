import { afterEach, expect, test, vi } from "vitest";
import { createWasm, isSupported } from "../index.js";

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
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
