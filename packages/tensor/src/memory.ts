import { bind } from "./arguments/bind.js";
import { aFunction } from "./arguments/kinds.js";
import { refusePromise } from "./arguments/promises.js";
import { defineSignature, required } from "./arguments/signature.js";
import { aTensor } from "./arguments/tensorKinds.js";
import { getDefaultDevice } from "./device.js";
import { ValueError } from "./errors.js";
import { blockStackError } from "./overflow.js";
import { getCurrentScope, StorageScope, setCurrentScope, storageCounts } from "./storage.js";
import { Tensor } from "./tensor.js";

const memorySignature = defineSignature("memory");
const scopeSignature = defineSignature("scope", required("fn", aFunction<() => unknown>()));
const keepSignature = defineSignature("keep", required("tensor", aTensor));

/** What {@link memory} reports. */
export interface MemoryReport {
  /**
   * Buffers that tensors hold; a tensor and its views share one. What a device leaves to the garbage collector does
   * not count: on the CPU reference buffers beyond some 256 MB, on WebAssembly those beyond a full heap.
   */
  readonly buffers: number;
  /** Bytes of those buffers. */
  readonly bytes: number;
  /** Bytes that the default device keeps for reuse. */
  readonly pooledBytes: number;
}

/**
 * Counts the memory that tensors hold. Tensors that nobody uses any more count until the garbage collector has
 * found them.
 *
 * @example
 * const before = memory().buffers;
 * const x = zeros(2, 3);
 * memory().buffers - before; // => 1
 */
export function memory(): MemoryReport {
  bind(memorySignature, arguments);
  const { buffers, bytes } = storageCounts();
  return { buffers, bytes, pooledBytes: getDefaultDevice().backend.pooledBytes?.() ?? 0 };
}

/**
 * Runs `fn` and then gives back the memory of every tensor made in it, for the next call to reuse. What lives
 * on: the tensors in the returned value (also inside arrays, maps, sets and plain objects), gradients of tensors from
 * outside, optimizer state, and what {@link keep} was called on. Never needed for correctness; it saves
 * allocating in a training step.
 *
 * @param fn Runs at once; must not be async.
 * @throws {ValueError} when `fn` returns a promise, or fills the call stack.
 * @throws {ArgumentError} for what is no function.
 * @example
 * const total = scope(() => ones(1000).mul(2).sum());
 * total.item(); // => 2000
 */
export function scope<T>(fn: () => T): T {
  bind(scopeSignature, arguments);
  const parent = getCurrentScope();
  const inner = new StorageScope(parent);
  setCurrentScope(inner);
  try {
    const result = refusePromise(
      fn(),
      () =>
        new ValueError(
          "scope: the function returned a promise; memory is given back when it returns, so it must not be async",
        ),
    );
    forEachTensor(result, (tensor) => {
      if (tensor.storage.scope === inner) tensor.storage.moveTo(parent);
    });
    return result;
  } catch (error) {
    throw blockStackError(error, "scope");
  } finally {
    setCurrentScope(parent);
    inner.close();
  }
}

/**
 * Lets a tensor made inside a {@link scope} live on after every scope.
 *
 * @returns The tensor.
 * @throws {ArgumentError} for what is no tensor.
 * @example
 * let kept = zeros(1);
 * scope(() => {
 *   kept = keep(ones(1).mul(3));
 * });
 * kept.item(); // => 3
 */
export function keep<T extends Tensor>(tensor: T): T {
  bind(keepSignature, arguments);
  tensor.storage.moveTo(null);
  return tensor;
}

function forEachTensor(value: unknown, visit: (tensor: Tensor) => void, seen = new Set<unknown>()): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof Tensor) visit(value);
  else if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    // The entries of a map are arrays, with its keys, which may be tensors too.
    for (const item of value) forEachTensor(item, visit, seen);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) forEachTensor(item, visit, seen);
  }
}
