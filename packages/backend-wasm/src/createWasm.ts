import {
  ArgumentError,
  aBoolean,
  type Backend,
  bind,
  Device,
  defineKind,
  defineSignature,
  describe,
  named,
  ValueError,
} from "@lumbre/tensor/backend";
import { createBackend } from "./backend.js";
import { openEngine } from "./engine/engine.js";
import type { ConvOptions } from "./kernels/conv/convKernels.js";
import type { HeapLimits } from "./memory/heap.js";
import type { TeamLimits } from "./threads/sharedTeam.js";
import { countCores } from "./threads/spawn.js";

/**
 * The maximum number of threads. Each worker's scratch takes 8 MiB of the 4 GiB that WebAssembly addresses, which is missing
 * for tensors: 64 threads take an eighth of it, 256 would take half.
 */
const mostThreads = 64;

const threadCount = defineKind<number | "all">(
  `an integer from 1 to ${mostThreads}, or "all"`,
  (value) => value === "all" || (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= mostThreads),
  (op, name, value) => {
    const Refusal = typeof value === "number" || typeof value === "string" ? ValueError : ArgumentError;
    return new Refusal(`${op}: ${name} must be an integer from 1 to ${mostThreads}, or "all", got ${describe(value)}`);
  },
);

const createWasmSignature = defineSignature(
  "createWasm",
  named("threads", threadCount, 1),
  named("debug", aBoolean, false),
  named("winograd", aBoolean, true),
  named("fusion", aBoolean, true),
);

/** Options of {@link createWasm}. */
export interface WasmOptions extends ConvOptions {
  /**
   * How many threads compute, an integer from 1 to 64, or `"all"` for as many as the machine runs at the same time. Workers do
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
 * A device whose tensors live in WebAssembly memory and whose kernels use its SIMD: for float32 all that training touches.
 * These are matrix products, convolutions, poolings, norms, softmax and cross entropy, reductions, running sums,
 * indexing, the elementwise ops, dropout's masks and optimizers' steps; float64 and int32 have arithmetic, comparisons,
 * choices, conversions and sums. Everything else runs in the
 * CPU reference's kernels, on the same memory. `device.threads` says how many threads compute, and `device.dispose()`
 * ends them.
 *
 * @param options.threads How many threads compute, an integer from 1 to 64, or `"all"`. Default 1.
 * @param options.debug Look for mistakes in kernels, slowly. Default false.
 * @param options.winograd Compute 3x3 convolutions of stride 1 by Winograd's method. Default true.
 * @param options.fusion Offer kernels that compute several layers at once. Default true.
 * @throws {DeviceError} where the engine has no WebAssembly SIMD.
 * @throws {ValueError} when `threads` is neither an integer from 1 to 64 nor `"all"`.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const wasm = createWasm();
 * const x = ones(2, 3, { device: wasm });
 * x.matmul(x.t()).sum().item(); // => 12
 * createWasm({ thread: 2 }); // throws ArgumentError: createWasm: unknown option thread; did you mean threads?
 */
export function createWasm(options?: WasmOptions): Device {
  const [threads, debug, winograd, fusion] = bind(createWasmSignature, arguments);
  const count = threads === "all" ? Math.min(countCores(), mostThreads) : threads;
  return new Device(createWasmBackend({ threads: count, debug, winograd, fusion }));
}

/** The backend behind {@link createWasm}; tests give it a smaller heap. */
export function createWasmBackend(
  options: WasmOptions & { readonly threads?: number } = {},
  limits: HeapLimits & TeamLimits = {},
): Backend {
  const engine = openEngine(options.threads ?? 1, { ...limits, debug: options.debug ?? false });
  return createBackend(engine, options);
}
