export type * from "./backend/contract.js";
export type * from "./backend/fusedKernels.js";
export type { KernelName } from "./backend/kernelNames.js";
export type { DeviceOptions, KernelSource, KernelTrace } from "./backend/resolveKernels.js";
export { bestDevice, type DeviceCandidate } from "./bestDevice.js";
export {
  empty,
  emptyLike,
  full,
  fullLike,
  ones,
  onesLike,
  type SizesAndOptions,
  type TensorOptions,
  zeros,
  zerosLike,
} from "./creation/fill.js";
export {
  bernoulli,
  type MultinomialOptions,
  multinomial,
  normal,
  type RandomArguments,
  type RandomOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randomMask,
  randperm,
} from "./creation/random.js";
export { arange, eye, linspace, logspace } from "./creation/range.js";
export { fromTypedArray, tensor } from "./creation/tensor.js";
export { cpu, Device, getDefaultDevice, setDefaultDevice } from "./device.js";
export { canCast, type DType, dtypes, isFloat, itemSize, promoteTypes, resultType, type TypedArray } from "./dtype.js";
export * from "./errors.js";
export { defaultGenerator, Generator, type GeneratorState, initialSeed, manualSeed, seed } from "./generator.js";
export { keep, type MemoryReport, memory, scope } from "./memory.js";
export * from "./op/apply.js";
export * from "./op/engine.js";
export * from "./op/inPlace.js";
export * from "./op/op.js";
export * from "./ops/index.js";
export { type PrintOptions, setPrintOptions } from "./print.js";
export {
  broadcastShapes,
  contiguousStrides,
  formatShape,
  normalizeDim,
  normalizeDims,
  numel,
  type Shape,
  type Sizes,
  sameShape,
} from "./shape.js";
export { isInScope, Storage } from "./storage.js";
export { type GraphNode, type NestedArray, requireTensor, Tensor } from "./tensor.js";

import "./methods.js";
