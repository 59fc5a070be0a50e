export type { LRSchedulerOptions, SchedulerStateDict } from "./arguments.js";
export { CosineAnnealingLR, type CosineAnnealingLROptions } from "./cosine.js";
export { LambdaLR, type LRLambda, MultiplicativeLR } from "./lambda.js";
export {
  ConstantLR,
  type ConstantLROptions,
  LinearLR,
  type LinearLROptions,
  PolynomialLR,
  type PolynomialLROptions,
} from "./linear.js";
export { LRScheduler } from "./lrScheduler.js";
export { OneCycleLR, type OneCycleLROptions } from "./oneCycle.js";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./plateau.js";
export { ChainedScheduler, SequentialLR } from "./sequential.js";
export { ExponentialLR, MultiStepLR, StepLR, type StepLROptions } from "./step.js";
