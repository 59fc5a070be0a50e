import { DeviceError, type DType, itemSize, type TypedArray } from "@lumbre/tensor";

const pageBytes = 65_536;
const maxPages = 65_536;
/** Buffers start on cache lines. */
const alignment = 64;
/** Buffers from this size on make themselves known to the garbage collector. */
const ballastFrom = 65_536;

/** A piece of the WebAssembly memory. */
export class WasmBuffer {
  /**
   * The collector does not see WebAssembly memory, so a program that lets go of large tensors would give it no reason
   * to run. An array of the same length, never touched, costs no memory and counts.
   */
  private readonly ballast: ArrayBuffer | null;
  private view: TypedArray | null = null;

  constructor(
    private readonly heap: Heap,
    readonly address: number,
    readonly capacity: number,
    readonly length: number,
    readonly dtype: DType,
  ) {
    this.ballast = capacity >= ballastFrom ? new ArrayBuffer(capacity) : null;
  }

  /** The elements. Growth of the memory makes earlier arrays useless, so it is asked for anew each time. */
  get array(): TypedArray {
    if (this.view === null || this.view.buffer !== this.heap.memory.buffer) this.view = this.heap.viewOf(this);
    return this.view;
  }

  /** Bytes that this buffer announces to the collector. */
  get announced(): number {
    return this.ballast?.byteLength ?? 0;
  }
}

/** Memory for tensors: what is given back waits in a list per size for the next buffer of that size. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  private readonly free = new Map<number, number[]>();
  private end = alignment;
  private held = 0;
  private pooled = 0;

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: 256, maximum: maxPages });
  }

  /** Bytes that wait for reuse. */
  get pooledBytes(): number {
    return this.pooled;
  }

  allocate(length: number, dtype: DType): WasmBuffer {
    const capacity = sizeClass(length * itemSize(dtype));
    return new WasmBuffer(this, this.take(capacity), capacity, length, dtype);
  }

  /** Memory that no tensor has, for tables and scratch. */
  reserve(bytes: number): number {
    return this.take(sizeClass(bytes));
  }

  release(buffer: WasmBuffer): void {
    const list = this.free.get(buffer.capacity);
    if (list === undefined) this.free.set(buffer.capacity, [buffer.address]);
    else list.push(buffer.address);
    this.held -= buffer.capacity;
    this.pooled += buffer.capacity;
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

  private take(capacity: number): number {
    this.held += capacity;
    const reused = this.free.get(capacity)?.pop();
    if (reused !== undefined) {
      this.pooled -= capacity;
      return reused;
    }
    const address = this.end;
    const missing = address + capacity - this.memory.buffer.byteLength;
    if (missing > 0) this.grow(Math.ceil(missing / pageBytes), capacity);
    this.end += capacity;
    return address;
  }

  /** Grows by a quarter at least, so that small needs do not grow it again and again. */
  private grow(pages: number, capacity: number): void {
    const present = this.memory.buffer.byteLength / pageBytes;
    const wanted = Math.min(Math.max(pages, Math.ceil(present / 4)), maxPages - present);
    try {
      if (wanted < pages) throw new RangeError("the maximum is reached");
      this.memory.grow(wanted);
    } catch {
      this.held -= capacity;
      throw new DeviceError(
        `backend-wasm: out of memory for ${capacity} bytes: tensors hold ${this.held} bytes and ${this.pooled} wait for reuse, of 4 GiB at most`,
      );
    }
  }
}

/** Rounds up to one of four sizes per power of two, so that nearly equal needs share a list. */
function sizeClass(bytes: number): number {
  if (bytes <= 1024) return Math.max(alignment, Math.ceil(bytes / alignment) * alignment);
  const quarter = 2 ** (Math.floor(Math.log2(bytes - 1)) - 2);
  return Math.ceil(bytes / quarter) * quarter;
}
