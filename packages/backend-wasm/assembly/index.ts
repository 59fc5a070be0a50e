export { depthwiseForward, depthwiseScratchBytes, depthwiseWeightGrad } from "./conv/depthwise";
export { depthwiseLanes, depthwiseLanesBytes } from "./conv/depthwiseLanes";
export * from "./activation";
export { cumsumColumns, cumsumRows } from "./cumsum";
export {
  directForward,
  directGradScratchBytes,
  directPartBytes,
  directReduce,
  directScratchBytes,
  directWeightGrad,
} from "./conv/direct";
export { convEnd } from "./convEnd";
export { dotDoubleRows, dotRows } from "./matmul/dots";
export {
  byteToDouble,
  byteToFloat,
  byteToInt,
  doubleToFloat,
  doubleToInt,
  floatToByte,
  floatToDouble,
  floatToInt,
  intToByte,
  intToDouble,
  intToFloat,
} from "./cast";
export {
  compare,
  compareByte,
  compareByteScalar,
  compareDouble,
  compareDoubleRuns,
  compareDoubleScalar,
  compareInt,
  compareIntRuns,
  compareIntScalar,
  compareRuns,
  compareScalar,
} from "./compare";
export { clamp, clampGrad } from "./clamp";
export { copyBytes, copyRuns, fill, fillBytes, fillInt, transpose } from "./copy";
export {
  binary,
  binaryDouble,
  binaryDoubleRuns,
  binaryDoubleScalar,
  binaryInt,
  binaryIntRuns,
  binaryIntScalar,
  binaryRuns,
  binaryScalar,
} from "./elementwise";
export { expDouble } from "./doubles";
export { fillEvenly, fillEvenlyInt } from "./evenly";
export { prelu } from "./prelu";
export { countNumbers, firstOfIntRows, firstOfRows, placeOfIntRows, placeOfRows } from "./selection";
export { logic, logicalNot } from "./logic";
export { select, selectDouble, selectRuns } from "./select";
export { unary, unaryDouble, unaryInt } from "./unary";
export { matmulDoublePieces, matmulPieces } from "./matmul/gemm";
export { packRows } from "./matmul/pack";
export { gatherRuns, hasOutside, scatterRuns } from "./indexing";
export { addParts, convProducts } from "./conv/im2col";
export {
  acos,
  asin,
  atan,
  cos,
  cosh,
  erf,
  exp,
  expm1,
  log,
  log10,
  log1p,
  log2,
  sigmoid,
  sin,
  sinh,
  tan,
  tanh,
} from "./math";
export { atan2, floorDivide, fmod, pow, remainder } from "./powers";
export { packPixels, pixelProducts, pixelsScratchBytes } from "./conv/pixels";
export { padPlanes, spreadPlanes } from "./conv/planes";
export { findOutliers } from "./range";
export { avgPool, poolScratchBytes } from "./pool/avg";
export { avgPoolGrad } from "./pool/avgGrad";
export { maxPool } from "./pool/max";
export { maxPoolGrad } from "./pool/maxGrad";
export { chooseByBits } from "./mersenne";
export { drawIntegers, drawNormal, drawPermutation, drawUniform } from "./random";
export { linearDoublePieces, linearPieces } from "./matmul/linear";
export { adaptiveStep, sgdStep } from "./optimizers";
export {
  argRows,
  dividedSum,
  reduceColumns,
  reduceDoubleRows,
  reduceIntRows,
  reduceJoin,
  reducePieces,
  reduceRuns,
} from "./reduce";
export { normalize, normalizeGrad, normParameterGrads, scaleRuns } from "./norm/normalize";
export { normalizeColumns, normalizeColumnsGrad } from "./norm/normalizeColumns";
export { normalizeRows, normalizeRowsGrad, scaleRows } from "./norm/normalizeRows";
export { reluGradPlanes, sumPlanes } from "./reluSums";
export { dataEnd, scratchBytes, setScratch } from "./scratch";
export { sparsePartBytes, sparseReduce, sparseWeightGrad } from "./conv/sparseGrad";
export { crossEntropy, crossEntropyGrad, logSoftmax, softmax } from "./softmax";
export { winogradFilters, winogradFiltersScratchBytes, winogradInputBytes, winogradInputs } from "./conv/winograd/byFilters";
export { winogradFilter, winogradFilterGrad } from "./conv/winograd/filter";
export { winogradGradFilters, winogradGradScratchBytes, winogradPanelBytes, winogradPanels } from "./conv/winograd/gradByFilters";
export { winogradForward } from "./conv/winograd/forward";
export { winogradFilterBytes, winogradGradBytes, winogradRowBytes, winogradScratchBytes } from "./conv/winograd/tiles";
export { winogradWeightGrad } from "./conv/winograd/weightGrad";

// Innermost loops, which nobody calls by these names: what is exported stays a function of its own, and has all registers.
export { depthwiseGradTile as l0, depthwiseTile as l1 } from "./conv/depthwise";
export { pairsTile as l2 } from "./conv/depthwiseLanes";
export { gradTile as l3 } from "./conv/direct";
export { addRow as l4, addThreeRows as l5 } from "./conv/sparseGrad";
