import "./install.js";

export { detectAnomaly, isAnomalyEnabled, setDetectAnomaly } from "./anomaly.js";
export { type CustomFunction, customFunction, type FunctionContext } from "./customFunction.js";
export { type GradOptions, grad } from "./grad.js";
export {
  type Differentiable,
  type GradcheckEntry,
  type GradcheckOptions,
  type GradcheckReport,
  gradcheck,
  gradgradcheck,
} from "./gradcheck.js";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "./gradMode.js";
