import { bind, DeviceError, defineSignature } from "@lumbre/tensor/backend";
import type { WasmFunctions } from "../generated/functions.js";
import { plain, relaxed } from "../generated/modules.js";
import { withSharedMemory } from "../threads/sharedImport.js";
import { allowRelaxedSimd } from "./relaxedSimd.js";

function decode(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

function firstValid(texts: readonly string[]): Uint8Array<ArrayBuffer> | null {
  for (const text of texts) {
    const bytes = decode(text);
    if (WebAssembly.validate(bytes)) return bytes;
  }
  return null;
}

let chosen: Uint8Array<ArrayBuffer> | null | undefined;

/** The best module that this engine takes, or null where it has no SIMD. */
function chooseModule(): Uint8Array<ArrayBuffer> | null {
  if (chosen !== undefined) return chosen;
  allowRelaxedSimd();
  chosen = firstValid([relaxed, plain]);
  return chosen;
}

const isSupportedSignature = defineSignature("isSupported");

/**
 * True if this engine can run the backend: it has WebAssembly with SIMD.
 *
 * @example
 * import { isSupported } from "@lumbre/backend-wasm";
 *
 * isSupported(); // => true
 * @see {@link createWasm}, which throws where it is false.
 */
export function isSupported(): boolean {
  bind(isSupportedSignature, arguments);
  return typeof WebAssembly === "object" && chooseModule() !== null;
}

/** Compiles the module, at once, for a memory that is shared or not. @throws {DeviceError} where there is no WebAssembly SIMD. */
export function compile(isShared: boolean): WebAssembly.Module {
  const bytes = typeof WebAssembly === "object" ? chooseModule() : null;
  if (bytes === null) {
    throw new DeviceError("createWasm: this engine has no WebAssembly SIMD; use the CPU reference, the device `cpu`");
  }
  return new WebAssembly.Module(isShared ? withSharedMemory(bytes) : bytes);
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmFunctions {
  const abort = (): never => {
    throw new DeviceError("backend-wasm: a kernel gave up");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  return exports as unknown as WasmFunctions;
}
