export { Adadelta, type AdadeltaOptions } from "./adadelta.js";
export { Adagrad, type AdagradOptions } from "./adagrad.js";
export { Adam, type AdamOptions, AdamW } from "./adam.js";
export { Adamax, type AdamaxOptions } from "./adamax.js";
export { NAdam, type NAdamOptions } from "./nadam.js";
export {
  type CommonOptions,
  Optimizer,
  type ParamGroup,
  type ParamGroupInit,
  type ParamState,
  type Params,
  type ParamUpdate,
  type ScheduleFields,
} from "./optimizer.js";
export { RAdam, type RAdamOptions } from "./radam.js";
export { RMSprop, type RMSpropOptions } from "./rmsprop.js";
export * from "./schedulers/index.js";
export * as lrScheduler from "./schedulers/index.js";
export { SGD, type SGDOptions } from "./sgd.js";
export type { OptimizerStateDict, PackedParamGroup } from "./stateDict.js";
