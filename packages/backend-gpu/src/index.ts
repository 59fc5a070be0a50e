export type { GpuBackend } from "./backend.js";
export { createGpu, type GpuOptions } from "./createGpu.js";
export { isAvailable, isAvailable as isGpuAvailable } from "./engine/availability.js";
