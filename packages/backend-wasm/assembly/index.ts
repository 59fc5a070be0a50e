export { binary, compare, select, unary } from "./elementwise";
export { gemm, gemmTile } from "./gemm";
export { maxPool, maxUnpool, padPlanes } from "./planes";
export { scratchBytes, setScratch } from "./scratch";
