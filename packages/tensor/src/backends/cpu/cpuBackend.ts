import type { Backend, BackendStorage, OptionalKernels, RequiredKernels } from "../../backend/contract.js";
import { type DType, dtypes, type TypedArray } from "../../dtype.js";
import { argReduce } from "./argReduce.js";
import { binary } from "./binary.js";
import { BufferPool } from "./bufferPool.js";
import { conv2d, conv2dInputGrad, conv2dWeightGrad } from "./conv2d.js";
import { cast, copy, fill } from "./copy.js";
import { crossEntropy, crossEntropyGrad } from "./crossEntropy.js";
import { cumprod, cumsum } from "./cumsum.js";
import { gather, scatter, scatterAdd } from "./indexing.js";
import { linear, matmul } from "./matmul.js";
import { avgPool2d, avgPool2dInputGrad, maxPool2d, maxPool2dInputGrad } from "./pooling.js";
import { reduce } from "./reduce.js";
import { logSoftmax, softmax } from "./softmax.js";
import { sort } from "./sort.js";
import { unary } from "./unary.js";
import { where } from "./where.js";

/** A backend that has every kernel for which nothing else stands in, and declines no call. */
type ReferenceBackend = Backend & Required<BackendStorage> & RequiredKernels & OptionalKernels;

/** Bytes of freed buffers kept for reuse. */
const poolCapacity = 512 * 2 ** 20;

/**
 * The CPU reference backend: plain TypeScript over typed arrays, every dtype and every kernel. It is the measure
 * for the other backends, so it is written to be read; matmul and convolution are packed and tiled all the same.
 */
export function createCpuBackend(): ReferenceBackend {
  const pool = new BufferPool(poolCapacity);
  return {
    name: "cpu",
    dtypes,
    floatTolerance: 0,
    asyncOnly: false,
    deterministic: true,
    garbageCollected: true,

    allocate: (length, dtype) => pool.take(dtype, length),
    upload: (data: TypedArray, _dtype: DType) => data,
    read: async (buffer) => (buffer as TypedArray).slice(),
    readSync: (buffer) => buffer as TypedArray,
    free: (buffer) => pool.give(buffer as TypedArray),
    pooledBytes: () => pool.bytes,
    dispose: () => pool.clear(),

    binary: (op, a, b) => binary(pool, op, a, b),
    copy,
    fill,
    cast: (x, dtype) => cast(pool, x, dtype),
    unary: (op, x) => unary(pool, op, x),
    where: (condition, a, b) => where(pool, condition, a, b),
    reduce: (op, x, dims) => reduce(pool, op, x, dims),
    argReduce: (op, x, dim) => argReduce(pool, op, x, dim),
    cumsum: (x, dim) => cumsum(pool, x, dim),
    cumprod: (x, dim) => cumprod(pool, x, dim),
    sort: (x, dim, descending) => sort(pool, x, dim, descending),
    softmax: (x, dim) => softmax(pool, x, dim),
    logSoftmax: (x, dim) => logSoftmax(pool, x, dim),
    crossEntropy: (x, labels, options) => crossEntropy(pool, x, labels, options),
    crossEntropyGrad: (grad, x, labels, rows, options) => crossEntropyGrad(pool, grad, x, labels, rows, options),
    gather: (x, dim, index) => gather(pool, x, dim, index),
    scatterAdd,
    scatter,
    matmul: (a, b) => matmul(pool, a, b),
    linear: (x, weight, bias, relu) => linear(pool, x, weight, bias, relu),
    conv2d: (x, weight, bias, geometry) => conv2d(pool, x, weight, bias, geometry),
    conv2dInputGrad: (grad, weight, geometry) => conv2dInputGrad(pool, grad, weight, geometry),
    conv2dWeightGrad: (grad, x, geometry) => conv2dWeightGrad(pool, grad, x, geometry),
    maxPool2d: (x, geometry) => maxPool2d(pool, x, geometry),
    maxPool2dInputGrad: (grad, indices, geometry) => maxPool2dInputGrad(pool, grad, indices, geometry),
    avgPool2d: (x, geometry) => avgPool2d(pool, x, geometry),
    avgPool2dInputGrad: (grad, geometry) => avgPool2dInputGrad(pool, grad, geometry),
  } as ReferenceBackend;
}
