export { type ClipGradNormOptions, clipGradNorm_, clipGradValue_ } from "./clip.js";
export { parametersToVector, vectorToParameters } from "./vector.js";
