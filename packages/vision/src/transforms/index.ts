export type { Transform } from "@lumbre/datasets";
export { CenterCrop } from "./centerCrop.js";
export { ColorJitter, type ColorJitterOptions, type Jitter } from "./colorJitter.js";
export { type AnyTransform, Compose } from "./compose.js";
export { ConvertImageDtype } from "./convertImageDtype.js";
export type { GrayscaleOptions } from "./functional/color.js";
export * as functional from "./functional/index.js";
export type { NormalizeOptions } from "./functional/normalize.js";
export type { Padding, PaddingMode, PadOptions } from "./functional/pad.js";
export type { Interpolation } from "./functional/resample.js";
export type { ResizeOptions } from "./functional/resize.js";
export type { Picture } from "./functional/toTensor.js";
export type { WarpInterpolation } from "./functional/warp.js";
export { GaussianBlur, type RandomBlurOptions } from "./gaussianBlur.js";
export { Grayscale, RandomGrayscale } from "./grayscale.js";
export type { GeneratorOptions } from "./imageTransform.js";
export { Lambda, type LambdaOptions } from "./lambda.js";
export { Normalize } from "./normalize.js";
export { Pad } from "./pad.js";
export { RandomAffine, type RandomAffineOptions } from "./randomAffine.js";
export { RandomCrop, type RandomCropOptions } from "./randomCrop.js";
export { type ErasingValue, RandomErasing, type RandomErasingOptions } from "./randomErasing.js";
export { type ProbabilityOptions, RandomHorizontalFlip, RandomVerticalFlip } from "./randomFlip.js";
export { RandomApply, RandomChoice, type RandomChoiceOptions, RandomOrder } from "./randomGroup.js";
export { RandomResizedCrop, type RandomResizedCropOptions } from "./randomResizedCrop.js";
export { RandomRotation, type RandomRotationOptions } from "./randomRotation.js";
export {
  RandomAdjustSharpness,
  RandomAutocontrast,
  RandomEqualize,
  RandomInvert,
  RandomPosterize,
  RandomSolarize,
} from "./randomTone.js";
export { Resize } from "./resize.js";
export { ToTensor } from "./toTensor.js";
export { type TrivialAugmentOptions, TrivialAugmentWide } from "./trivialAugmentWide.js";
