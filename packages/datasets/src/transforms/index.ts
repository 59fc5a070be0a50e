export { compose } from "./compose.js";
export { normalize } from "./normalize.js";
export { toTensor } from "./toTensor.js";
export { lambda, type Transform } from "./transform.js";
