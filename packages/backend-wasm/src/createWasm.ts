import { type Backend, Device, dtypes, type TypedArray } from "@lumbre/tensor";
import { convKernels } from "./conv/convKernels.js";
import { delegateAll, toHeap } from "./delegate.js";
import { elementwiseKernels } from "./elementwise.js";
import { Heap, type WasmBuffer } from "./heap.js";
import { matmulKernel } from "./matmul.js";
import { instantiate } from "./module.js";
import { poolKernels } from "./pooling.js";
import { OffsetTables } from "./tables.js";
import { soloTeam } from "./team.js";

/**
 * A device whose tensors live in WebAssembly memory and whose float32 kernels use its SIMD: matrix products,
 * convolutions, max-pooling and the commonest elementwise ops. Everything else runs in the CPU reference's kernels, on
 * the same memory. One thread.
 *
 * @throws {DeviceError} where the engine has no WebAssembly SIMD.
 * @example
 * const wasm = createWasm();
 * const x = ones(2, 3, { device: wasm });
 * x.matmul(x.t()).sum().item(); // => 12
 */
export function createWasm(): Device {
  return new Device(createWasmBackend());
}

function createWasmBackend(): Backend {
  const heap = new Heap();
  const wasm = instantiate(heap.memory);
  const team = soloTeam(wasm);
  const reference = delegateAll(heap);
  const tables = new OffsetTables(heap);
  wasm.setScratch(heap.reserve(wasm.scratchBytes()));
  return {
    ...reference,
    name: "wasm",
    dtypes,
    floatTolerance: 1e-5,
    asyncOnly: false,
    deterministic: true,
    garbageCollected: false,

    allocate: (length, dtype) => heap.allocate(length, dtype),
    upload: (data: TypedArray, dtype) => toHeap(heap, data, dtype),
    read: async (buffer) => (buffer as WasmBuffer).array.slice(),
    readSync: (buffer) => (buffer as WasmBuffer).array,
    free: (buffer) => heap.release(buffer as WasmBuffer),
    pooledBytes: () => heap.pooledBytes,

    ...elementwiseKernels(heap, wasm, reference),
    ...convKernels(heap, wasm, team, tables, reference),
    ...poolKernels(heap, wasm, reference),
    matmul: matmulKernel(heap, wasm, tables, reference),
  };
}
