export { binary, compare, select, unary } from "./elementwise";
export { gemm, gemmTile } from "./gemm";
export { maxPool, maxUnpool, padPlanes } from "./planes";
export { scratchBytes, setScratch } from "./scratch";
export { winogradFilter, winogradFilterGrad } from "./winograd/filter";
export { winogradForward } from "./winograd/forward";
export { winogradWeightGrad } from "./winograd/weightGrad";
