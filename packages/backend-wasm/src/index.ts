export { createWasm, type WasmOptions } from "./createWasm.js";
export { isSupported } from "./engine/module.js";
