// Functions that layers are made of, as PyTorch's torch.nn.functional.
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  avgPool1d,
  avgPool2d,
  celu,
  conv1d,
  conv2d,
  convTranspose1d,
  convTranspose2d,
  elu,
  embedding,
  gelu,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  leakyRelu,
  linear,
  logSoftmax,
  logsigmoid,
  maxPool1d,
  maxPool2d,
  mish,
  oneHot,
  pad,
  prelu,
  relu,
  relu6,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  softshrink,
  softsign,
  tanh,
  tanhshrink,
  threshold,
} from "@lumbre/tensor";
export { type GluOptions, glu } from "./activation/glu.js";
export type { DropoutOptions } from "./dropout/dropByMask.js";
export { dropout } from "./dropout/dropout.js";
export { dropout1d } from "./dropout/dropout1d.js";
export { dropout2d } from "./dropout/dropout2d.js";
export { bilinear } from "./linear/bilinear.js";
export { type BceOptions, binaryCrossEntropy } from "./loss/binaryCrossEntropy.js";
export { type BceWithLogitsOptions, binaryCrossEntropyWithLogits } from "./loss/binaryCrossEntropyWithLogits.js";
export { type CrossEntropyOptions, crossEntropy } from "./loss/crossEntropy.js";
export { type HuberOptions, huberLoss } from "./loss/huberLoss.js";
export { type KlDivOptions, klDiv } from "./loss/klDiv.js";
export { l1Loss } from "./loss/l1Loss.js";
export { mseLoss } from "./loss/mseLoss.js";
export { type NllLossOptions, nllLoss } from "./loss/nllLoss.js";
export type { Reduction, ReductionOptions } from "./loss/reduction.js";
export { type SmoothL1Options, smoothL1Loss } from "./loss/smoothL1Loss.js";
export type { AffineOptions } from "./norm/affineOptions.js";
export { type BatchNormOptions, batchNorm } from "./norm/batchNorm.js";
export { groupNorm } from "./norm/groupNorm.js";
export { type InstanceNormOptions, instanceNorm } from "./norm/instanceNorm.js";
export { layerNorm } from "./norm/layerNorm.js";
export { normalize } from "./norm/normalize.js";
export { type MinPool2dOptions, minPool2d } from "./pool/minPool2d.js";
export { type AffineGridOptions, affineGrid } from "./upsample/affineGrid.js";
export {
  type GridPaddingMode,
  type GridSampleMode,
  type GridSampleOptions,
  gridSample,
} from "./upsample/gridSample.js";
export {
  type InterpolateOptions,
  type InterpolationMode,
  interpolate,
  type UpsampleOptions,
} from "./upsample/interpolate.js";
