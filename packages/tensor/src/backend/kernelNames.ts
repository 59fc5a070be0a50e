import type { DType } from "../dtype.js";
import type { BinaryOp, OptionalKernels, ReduceOp, RequiredKernels, UnaryOp, View } from "./contract.js";
import type { FusedKernels } from "./fusedKernels.js";

/** The kernels that an op may rely on, on any device. */
export type KernelName = keyof RequiredKernels | keyof OptionalKernels | keyof FusedKernels;

type KernelArguments<Name extends KernelName> = Parameters<(RequiredKernels & OptionalKernels & FusedKernels)[Name]>;

/** The dtypes of the buffers that a kernel returns, from its arguments. */
type ResultDTypes = { [Name in KernelName]: (...args: KernelArguments<Name>) => readonly DType[] };

const tests: readonly UnaryOp[] = ["logicalNot", "isnan", "isinf", "isfinite"];
const comparisons: readonly BinaryOp[] = ["eq", "ne", "lt", "le", "gt", "ge", "logicalAnd", "logicalOr", "logicalXor"];
const quantifiers: readonly ReduceOp[] = ["any", "all"];

function dtypeOfEither(a: View | number, b: View | number): DType {
  return typeof a === "number" ? (b as View).dtype : a.dtype;
}

const none = (): readonly DType[] => [];
const same = (x: View): readonly DType[] => [x.dtype];
const withPositions = (x: View): readonly DType[] => [x.dtype, "int32"];

/** What every kernel returns; one that returns nothing changes its first operand instead. */
export const resultDTypes: ResultDTypes = {
  copy: none,
  fill: none,
  cast: (_, dtype) => [dtype],
  unary: (op, x) => [tests.includes(op) ? "bool" : x.dtype],
  binary: (op, a, b) => [comparisons.includes(op) ? "bool" : dtypeOfEither(a, b)],
  where: (_, a, b) => [dtypeOfEither(a, b)],
  reduce: (op, x) => [quantifiers.includes(op) ? "bool" : x.dtype],
  argReduce: () => ["int32"],
  matmul: same,
  gather: same,
  scatterAdd: none,
  scatter: none,
  cumsum: same,
  cumprod: same,
  sort: withPositions,
  softmax: same,
  logSoftmax: same,
  conv2d: same,
  conv2dInputGrad: same,
  conv2dWeightGrad: same,
  maxPool2d: withPositions,
  maxPool2dInputGrad: same,
  avgPool2d: same,
  avgPool2dInputGrad: same,
  conv2dRelu: same,
  conv2dReluMaxPool2d: withPositions,
  unpooledConv2dInputGrad: same,
  unpooledConv2dWeightGrad: same,
  reluInputGrad: same,
  clamp: same,
  clampInputGrad: same,
  reluInputGradSums: ({ dtype }) => [dtype, dtype],
  linear: same,
  normalize: ({ dtype }) => [dtype, dtype, dtype],
  normalizeGrad: ({ dtype }, ...rest) => (rest[5] ? [dtype, dtype, dtype] : [dtype]),
  scaleChannels: same,
  randomMask: (_, __, dtype) => [dtype],
  crossEntropy: ({ dtype }) => [dtype, dtype],
  crossEntropyGrad: (_, x) => same(x),
};

export const kernelNames = Object.keys(resultDTypes) as readonly KernelName[];
