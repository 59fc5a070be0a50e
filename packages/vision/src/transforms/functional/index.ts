export { convertImageDtype } from "./convertImageDtype.js";
export { centerCrop, crop } from "./crop.js";
export { hflip, vflip } from "./flip.js";
export { normalize } from "./normalize.js";
export { pad } from "./pad.js";
export { resize } from "./resize.js";
export { toTensor } from "./toTensor.js";
