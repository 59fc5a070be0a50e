import { allocateArray, type DType, itemSize, type TypedArray } from "../../dtype.js";

/**
 * Typed arrays that were given back, by dtype and length, for the next kernel that needs just such a one. Fresh
 * memory is expensive: the first touch of each page costs more than most kernels that fill it.
 */
export class BufferPool {
  private readonly kinds = new Map<string, Kind>();
  private held = 0;

  /** @param capacity Bytes kept at most; what comes back beyond it goes to the garbage collector. */
  constructor(private readonly capacity: number) {}

  get bytes(): number {
    return this.held;
  }

  /** An array of `length` elements with whatever values it had before. */
  take(dtype: DType, length: number): TypedArray {
    const key = poolKey(storageKind(dtype), length);
    const kind = this.kinds.get(key);
    const reused = kind?.free.pop();
    if (kind === undefined) this.kinds.set(key, { free: [], lent: 1 });
    else kind.lent++;
    if (reused === undefined) return allocateArray(dtype, length);
    this.held -= reused.byteLength;
    return reused;
  }

  /** Takes an array back. One more than were lent is an upload's: kept, each upload would make the pool larger. */
  give(array: TypedArray): void {
    const kind = this.kinds.get(poolKey(arrayKind(array), array.length));
    if (kind === undefined || kind.lent === 0) return;
    kind.lent--;
    // A small part of a larger buffer would keep all of it alive.
    if (this.held + array.byteLength > this.capacity || array.buffer.byteLength !== array.byteLength) return;
    kind.free.push(array);
    this.held += array.byteLength;
  }

  clear(): void {
    this.kinds.clear();
    this.held = 0;
  }
}

/** The arrays of one dtype and length. */
interface Kind {
  readonly free: TypedArray[];
  /** How many have been taken and not given back. */
  lent: number;
}

function poolKey(kind: string, length: number): string {
  return kind + length;
}

function storageKind(dtype: DType): string {
  return itemSize(dtype) === 1 ? "b" : dtype === "int32" ? "i" : dtype === "float32" ? "f" : "d";
}

function arrayKind(array: TypedArray): string {
  if (array instanceof Float32Array) return "f";
  if (array instanceof Float64Array) return "d";
  return array instanceof Int32Array ? "i" : "b";
}
