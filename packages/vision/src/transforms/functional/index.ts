export { type AffineOptions, affine, type RotateOptions, rotate } from "./affine.js";
export {
  type AdjustGammaOptions,
  adjustBrightness,
  adjustContrast,
  adjustGamma,
  adjustHue,
  adjustSaturation,
  type GrayscaleOptions,
  rgbToGrayscale,
} from "./color.js";
export { convertImageDtype } from "./convertImageDtype.js";
export { centerCrop, crop } from "./crop.js";
export { type EraseOptions, erase } from "./erase.js";
export { hflip, vflip } from "./flip.js";
export { type GaussianBlurOptions, gaussianBlur } from "./gaussianBlur.js";
export { normalize } from "./normalize.js";
export { pad } from "./pad.js";
export { resize } from "./resize.js";
export { adjustSharpness, autocontrast, equalize, invert, posterize, solarize } from "./tone.js";
export { toTensor } from "./toTensor.js";
