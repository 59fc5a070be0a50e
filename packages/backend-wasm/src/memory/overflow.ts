import {
  allocateArray,
  type Backend,
  type DeviceBuffer,
  isInScope,
  type TypedArray,
  type View,
} from "@lumbre/tensor/backend";
import { isView } from "../engine/operands.js";
import { type Heap, WasmBuffer } from "./heap.js";

type Kernel = (...args: unknown[]) => unknown;

/** The backend's functions that are no kernels; those that see buffers are wrapped by hand. */
const others = [
  "allocate",
  "upload",
  "read",
  "readSync",
  "writable",
  "free",
  "leftToCollector",
  "leaveToCollector",
  "pooledBytes",
  "dispose",
];

/** A buffer outside of the heap, which the garbage collector takes back by itself, without waiting for a macrotask. */
export class HostBuffer {
  constructor(readonly array: TypedArray) {}
}

/** A view whose elements were brought into the heap. */
interface Staged {
  readonly buffer: WasmBuffer;
  readonly home: TypedArray;
}

/**
 * Lets a loop that never yields go on beside a full heap: what no scope will give back then lives in ordinary arrays,
 * which are brought into the heap for the kernels that work on them. Replaces functions of the backend, so it costs
 * nothing before it is needed.
 */
export function installOverflow(backend: Backend, heap: Heap): void {
  const functions = backend as unknown as Record<string, Kernel>;
  const native = { ...backend };
  const isOverflowing = (): boolean => heap.burst.isFull && !isInScope();
  for (const [name, kernel] of Object.entries(functions)) {
    if (typeof kernel === "function" && !others.includes(name)) {
      functions[name] = (...args) => runStaged(heap, kernel, args, isOverflowing);
    }
  }
  const outside = (array: TypedArray): HostBuffer => {
    heap.burst.add(array.byteLength);
    return new HostBuffer(array);
  };
  Object.assign(backend, {
    allocate: (length, dtype) =>
      isOverflowing() ? outside(allocateArray(dtype, length)) : native.allocate(length, dtype),
    upload: (data, dtype) => (isOverflowing() ? outside(data) : native.upload(data, dtype)),
    read: async (buffer) => (buffer instanceof HostBuffer ? buffer.array.slice() : native.read(buffer)),
    readSync: (buffer) => (buffer instanceof HostBuffer ? buffer.array : (native.readSync as Reader)(buffer)),
    writable: (buffer) => (buffer instanceof HostBuffer ? buffer.array : (native.writable as Reader)(buffer)),
    free: (buffer) => {
      if (!(buffer instanceof HostBuffer)) native.free(buffer);
    },
    leftToCollector: (buffer) => buffer instanceof HostBuffer,
    leaveToCollector: (buffer) => (heap.isCrowded && buffer instanceof WasmBuffer ? takeOutOf(heap, buffer) : null),
  } satisfies Partial<Backend>);
}

type Reader = (buffer: DeviceBuffer) => TypedArray;

/** Runs a kernel with every operand in the heap, and takes its results out where they do not fit. */
function runStaged(heap: Heap, kernel: Kernel, args: readonly unknown[], isOverflowing: () => boolean): unknown {
  const staged: Staged[] = [];
  try {
    const result = kernel(...args.map((argument) => stage(heap, argument, staged)));
    // A kernel that returns nothing has changed some of its operands.
    if (result === undefined) for (const { buffer, home } of staged) home.set(buffer.array);
    return isOverflowing() ? takeOut(heap, result) : result;
  } finally {
    for (const { buffer } of staged) heap.release(buffer);
  }
}

/** The argument with copies in the heap of what lies outside. */
function stage(heap: Heap, argument: unknown, staged: Staged[]): unknown {
  if (Array.isArray(argument)) return argument.map((item) => stage(heap, item, staged));
  if (!isView(argument) || !(argument.buffer instanceof HostBuffer)) return argument;
  const { shape, strides, offset, dtype } = argument;
  // Only the elements that the view can reach.
  const isEmpty = shape.includes(0);
  const reach = isEmpty ? 0 : shape.reduce((sum, size, d) => sum + (size - 1) * strides[d], 1);
  const home = argument.buffer.array.subarray(offset, offset + reach);
  const buffer = heap.allocate(reach, dtype);
  buffer.array.set(home);
  staged.push({ buffer, home });
  return { buffer, shape, strides, offset: 0, dtype } satisfies View;
}

/** Moves results to arrays of their own. */
function takeOut(heap: Heap, result: unknown): unknown {
  if (Array.isArray(result)) return result.map((item) => takeOut(heap, item));
  return result instanceof WasmBuffer ? takeOutOf(heap, result) : result;
}

function takeOutOf(heap: Heap, buffer: WasmBuffer): HostBuffer {
  const host = new HostBuffer(buffer.array.slice());
  heap.burst.add(host.array.byteLength);
  heap.release(buffer);
  return host;
}
