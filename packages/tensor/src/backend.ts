// What a backend's author needs: the contract, devices, geometry, dtypes on the host, and the errors to throw.
export * from "./arguments/index.js";
export type * from "./backend/contract.js";
export type { Kernel, KernelGroup } from "./backend/kernel.js";
export type { ActivationName, ActivationParameters } from "./backend/kernels/activation.js";
export type { AdaptiveStep, StepSize } from "./backend/kernels/adaptiveStep.js";
export type { ClampBounds } from "./backend/kernels/clamp.js";
export type { ConvActivation } from "./backend/kernels/conv2dActivation.js";
export type { LabelOptions } from "./backend/kernels/crossEntropy.js";
export type { NormGeometry } from "./backend/kernels/normalize.js";
export type { NormReluGeometry } from "./backend/kernels/normalizeRelu.js";
export type { NormReluGradGeometry } from "./backend/kernels/normalizeReluGrad.js";
export type { SgdStep } from "./backend/kernels/sgdStep.js";
export { type KernelName, kernels } from "./backend/kernelTable.js";
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
