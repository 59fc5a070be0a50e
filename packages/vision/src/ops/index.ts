export { type MakeActivation, SqueezeExcitation, type SqueezeExcitationOptions } from "./squeezeExcitation.js";
export { StochasticDepth, type StochasticDepthMode, stochasticDepth } from "./stochasticDepth.js";
