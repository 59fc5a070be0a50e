import type { Backend, TypedArray } from "@lumbre/tensor";
import { maxInteger } from "./engine/buffer.js";
import type { Engine } from "./engine/engine.js";
import { copyingKernels } from "./kernels/copying.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { matmulKernels } from "./kernels/matmul.js";

/** The backend on an engine. What no kernel here does, it declines. */
export function createBackend(engine: Engine): Backend {
  const { driver } = engine.machine;
  const decline = () => null;
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
    pooledBytes: () => driver.pooledBytes,
    dispose: () => engine.dispose(),

    ...copyingKernels(engine),
    ...elementwiseKernels(engine),
    ...matmulKernels(engine),
    // No kernel can write to places that its data names.
    scatterAdd: decline,
    reduce: decline,
    argReduce: decline,
    gather: decline,
  };
}
