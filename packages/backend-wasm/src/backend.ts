import { type Backend, dtypes, type TypedArray } from "@lumbre/tensor/backend";
import type { Engine } from "./engine/engine.js";
import { toHeap } from "./engine/reference.js";
import { activationKernels } from "./kernels/activations.js";
import { castingKernels } from "./kernels/casting.js";
import { clampingKernels } from "./kernels/clamping.js";
import { type ConvOptions, convKernels } from "./kernels/conv/convKernels.js";
import { copyingKernels } from "./kernels/copying.js";
import { crossEntropyKernels } from "./kernels/crossEntropy.js";
import { cumsumKernels } from "./kernels/cumsum.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { hostWorkKernels } from "./kernels/hostWork.js";
import { indexingKernels } from "./kernels/indexing.js";
import { matmulKernels } from "./kernels/matmul.js";
import { normKernels } from "./kernels/normalize.js";
import { optimizerKernels } from "./kernels/optimizers.js";
import { poolKernels } from "./kernels/pool/poolKernels.js";
import { preluKernels } from "./kernels/prelu.js";
import { randomKernels } from "./kernels/random.js";
import { reduceKernels } from "./kernels/reduce.js";
import { reluSumKernels } from "./kernels/reluSums.js";
import { softmaxKernels } from "./kernels/softmax.js";
import { watchKernels } from "./memory/guard.js";
import type { WasmBuffer } from "./memory/heap.js";
import { installOverflow } from "./memory/overflow.js";

/** The backend on an engine. The CPU reference computes what no kernel here does. */
export function createBackend(engine: Engine, options: ConvOptions): Backend {
  const { heap, team, reference } = engine;
  const { matmul, linear } = matmulKernels(engine);
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
    writable: (buffer) => (buffer as WasmBuffer).array,
    free: (buffer) => heap.release(buffer as WasmBuffer),
    pooledBytes: () => heap.pooledBytes,
    dispose: () => team.dispose(),

    ...copyingKernels(engine),
    ...reduceKernels(engine),
    ...softmaxKernels(engine),
    ...crossEntropyKernels(engine),
    ...castingKernels(engine),
    ...elementwiseKernels(engine),
    ...clampingKernels(engine),
    ...activationKernels(engine),
    ...reluSumKernels(engine),
    ...poolKernels(engine),
    ...indexingKernels(engine),
    ...cumsumKernels(engine),
    ...normKernels(engine),
    ...randomKernels(engine),
    ...hostWorkKernels(engine),
    ...preluKernels(engine),
    ...convKernels(engine, options),
    matmul,
    ...(options.fusion === false ? {} : { linear }),
    ...optimizerKernels(engine),
  };
  if (heap.guard !== null) watchKernels(backend, heap.guard);
  heap.burst.onFull = () => installOverflow(backend, heap);
  return backend;
}
