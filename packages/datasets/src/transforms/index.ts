export { compose } from "./compose.js";
export { normalize } from "./normalize.js";
export { type Interval, type RandomAffineOptions, randomAffine } from "./randomAffine.js";
export { toTensor } from "./toTensor.js";
export { lambda, type Transform } from "./transform.js";
