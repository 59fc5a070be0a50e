// What a run needs besides its device, loaded as one.
export { misreadOf } from "./evaluator.js";
export { Run } from "./run.js";
export { Trainer } from "./trainer.js";
