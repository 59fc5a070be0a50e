import { bind, DeviceError, defineSignature } from "@lumbre/tensor/backend";
import type { WasmFunctions } from "../generated/functions.js";
import { withSharedMemory } from "../threads/sharedImport.js";
import { withoutRelaxedSimd } from "./plainSimd.js";
import { allowRelaxedSimd } from "./relaxedSimd.js";
import { unpackModule } from "./unpackModule.js";

/** Eight bytes that every engine takes, where it may compile at all. */
const emptyModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

let chosen: Uint8Array<ArrayBuffer> | null | undefined;

/** The module as this engine takes it, or null where it has no SIMD. */
function chooseModule(): Uint8Array<ArrayBuffer> | null {
  if (chosen !== undefined) return chosen;
  allowRelaxedSimd();
  const relaxed = unpackModule();
  if (WebAssembly.validate(relaxed)) chosen = relaxed;
  else {
    const plain = withoutRelaxedSimd(relaxed);
    chosen = WebAssembly.validate(plain) ? plain : null;
  }
  return chosen;
}

/** Why the backend cannot run here; null where it can. */
function missing(): string | null {
  const noSimd = "this engine has no WebAssembly SIMD";
  if (typeof WebAssembly !== "object") return noSimd;
  try {
    if (chooseModule() === null) return noSimd;
    // A page's policy forbids compiling, not validating.
    new WebAssembly.Module(emptyModule);
    return null;
  } catch (error) {
    return `${error}; a page's content security policy needs 'wasm-unsafe-eval' in its script-src`;
  }
}

const isSupportedSignature = defineSignature("isSupported");

/**
 * True if this engine can run the backend: it has WebAssembly with SIMD, and no content security policy forbids compiling.
 *
 * @example
 * import { isSupported } from "@lumbre/backend-wasm";
 *
 * isSupported(); // => true
 * @see {@link createWasm}, which throws where it is false.
 */
export function isSupported(): boolean {
  bind(isSupportedSignature, arguments);
  return missing() === null;
}

/** Compiles the module, at once, for a memory that is shared or not. @throws {DeviceError} where it cannot be. */
export function compile(isShared: boolean): WebAssembly.Module {
  const reason = missing();
  if (reason !== null) throw new DeviceError(`createWasm: ${reason}; use the CPU reference, the device \`cpu\``);
  const bytes = chooseModule() as Uint8Array<ArrayBuffer>;
  return new WebAssembly.Module(isShared ? withSharedMemory(bytes) : bytes);
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): WasmFunctions {
  const abort = (): never => {
    throw new DeviceError("backend-wasm: a kernel gave up");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  return exports as unknown as WasmFunctions;
}
