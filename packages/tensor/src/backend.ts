// What a backend's author needs: the contract, devices, geometry, dtypes on the host, and the errors to throw.
export * from "./arguments/index.js";
export type * from "./backend/contract.js";
export type * from "./backend/fusedKernels.js";
export type { KernelName } from "./backend/kernelNames.js";
export type { DeviceOptions, KernelSource, KernelTrace } from "./backend/resolveKernels.js";
export { expandView } from "./backend/views.js";
export { cpu, Device } from "./device.js";
export { allocateArray, type DType, dtypes, isFloat, itemSize, type TypedArray } from "./dtype.js";
export * from "./errors.js";
export { Generator } from "./generator.js";
export { hasMemoryFor } from "./hostMemory.js";
export { contiguousStrides, formatShape, numel, type Shape, sameShape } from "./shape.js";
export { isInScope } from "./storage.js";

import "./methods.js";
