export { type FeatureMapsOptions, featureMaps } from "./featureMaps.js";
export { type GradCamOptions, gradCam } from "./gradCam.js";
export type { Layer } from "./layers.js";
export { type SaliencyOptions, saliency } from "./saliency.js";
export type { Target } from "./target.js";
