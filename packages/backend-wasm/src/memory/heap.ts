import {
  type DeviceError,
  type DType,
  hasMemoryFor,
  isInScope,
  itemSize,
  type TypedArray,
} from "@lumbre/tensor/backend";
import { Burst, type BurstLimits, burstLimits } from "./burst.js";
import { Guard, guardBytes } from "./guard.js";
import { formatBytes, outOfMemory } from "./outOfMemory.js";
import { firstAddress, type SizeClass, Space } from "./space.js";

const pageBytes = 65_536;
const maxBytes = 2 ** 32;
/** Bytes of which the garbage collector hears at a time. */
const announcedBytes = 16 * 2 ** 20;
/** The most arrays that wait to be announced again: what a large step gives back at its end. */
const mostBallasts = 32;

/** A piece of the WebAssembly memory. */
export class WasmBuffer {
  private view: TypedArray | null = null;

  constructor(
    private readonly heap: Heap,
    readonly address: number,
    readonly size: SizeClass,
    readonly length: number,
    readonly dtype: DType,
    /** Not read: it is there to be collected together with the buffer, if that is not given back before. */
    public ballast: ArrayBuffer | null,
  ) {}

  get capacity(): number {
    return this.size.capacity;
  }

  /** The elements. Growth of the memory makes earlier arrays useless, so it is asked for anew each time. */
  get array(): TypedArray {
    if (this.view === null || this.view.buffer !== this.heap.memory.buffer) this.view = this.heap.viewOf(this);
    return this.view;
  }
}

/** What tests set smaller. */
export interface HeapLimits {
  /** As far as the memory may grow. */
  readonly maxBytes?: number;
  readonly burst?: BurstLimits;
}

export interface HeapOptions extends HeapLimits {
  /** Surrounds buffers with canaries and fills freed ones with NaN. */
  readonly debug?: boolean;
  /** Lets other threads work on the memory. */
  readonly isShared?: boolean;
}

