import type { Backend, TypedArray } from "@lumbre/tensor/backend";
import { maxInteger } from "./engine/buffer.js";
import type { Engine } from "./engine/engine.js";
import { convKernels } from "./kernels/conv/conv.js";
import { copyingKernels, createWriter } from "./kernels/copying.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { indexingKernels } from "./kernels/indexing.js";
import { matmulKernels } from "./kernels/matmul/matmul.js";
import { normKernels } from "./kernels/norm.js";
import { optimizerKernels } from "./kernels/optimizers.js";
import { poolKernels } from "./kernels/pool/pool.js";
import { reduceKernels } from "./kernels/reduce.js";
import { scanKernels } from "./kernels/scan.js";
import { softmaxKernels } from "./kernels/softmax.js";

/** The backend on a GPU. */
export interface GpuBackend extends Backend {
  /** Textures that hold something, of all devices on this GPU: flat from step to step when nothing leaks. */
  liveTextures(): number;
}

/** The backend on an engine. It declines calls that no kernel here computes. */
export function createBackend(engine: Engine): GpuBackend {
  const { driver } = engine.machine;
  const copying = copyingKernels(engine);
  return {
    name: engine.name,
    dtypes: ["float32", "int32", "uint8", "bool"],
    floatTolerance: 1e-5,
    asyncOnly: false,
    deterministic: true,
    garbageCollected: false,
    maxElements: driver.maxElements,
    maxInteger,

    allocate: (length, dtype) => engine.allocate(length, dtype),
    upload: (data: TypedArray, dtype) => engine.wrap(data, dtype),
    read: (buffer) => engine.readLater(buffer),
    readSync: (buffer) => engine.read(buffer),
    free: (buffer) => engine.free(buffer),
    liveTextures: () => driver.liveStores,
    pooledBytes: () => driver.pooledBytes,
    dispose: () => engine.dispose(),

    ...copying,
    ...elementwiseKernels(engine),
    ...reduceKernels(engine),
    ...matmulKernels(engine),
    ...convKernels(engine),
    ...poolKernels(engine),
    ...indexingKernels(engine),
    ...scanKernels(engine),
    ...softmaxKernels(engine),
    ...normKernels(engine),
    ...optimizerKernels(engine, createWriter(engine, copying)),
  };
}
