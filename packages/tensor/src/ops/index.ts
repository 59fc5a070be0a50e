// Every op: one line per file, by family.

export { celu } from "./activation/celu.js";
export { type EluOptions, elu } from "./activation/elu.js";
export { type GeluOptions, gelu } from "./activation/gelu.js";
export { type HardshrinkOptions, hardshrink } from "./activation/hardshrink.js";
export { hardsigmoid } from "./activation/hardsigmoid.js";
export { hardswish } from "./activation/hardswish.js";
export { type HardtanhOptions, hardtanh } from "./activation/hardtanh.js";
export type { InplaceOptions } from "./activation/inplace.js";
export { type LeakyReluOptions, leakyRelu } from "./activation/leakyRelu.js";
export { logSoftmax } from "./activation/logSoftmax.js";
export { logsigmoid } from "./activation/logsigmoid.js";
export { mish } from "./activation/mish.js";
export { prelu } from "./activation/prelu.js";
export { relu, relu_ } from "./activation/relu.js";
export { relu6 } from "./activation/relu6.js";
export { selu } from "./activation/selu.js";
export { silu } from "./activation/silu.js";
export { type SoftmaxDimOptions, type SoftmaxOptions, softmax } from "./activation/softmax.js";
export { type SoftplusOptions, softplus } from "./activation/softplus.js";
export { type SoftshrinkOptions, softshrink } from "./activation/softshrink.js";
export { softsign } from "./activation/softsign.js";
export { tanhshrink } from "./activation/tanhshrink.js";
export { threshold } from "./activation/threshold.js";
export {
  absolute,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  clip,
  concat,
  concatenate,
  divide,
  fix,
  ger,
  greater,
  greaterEqual,
  less,
  lessEqual,
  moveaxis,
  multiply,
  negative,
  notEqual,
  rowStack,
  subtract,
  swapaxes,
  swapdims,
  trueDivide,
} from "./aliases.js";
export { type AlphaOptions, add, add_ } from "./arithmetic/add.js";
export { type AddcOptions, addcdiv, addcdiv_, addcmul, addcmul_ } from "./arithmetic/addcmul.js";
export {
  bitwiseAnd,
  bitwiseLeftShift,
  bitwiseNot,
  bitwiseOr,
  bitwiseRightShift,
  bitwiseXor,
} from "./arithmetic/bitwise.js";
export { type ClampOptions, clamp, clamp_, clampMax, clampMin } from "./arithmetic/clamp.js";
export { type DivOptions, div, div_, floorDivide } from "./arithmetic/div.js";
export { fmax, fmin } from "./arithmetic/fmax.js";
export { lerp, lerp_ } from "./arithmetic/lerp.js";
export { maximum, minimum } from "./arithmetic/maximum.js";
export { mul, mul_ } from "./arithmetic/mul.js";
export { pow, pow_, rpow } from "./arithmetic/pow.js";
export { fmod, remainder } from "./arithmetic/remainder.js";
export { rsub, sub, sub_ } from "./arithmetic/sub.js";
export { to } from "./cast.js";
export { allclose, type CloseOptions, equal, isclose } from "./compare/close.js";
export { eq } from "./compare/eq.js";
export { ge } from "./compare/ge.js";
export { gt } from "./compare/gt.js";
export { isfinite } from "./compare/isfinite.js";
export { isinf } from "./compare/isinf.js";
export { isnan } from "./compare/isnan.js";
export { le } from "./compare/le.js";
export { logicalAnd } from "./compare/logicalAnd.js";
export { logicalNot } from "./compare/logicalNot.js";
export { logicalOr } from "./compare/logicalOr.js";
export { logicalXor } from "./compare/logicalXor.js";
export { lt } from "./compare/lt.js";
export { ne } from "./compare/ne.js";
export { maskedFill, maskedFill_, where } from "./compare/where.js";
export { conv1d } from "./conv/conv1d.js";
export { type Conv1dOptions, type Conv2dOptions, conv2d } from "./conv/conv2d.js";
export { convTranspose1d } from "./conv/convTranspose1d.js";
export { type ConvTranspose1dOptions, type ConvTranspose2dOptions, convTranspose2d } from "./conv/convTranspose2d.js";
export { clone, contiguous, copy_, detach, detach_, fill_, zero_ } from "./copy.js";
export { at } from "./indexing/at.js";
export { cummax, cummin } from "./indexing/cummax.js";
export { type EmbeddingOptions, embedding } from "./indexing/embedding.js";
export { gather } from "./indexing/gather.js";
export { type IndexPutOptions, indexPut, indexPut_ } from "./indexing/indexPut.js";
export {
  type IndexAddOptions,
  indexAdd,
  indexAdd_,
  indexCopy,
  indexCopy_,
  indexFill,
  indexSelect,
} from "./indexing/indexSelect.js";
export { type IsinOptions, isin } from "./indexing/isin.js";
export type { Index } from "./indexing/locate.js";
export { maskedScatter } from "./indexing/maskedScatter.js";
export { median } from "./indexing/median.js";
export { mode } from "./indexing/mode.js";
export { nanmedian } from "./indexing/nanmedian.js";
export { argwhere, maskedSelect, type NonzeroOptions, nonzero } from "./indexing/nonzero.js";
export { type BincountOptions, bincount, oneHot } from "./indexing/oneHot.js";
export { type ScatterOptions, scatter, scatter_, scatterAdd, scatterAdd_ } from "./indexing/scatter.js";
export { type ScatterReduceOptions, type ScatterReduction, scatterReduce } from "./indexing/scatterReduce.js";
export { type BucketizeOptions, bucketize, type SearchsortedOptions, searchsorted } from "./indexing/searchsorted.js";
export { argsort, type SortOptions, sort } from "./indexing/sort.js";
export { take, takeAlongDim } from "./indexing/take.js";
export { kthvalue, type TopkOptions, topk } from "./indexing/topk.js";
export { type UniqueConsecutiveOptions, type UniqueOptions, unique, uniqueConsecutive } from "./indexing/unique.js";
export { atleast1d, atleast2d, atleast3d, columnStack, dstack } from "./join/atLeast.js";
export { cat, hstack, stack, vstack } from "./join/cat.js";
export {
  type CombinationsOptions,
  cartesianProd,
  combinations,
  type VanderOptions,
  vander,
} from "./join/combinations.js";
export { flip, roll } from "./join/flip.js";
export { type PadMode, type PadOptions, pad } from "./join/pad.js";
export {
  broadcastTensors,
  broadcastTo,
  type MeshgridOptions,
  meshgrid,
  repeat,
  repeatInterleave,
  tile,
} from "./join/repeat.js";
export { fliplr, flipud, type Rot90Options, rot90 } from "./join/rot90.js";
export { chunk, split, tensorSplit, unbind } from "./join/split.js";
export { dsplit, hsplit, vsplit } from "./join/splitAlong.js";
export { type AddProductOptions, addmm, baddbmm } from "./linalg/addmm.js";
export { blockDiag } from "./linalg/blockDiag.js";
export { cross } from "./linalg/cross.js";
export { det, inverse, logdet, type SignAndLog, slogdet } from "./linalg/determinant.js";
export { type DiagonalOptions, diag, diagEmbed, diagonal, trace } from "./linalg/diagonal.js";
export { type CdistOptions, cdist, dist } from "./linalg/distance.js";
export { einsum } from "./linalg/einsum.js";
export { kron } from "./linalg/kron.js";
export { linear } from "./linalg/linear.js";
export { bmm, matmul } from "./linalg/matmul.js";
export * as linalg from "./linalg/namespace.js";
export { dot, mm, mv, outer } from "./linalg/products.js";
export { inner, tensordot } from "./linalg/tensordot.js";
export { tril, triu } from "./linalg/triangle.js";
export { abs, abs_ } from "./math/abs.js";
export { acos } from "./math/acos.js";
export { asin } from "./math/asin.js";
export { acosh, asinh, atanh } from "./math/asinh.js";
export { atan } from "./math/atan.js";
export { atan2 } from "./math/atan2.js";
export { ceil, ceil_ } from "./math/ceil.js";
export { copysign } from "./math/copysign.js";
export { cos } from "./math/cos.js";
export { cosh } from "./math/cosh.js";
export { deg2rad, rad2deg } from "./math/degrees.js";
export { erf } from "./math/erf.js";
export { erfc, erfinv } from "./math/erfc.js";
export { exp, exp_ } from "./math/exp.js";
export { exp2 } from "./math/exp2.js";
export { expm1 } from "./math/expm1.js";
export { floor, floor_ } from "./math/floor.js";
export { frac } from "./math/frac.js";
export { digamma, lgamma, polygamma } from "./math/gamma.js";
export { heaviside } from "./math/heaviside.js";
export { hypot } from "./math/hypot.js";
export { log, log_ } from "./math/log.js";
export { log1p } from "./math/log1p.js";
export { log2 } from "./math/log2.js";
export { log10 } from "./math/log10.js";
export { logaddexp, logaddexp2 } from "./math/logaddexp.js";
export { logit } from "./math/logit.js";
export { type NanToNumOptions, nanToNum } from "./math/nanToNum.js";
export { neg, neg_ } from "./math/neg.js";
export { nextafter } from "./math/nextafter.js";
export { reciprocal, reciprocal_ } from "./math/reciprocal.js";
export { type RoundOptions, round, round_ } from "./math/round.js";
export { rsqrt, rsqrt_ } from "./math/rsqrt.js";
export { sigmoid, sigmoid_ } from "./math/sigmoid.js";
export { sign } from "./math/sign.js";
export { sin } from "./math/sin.js";
export { sinc } from "./math/sinc.js";
export { sinh } from "./math/sinh.js";
export { sqrt, sqrt_ } from "./math/sqrt.js";
export { square, square_ } from "./math/square.js";
export { tan } from "./math/tan.js";
export { tanh, tanh_ } from "./math/tanh.js";
export { trunc, trunc_ } from "./math/trunc.js";
export { xlogy } from "./math/xlogy.js";
export { type AdaptiveSize, adaptiveAvgPool1d, adaptiveAvgPool2d } from "./pool/adaptiveAvgPool.js";
export { type AdaptiveMaxPoolOptions, adaptiveMaxPool1d, adaptiveMaxPool2d } from "./pool/adaptiveMaxPool.js";
export { avgPool1d } from "./pool/avgPool1d.js";
export { type AvgPool1dOptions, type AvgPool2dOptions, avgPool2d } from "./pool/avgPool2d.js";
export { maxPool1d } from "./pool/maxPool1d.js";
export { type MaxPool1dOptions, type MaxPool2dOptions, maxPool2d } from "./pool/maxPool2d.js";
export { amax, amin } from "./reduce/amax.js";
export { type AminmaxOptions, aminmax, type MinAndMax } from "./reduce/aminmax.js";
export { all, any } from "./reduce/any.js";
export { argmax, argmin } from "./reduce/argmax.js";
export { countNonzero } from "./reduce/countNonzero.js";
export { type CovOptions, corrcoef, cov } from "./reduce/cov.js";
export { cumprod } from "./reduce/cumprod.js";
export { cumsum } from "./reduce/cumsum.js";
export { type DiffOptions, diff, type TrapezoidOptions, trapezoid } from "./reduce/diff.js";
export { type HistcOptions, histc } from "./reduce/histc.js";
export { logcumsumexp } from "./reduce/logcumsumexp.js";
export { logsumexp } from "./reduce/logsumexp.js";
export { max, min } from "./reduce/max.js";
export { mean } from "./reduce/mean.js";
export { nanmean } from "./reduce/nanmean.js";
export { norm } from "./reduce/norm.js";
export { prod } from "./reduce/prod.js";
export { type Interpolation, nanquantile, type QuantileOptions, quantile } from "./reduce/quantile.js";
export type { AccumulationOptions, Dims, KeepDimOptions } from "./reduce/reduction.js";
export { renorm } from "./reduce/renorm.js";
export { nansum, sum } from "./reduce/sum.js";
export { std, stdMean, type VarianceOptions, variance as var, varMean } from "./reduce/var.js";
export type { ValuesAndIndices } from "./valuesAndIndices.js";
export { expand, expandAs } from "./view/expand.js";
export { flatten, ravel, unflatten } from "./view/flatten.js";
export { movedim } from "./view/movedim.js";
export { isTensor, numel } from "./view/numel.js";
export { adjoint, permute, t, transpose } from "./view/permute.js";
export { narrow, type SliceOptions, select, slice } from "./view/slice.js";
export { squeeze, unsqueeze } from "./view/squeeze.js";
export { unfold } from "./view/unfold.js";
export { reshape, reshapeAs, view, viewAs } from "./view/view.js";
export type { Pair, Single } from "./windows.js";
