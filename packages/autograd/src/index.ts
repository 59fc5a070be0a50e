import "./install.js";

export { detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from "./anomaly.js";
export { type BackwardOfOptions, backward } from "./backwardOf.js";
export { type CustomFunction, customFunction, type FunctionContext } from "./customFunction.js";
export { type GradOptions, grad } from "./grad.js";
export { gradcheck, gradgradcheck } from "./gradcheck/gradcheck.js";
export type {
  Differentiable,
  GradcheckOptions,
  GradcheckParameters,
  GradgradcheckOptions,
} from "./gradcheck/options.js";
export type { GradcheckEntry, GradcheckReport, GradcheckTensor } from "./gradcheck/report.js";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "./gradMode.js";
