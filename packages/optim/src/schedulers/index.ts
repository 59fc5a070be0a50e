export {
  ConstantLR,
  type ConstantLROptions,
  CosineAnnealingLR,
  type CosineAnnealingLROptions,
  ExponentialLR,
  LinearLR,
  type LinearLROptions,
  MultiStepLR,
  PolynomialLR,
  type PolynomialLROptions,
  StepLR,
  type StepLROptions,
} from "./decay.js";
export { LambdaLR, type LRLambda, MultiplicativeLR } from "./lambda.js";
export { LRScheduler, type LRSchedulerOptions, type SchedulerStateDict } from "./lrScheduler.js";
export { OneCycleLR, type OneCycleLROptions } from "./oneCycle.js";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./plateau.js";
export { ChainedScheduler, SequentialLR } from "./sequential.js";
