export { Adagrad, type AdagradOptions } from "./adagrad.js";
export { Adam, type AdamOptions, AdamW } from "./adam.js";
export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from "./clip.js";
export { OneCycleLR, type OneCycleOptions } from "./oneCycle.js";
export {
  type CommonOptions,
  Optimizer,
  type OptimizerStateDict,
  type ParamGroup,
  type ParamGroupInit,
  type ParamState,
  type Params,
} from "./optimizer.js";
export { type PlateauOptions, type PlateauState, ReduceLROnPlateau } from "./plateau.js";
export { RMSprop, type RMSpropOptions } from "./rmsprop.js";
export { type AnyOptimizer, LRScheduler, type SchedulerState } from "./scheduler.js";
export {
  ConstantLR,
  CosineAnnealingLR,
  ExponentialLR,
  LambdaLR,
  LinearLR,
  type LinearLROptions,
  MultiStepLR,
  PolynomialLR,
  StepLR,
} from "./schedulers.js";
export { SGD, type SGDOptions } from "./sgd.js";
