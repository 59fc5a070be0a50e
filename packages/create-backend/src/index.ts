export { type BackendPackage, createBackendPackage } from "./createBackendPackage.js";
export { main } from "./main.js";
