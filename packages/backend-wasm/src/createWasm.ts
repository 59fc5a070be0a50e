import { type Backend, Device } from "@lumbre/tensor/backend";
import { createBackend } from "./backend.js";
import { openEngine } from "./engine/engine.js";
import type { ConvOptions } from "./kernels/conv/convKernels.js";
import type { HeapLimits } from "./memory/heap.js";
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
  const engine = openEngine(options.threads ?? 1, { ...limits, debug: options.debug ?? false });
  return createBackend(engine, options);
}
