export {
  depthwiseForward,
  depthwiseGradTile,
  depthwiseScratchBytes,
  depthwiseTile,
  depthwiseWeightGrad,
} from "./conv/depthwise";
export { cumsumColumns, cumsumRows } from "./cumsum";
export {
  directForward,
  directGradScratchBytes,
  directPartBytes,
  directReduce,
  directScratchBytes,
  directWeightGrad,
  forwardTile,
  gradTile,
} from "./conv/direct";
export { dotRows } from "./matmul/dots";
export { byteToFloat, byteToInt, floatToByte, floatToInt, intToByte, intToFloat } from "./cast";
export { compare, compareRuns, compareScalar, logic, logicalNot, select, selectRuns } from "./compare";
export { copyBytes, copyRuns, fill, fillBytes, fillInt, transpose } from "./copy";
export { binary, binaryRuns, binaryScalar, clamp, clampGrad, unary } from "./elementwise";
export { gemmTile, gemmTile6, matmulPieces, packRows } from "./matmul/gemm";
export { gatherRuns, hasOutside, scatterRuns } from "./indexing";
export { addParts, convProducts } from "./conv/im2col";
export { cos, erf, exp, expm1, log, log1p, pow, sigmoid, sin, tanh } from "./math";
export { spreadPlanes } from "./conv/planes";
export { findOutliers } from "./range";
export { avgPool, poolScratchBytes } from "./pool/avg";
export { avgPoolGrad } from "./pool/avgGrad";
export { maxPool } from "./pool/max";
export { maxPoolGrad } from "./pool/maxGrad";
export { chooseByBits } from "./mersenne";
export { linearPieces } from "./matmul/linear";
export { adaptiveStep, sgdStep } from "./optimizers";
export { argRows, dividedSum, reduceColumns, reduceJoin, reducePieces, reduceRuns } from "./reduce";
export { normalize, normalizeGrad, normParameterGrads, scaleRuns } from "./norm/normalize";
export { normalizeColumns, normalizeColumnsGrad } from "./norm/normalizeColumns";
export { normalizeRows, normalizeRowsGrad, scaleRows } from "./norm/normalizeRows";
export { reluGradPlanes, sumPlanes } from "./reluSums";
export { dataEnd, scratchBytes, setScratch } from "./scratch";
export { addRow, addThreeRows, sparsePartBytes, sparseReduce, sparseWeightGrad } from "./conv/sparseGrad";
export { crossEntropy, crossEntropyGrad, logSoftmax, softmax } from "./softmax";
export { winogradFilter, winogradFilterGrad } from "./conv/winograd/filter";
export { winogradForward } from "./conv/winograd/forward";
export { winogradFilterBytes, winogradGradBytes, winogradRowBytes, winogradScratchBytes } from "./conv/winograd/tiles";
export { winogradWeightGrad } from "./conv/winograd/weightGrad";
