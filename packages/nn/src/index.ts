export { ModuleDict, ModuleList, ParameterList, Sequential } from "./containers.js";
export * as functional from "./functional/index.js";
export type { Reduction, ReductionOptions } from "./functional/reduction.js";
export * as init from "./init.js";
export {
  CELU,
  ELU,
  GELU,
  Hardshrink,
  Hardsigmoid,
  Hardswish,
  Hardtanh,
  LeakyReLU,
  LogSigmoid,
  LogSoftmax,
  Mish,
  PReLU,
  type PReluOptions,
  ReLU,
  ReLU6,
  SELU,
  Sigmoid,
  SiLU,
  Softmax,
  Softplus,
  Softshrink,
  Softsign,
  Tanh,
  Tanhshrink,
  Threshold,
} from "./layers/activations.js";
export {
  Conv1d,
  type Conv1dLayerOptions,
  Conv2d,
  type Conv2dLayerOptions,
  ConvTranspose1d,
  type ConvTranspose1dLayerOptions,
  ConvTranspose2d,
  type ConvTranspose2dLayerOptions,
  type PaddingMode,
  type Pair,
} from "./layers/conv.js";
export { Dropout, Dropout1d, Dropout2d } from "./layers/dropout.js";
export { Embedding, type EmbeddingLayerOptions } from "./layers/embedding.js";
export { type BiasOptions, Bilinear, Identity, Linear } from "./layers/linear.js";
export {
  BCELoss,
  BCEWithLogitsLoss,
  CrossEntropyLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  MSELoss,
  NLLLoss,
  SmoothL1Loss,
} from "./layers/losses.js";
export {
  BatchNorm1d,
  BatchNorm2d,
  type BatchNormLayerOptions,
  GroupNorm,
  type GroupNormLayerOptions,
  InstanceNorm1d,
  InstanceNorm2d,
  LayerNorm,
  type LayerNormLayerOptions,
} from "./layers/normalization.js";
export {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveMaxPool1d,
  AdaptiveMaxPool2d,
  type AdaptivePair,
  AvgPool1d,
  AvgPool2d,
  MaxPool1d,
  MaxPool2d,
} from "./layers/pooling.js";
export { Flatten, Unflatten } from "./layers/shape.js";
export { type ForwardHook, type ForwardPreHook, hasForwardHooks, Module } from "./module.js";
export { Buffer, type BufferOptions, Parameter, type ParameterOptions } from "./parameter.js";
export { type LoadOptions, type LoadResult, type StateDict, StateDictError } from "./stateDict.js";
export { type LayerSummary, type ModelSummary, summary } from "./summary.js";
