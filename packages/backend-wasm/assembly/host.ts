// The numbers and structs of the assembly that the host uses: build.mjs writes those that are named here to
// src/generated, so that neither side repeats what the other says.

export { BinaryOp, CompareOp, ConvActivation, LogicOp, ReduceOp, ScatterOp, UnaryOp } from "./ops";
export { CUMSUM_COLUMNS, CUMSUM_ROWS } from "./cumsum";
export { DepthwisePlan, GRAD_TILE_SIZE } from "./conv/depthwise";
export { DirectPlan } from "./conv/direct";
export { ProductPlan } from "./conv/im2col";
export { PixelsPlan } from "./conv/pixels";
export { PlanePass } from "./conv/planePass";
export { WinogradPlan } from "./conv/winograd/forward";
export { WinogradPass } from "./conv/winograd/pass";
export { POINTS, TILE } from "./conv/winograd/tiles";
export { WinogradGradPlan } from "./conv/winograd/weightGrad";
export { TRANSPOSE_ROWS } from "./copy";
export { KC, NC } from "./matmul/gemm";
export { MR, NR } from "./matmul/pack";
export { LinearPlan } from "./matmul/linear";
export { STATE_WORDS } from "./mersenne";
export { GRAD_SUMS } from "./norm/normSums";
export { PLACE_MOST } from "./selection";
export { Chunk, StepPlan } from "./optimizers";
export { PoolPlan } from "./pool/windows";
export { STRIP_COLUMNS } from "./reduce";
