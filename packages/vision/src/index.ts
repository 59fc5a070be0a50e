export * from "./image/index.js";
export {
  type FeatureMapsOptions,
  featureMaps,
  type GradCamOptions,
  gradCam,
  type Layer,
  type SaliencyOptions,
  saliency,
  type Target,
} from "./inspect/index.js";
export * as models from "./models/index.js";
export * as ops from "./ops/index.js";
export * as transforms from "./transforms/index.js";
