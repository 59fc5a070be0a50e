export { constant_, dirac_, eye_, ones_, zeros_ } from "./fill.js";
export { calculateFans, calculateGain, type Nonlinearity } from "./gain.js";
export {
  type InitOptions,
  type NormalOptions,
  normal_,
  type TruncNormalOptions,
  truncNormal_,
  type UniformOptions,
  uniform_,
} from "./random.js";
export {
  type KaimingOptions,
  kaimingNormal_,
  kaimingUniform_,
  type XavierOptions,
  xavierNormal_,
  xavierUniform_,
} from "./scaled.js";
