// What users see. A backend's author finds the rest in backend.ts, a sibling package in engine.ts.
export type { DeviceOptions, KernelSource, KernelTrace } from "./backend/resolveKernels.js";
export { bestDevice, type DeviceCandidate } from "./bestDevice.js";
export type { ElementArray, NestedElements, Pixels, TensorData } from "./creation/elements.js";
export {
  empty,
  emptyLike,
  full,
  fullLike,
  ones,
  onesLike,
  zeros,
  zerosLike,
} from "./creation/fill.js";
export type {
  GeneratorOptions,
  RandomArguments,
  RandomOptions,
  SizesAndOptions,
  TensorOptions,
} from "./creation/options.js";
export { normal, rand, randint, randintLike, randLike, randn, randnLike, randperm } from "./creation/random.js";
export {
  type ArangeOptions,
  arange,
  type EyeOptions,
  eye,
  type LogspaceOptions,
  linspace,
  logspace,
} from "./creation/range.js";
export { bernoulli, type MultinomialOptions, multinomial } from "./creation/sampling.js";
export { type AsTensorOptions, asTensor, fromNumpy, fromTypedArray, tensor } from "./creation/tensor.js";
export { type TriangleIndicesOptions, trilIndices, triuIndices } from "./creation/triangleIndices.js";
export { cpu, Device, getDefaultDevice, setDefaultDevice } from "./device.js";
export type { DType, TypedArray } from "./dtype.js";
export * from "./errors.js";
export { defaultGenerator, Generator, type GeneratorState, initialSeed, manualSeed, seed } from "./generator.js";
export { keep, type MemoryReport, memory, scope } from "./memory.js";
export type { BackwardOptions, GradHook, HookHandle } from "./op/engine.js";
export type { Operand } from "./op/op.js";
export * from "./ops/index.js";
export { type PrintOptions, setPrintOptions } from "./print.js";
export { canCast, promoteTypes, resultType } from "./promotion.js";
export type { Shape, Sizes } from "./shape.js";
export { type GraphNode, type NestedArray, Tensor } from "./tensor.js";

import "./methods.js";
