// What a run needs, loaded as one.
export { openDevice } from "../devices.js";
export { misreadOf } from "./evaluator.js";
export { Run } from "./run.js";
export { Trainer } from "./trainer.js";
