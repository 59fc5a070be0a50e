export { binary, compare, select, unary } from "./elementwise";
export { gemm, gemmScratchBytes, gemmTile } from "./gemm";
export { maxPool, maxUnpool, padPlanes } from "./planes";
