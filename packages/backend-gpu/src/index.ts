export { createGpu, type GpuOptions } from "./createGpu.js";
export { isAvailable, isAvailable as isGpuAvailable } from "./engine/availability.js";
