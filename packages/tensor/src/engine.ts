// What the sibling packages need beside what users see: ops as data and how they are applied, the slot of the autograd
// engine, fused ops, storages, and how arguments are bound.

export { absent } from "./absent.js";
export * from "./arguments/index.js";
export type { View } from "./backend/contract.js";
export type { ConvActivation } from "./backend/kernels/conv2dActivation.js";
export type { KernelName } from "./backend/kernelTable.js";
export type { KernelSource, KernelWatcher } from "./backend/resolveKernels.js";
export { randomMask } from "./creation/sampling.js";
export { watchKernels } from "./device.js";
export { allocateArray, dtypes, isFloat, itemSize, requireFits } from "./dtype.js";
export { internals, makeTensor, type TensorInternals } from "./internals.js";
export * from "./op/apply.js";
export { callAs, renamed } from "./op/callAs.js";
export * from "./op/engine.js";
export * from "./op/inPlace.js";
export * from "./op/op.js";
export { originals } from "./op/otherNames.js";
export { conv2dActivation, conv2dShape } from "./ops/conv/conv2dActivation.js";
export { conv2dRelu } from "./ops/conv/conv2dRelu.js";
export { conv2dReluMaxPool2d } from "./ops/conv/conv2dReluMaxPool2d.js";
export { channelsLastHint } from "./ops/hints.js";
export { linearRelu } from "./ops/linalg/linear.js";
export { labelCrossEntropy } from "./ops/loss/labelCrossEntropy.js";
export { type Normalized, type NormalizeOperands, normalizeGroups } from "./ops/norm/normalizeGroups.js";
export { normalizeGroupsRelu } from "./ops/norm/normalizeGroupsRelu.js";
export { scaleChannels, scaleChannelsRelu } from "./ops/norm/scaleChannels.js";
export { sumOver } from "./ops/reduce/sum.js";
export { asStridedOp, copySlicesOp, hasOverlap, slicesOf } from "./ops/view/asStrided.js";
export { blockStackError, stackError } from "./overflow.js";
export {
  broadcastShapes,
  contiguousStrides,
  formatShape,
  normalizeDim,
  normalizeDims,
  numel,
  sameShape,
} from "./shape.js";
export { Storage } from "./storage.js";
export { requireTensor } from "./tensor.js";

import "./methods.js";
