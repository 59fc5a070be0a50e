import { type Backend, Device, dtypes, type TypedArray } from "@lumbre/tensor";
import { openEngine } from "./engine/engine.js";
import { castKernel } from "./kernels/casting.js";
import { type ConvOptions, convKernels } from "./kernels/conv/convKernels.js";
import { Copier } from "./kernels/copying.js";
import { crossEntropyKernels } from "./kernels/crossEntropy.js";
import { cumsumKernel } from "./kernels/cumsum.js";
import { delegateAll, toHeap } from "./kernels/delegate.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { indexingKernels } from "./kernels/indexing.js";
import { matmulKernels } from "./kernels/matmul.js";
import { normKernels } from "./kernels/normalize.js";
import { optimizerKernels } from "./kernels/optimizers.js";
import { poolKernels } from "./kernels/pool/poolKernels.js";
import { randomKernels } from "./kernels/random.js";
import { reduceKernels } from "./kernels/reduce.js";
import { reluSumKernels } from "./kernels/reluSums.js";
import { softmaxKernels } from "./kernels/softmax.js";
import { watchKernels } from "./memory/guard.js";
import type { HeapLimits, WasmBuffer } from "./memory/heap.js";
import { installOverflow } from "./memory/overflow.js";
import { OffsetTables } from "./memory/tables.js";
import type { TeamLimits } from "./threads/sharedTeam.js";

/** Options of {@link createWasm}. */
export interface WasmOptions extends ConvOptions {
  /**
   * How many threads compute, an integer from 1, or `"all"` for as many as the machine runs at the same time. Workers do
   * the work of all but one; the thread that calls takes part. They share what is worth it, sleep when idle, and keep no
   * process alive. The same seed and number of threads give the same bits. A page has workers with shared memory only
   * when it is cross-origin isolated; where there are none, one thread does it all, and a warning says why. Default 1.
   */
  readonly threads?: number | "all";
  /**
   * Look for mistakes in kernels, slowly: new and freed memory is filled with NaN, so that nobody reads it unnoticed,
   * and what is written beside a buffer is an error that names the kernel. Default false.
   */
  readonly debug?: boolean;
}

/**
 * A device whose tensors live in WebAssembly memory and whose float32 kernels use its SIMD: all that training touches.
 * These are matrix products, convolutions, poolings, norms, softmax and cross entropy, reductions, running sums,
 * indexing, the elementwise ops but for rare functions, dropout's masks and optimizers' steps. Everything else runs in the
 * CPU reference's kernels, on the same memory. `device.threads` says how many threads compute, and `device.dispose()`
 * ends them.
 *
 * @throws {DeviceError} where the engine has no WebAssembly SIMD.
 * @throws {ValueError} when `threads` is neither an integer from 1 nor `"all"`.
 * @example
 * const wasm = createWasm();
 * const x = ones(2, 3, { device: wasm });
 * x.matmul(x.t()).sum().item(); // => 12
 */
export function createWasm(options: WasmOptions = {}): Device {
  return new Device(createWasmBackend(options));
}

/** The backend behind {@link createWasm}; tests give it a smaller heap. */
export function createWasmBackend(options: WasmOptions = {}, limits: HeapLimits & TeamLimits = {}): Backend {
  const { heap, wasm, team } = openEngine(options.threads ?? 1, { ...limits, debug: options.debug ?? false });
  const reference = delegateAll(heap);
  const tables = new OffsetTables(heap);
  const copier = new Copier(heap, wasm, team, reference);
  const { matmul, linear } = matmulKernels(heap, team, copier, tables, reference);
  const backend: Backend = {
    ...reference,
    name: "wasm",
    dtypes,
    floatTolerance: 1e-5,
    asyncOnly: false,
    deterministic: true,
    garbageCollected: false,
    threads: team.threads,

    allocate: (length, dtype) => heap.allocate(length, dtype),
    upload: (data: TypedArray, dtype) => toHeap(heap, data, dtype),
    read: async (buffer) => (buffer as WasmBuffer).array.slice(),
    readSync: (buffer) => (buffer as WasmBuffer).array,
    free: (buffer) => heap.release(buffer as WasmBuffer),
    pooledBytes: () => heap.pooledBytes,
    dispose: () => team.dispose(),

    copy: copier.copy,
    fill: copier.fill,
    ...reduceKernels(heap, wasm, team, copier, reference),
    ...softmaxKernels(heap, wasm, team, copier, reference),
    ...crossEntropyKernels(heap, wasm, team, copier),
    cast: castKernel(heap, wasm, team, copier, reference),
    ...elementwiseKernels(heap, wasm, team, copier, reference),
    ...reluSumKernels(heap, wasm, team, copier),
    ...poolKernels(heap, wasm, team, copier, reference),
    ...indexingKernels(heap, wasm, team, reference),
    cumsum: cumsumKernel(heap, wasm, team, copier, reference),
    ...normKernels(heap, wasm, team, copier),
    ...randomKernels(heap, wasm),
    ...convKernels(heap, wasm, team, copier, tables, options, reference),
    matmul,
    ...(options.fusion === false ? {} : { linear }),
    ...optimizerKernels(heap, team),
  };
  if (heap.guard !== null) watchKernels(backend, heap.guard);
  heap.burst.onFull = () => installOverflow(backend, heap);
  return backend;
}
