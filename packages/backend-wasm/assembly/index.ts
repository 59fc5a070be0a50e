export { directForward, directReduce, directWeightGrad, forwardTile, gradTile } from "./direct";
export { binary, compare, select, unary } from "./elementwise";
export { gemmTile, matmulPieces, packRows } from "./gemm";
export { addParts, convProducts } from "./im2col";
export { maxPool, maxUnpool, padPlanes } from "./planes";
export { scratchBytes, setScratch } from "./scratch";
export { winogradFilter, winogradFilterGrad } from "./winograd/filter";
export { winogradForward } from "./winograd/forward";
export { winogradWeightGrad } from "./winograd/weightGrad";
