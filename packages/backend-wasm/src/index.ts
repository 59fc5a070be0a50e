export { createWasm } from "./createWasm.js";
export { isSupported } from "./module.js";