/** Memory for tensors: what is given back waits in a list per size for the next buffer of that size. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly burst: Burst;
  /** Watches over buffers in debug mode. */
  readonly guard: Guard | null;
  private readonly space = new Space();
  private readonly maxBytes: number;
  private view: Int32Array<ArrayBufferLike>;
  private reserved = 0;
  private unannounced = 0;
  private readonly ballasts: ArrayBuffer[] = [];

  constructor(options: HeapOptions = {}) {
    const shared = options.isShared ?? false;
    this.memory = new WebAssembly.Memory({ initial: 256, maximum: maxBytes / pageBytes, shared });
    this.maxBytes = options.maxBytes ?? maxBytes;
    this.burst = new Burst(options.burst ?? burstLimits);
    this.guard = options.debug ? new Guard(this.memory) : null;
    this.view = new Int32Array(this.memory.buffer);
    this.space.extend(firstAddress, Math.min(this.memory.buffer.byteLength, this.maxBytes));
  }

  /** All of the memory. Growth makes earlier views useless, so it is asked for anew each time. */
  get words(): Int32Array {
    if (this.view.buffer !== this.memory.buffer) this.view = new Int32Array(this.memory.buffer);
    return this.view;
  }

  /** True when so much was made since the last macrotask, and so little room is left, that what stays goes elsewhere. */
  get isCrowded(): boolean {
    return this.burst.isFull && this.space.used > this.maxBytes / 2;
  }

  /** Bytes that wait for reuse. */
  get pooledBytes(): number {
    return this.space.waiting;
  }

  allocate(length: number, dtype: DType): WasmBuffer {
    const bytes = length * itemSize(dtype);
    const padding = this.guard === null ? 0 : guardBytes;
    const size = this.sizeFor(bytes + 2 * padding);
    const address = this.take(size, bytes) + padding;
    this.burst.add(size.capacity);
    const buffer = new WasmBuffer(this, address, size, length, dtype, this.announce(size.capacity));
    this.guard?.arm(buffer);
    return buffer;
  }

  /** Memory that no tensor has, for scratch. It is not given back. */
  reserve(bytes: number): number {
    const padding = this.guard === null ? 0 : guardBytes;
    const size = this.sizeFor(bytes + 2 * padding);
    const address = this.take(size, bytes) + padding;
    this.reserved += size.capacity;
    size.live--;
    this.guard?.arm(new WasmBuffer(this, address, size, bytes, "uint8", null));
    return address;
  }

  /** @throws {DeviceError} in debug mode, when something was written beside the buffer, or it was released before. */
  release(buffer: WasmBuffer): void {
    const padding = this.guard === null ? 0 : guardBytes;
    this.guard?.disarm(buffer);
    this.space.give(buffer.size, buffer.address - padding);
    this.burst.remove(buffer.capacity);
    this.unannounced = Math.max(0, this.unannounced - buffer.capacity);
    if (buffer.ballast !== null && this.ballasts.length < mostBallasts) this.ballasts.push(buffer.ballast);
    buffer.ballast = null;
  }

  viewOf({ address, length, dtype }: WasmBuffer): TypedArray {
    const { buffer } = this.memory;
    switch (dtype) {
      case "float32":
        return new Float32Array(buffer, address, length);
      case "float64":
        return new Float64Array(buffer, address, length);
      case "int32":
        return new Int32Array(buffer, address, length);
      default:
        return new Uint8Array(buffer, address, length);
    }
  }

  /**
   * The collector does not see WebAssembly memory, so a program that lets go of large tensors would give it no reason
   * to run. An array that is never touched costs no memory and counts; one now and then is enough. In a scope those of buffers
   * that were given back serve again: a new one would have the collector run in every step of a program that leaves it nothing to
   * find. Elsewhere it has something to find.
   */
  private announce(bytes: number): ArrayBuffer | null {
    this.unannounced += bytes;
    if (this.unannounced < announcedBytes) return null;
    const maxByteLength = this.unannounced;
    this.unannounced = 0;
    const again = isInScope() ? this.ballasts.pop() : undefined;
    if (again !== undefined) return again;
    // A resizable array gets pages of its own; others may be carved from memory in use, and cleared.
    return new (ArrayBuffer as new (length: number, options: object) => ArrayBuffer)(maxByteLength, { maxByteLength });
  }

  private sizeFor(bytes: number): SizeClass {
    if (bytes > this.maxBytes) throw this.outOfMemory(bytes);
    return this.space.classOf(bytes);
  }

  private take(size: SizeClass, bytes: number): number {
    const address = this.space.take(size);
    return address < 0 ? this.makeRoom(size, bytes) : address;
  }

  /** Finds memory for a block where none of its size waits. */
  private makeRoom(size: SizeClass, bytes: number): number {
    const { space } = this;
    const wait = space.waiting;
    const isWorthMerging = wait >= size.capacity && wait * 8 >= this.memory.buffer.byteLength;
    if (isWorthMerging) space.merge();
    let address = isWorthMerging ? space.take(size) : -1;
    if (address < 0 && this.grow(size.capacity)) address = space.take(size);
    if (address < 0) {
      space.merge();
      address = space.take(size);
    }
    // The merged region may reach up to the end, and need less.
    if (address < 0 && this.grow(size.capacity)) address = space.take(size);
    if (address < 0) throw this.outOfMemory(bytes);
    return address;
  }

  private outOfMemory(bytes: number): DeviceError {
    const limit =
      bytes > this.maxBytes || hasMemoryFor(bytes)
        ? `${formatBytes(this.maxBytes)} at most`
        : `${formatBytes(this.memory.buffer.byteLength)}, beside which the machine has no memory`;
    return outOfMemory(bytes, limit, this.space, this.reserved);
  }

  /** Grows by a quarter at least where it can, so that small needs do not grow it again and again. */
  private grow(bytes: number): boolean {
    const present = this.memory.buffer.byteLength;
    const missing = Math.ceil((bytes - this.space.bytesAtEnd(present)) / pageBytes) * pageBytes;
    const room = Math.floor((this.maxBytes - present) / pageBytes) * pageBytes;
    // What is grown is there when it is first written to, and ends the process where it is not.
    if (!hasMemoryFor(missing)) return false;
    const generous = Math.min(Math.ceil(present / 4 / pageBytes) * pageBytes, room);
    for (const wanted of [Math.max(missing, generous), missing]) {
      if (wanted > room) continue;
      try {
        this.memory.grow(wanted / pageBytes);
      } catch {
        continue;
      }
      this.space.extend(present, present + wanted);
      return true;
    }
    return false;
  }
}
