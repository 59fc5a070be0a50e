export { createWasm, type WasmOptions } from "./createWasm.js";
export { isSupported } from "./module.js";
