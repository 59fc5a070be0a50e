import { allocateArray, type DType, itemSize, type TypedArray } from "../../dtype.js";

/**
 * Typed arrays that were given back, by dtype and length, for the next kernel that needs just such a one. Fresh
 * memory is expensive: the first touch of each page costs more than most kernels that fill it.
 */
export class BufferPool {
  private readonly free = new Map<string, TypedArray[]>();
  private held = 0;

  /** @param capacity Bytes kept at most; what comes back beyond it goes to the garbage collector. */
  constructor(private readonly capacity: number) {}

  get bytes(): number {
    return this.held;
  }

  /** An array of `length` elements with whatever values it had before. */
  take(dtype: DType, length: number): TypedArray {
    const reused = this.free.get(poolKey(storageKind(dtype), length))?.pop();
    if (reused === undefined) return allocateArray(dtype, length);
    this.held -= reused.byteLength;
    return reused;
  }

  give(array: TypedArray): void {
    // A small part of a larger buffer would keep all of it alive.
    if (this.held + array.byteLength > this.capacity || array.buffer.byteLength !== array.byteLength) return;
    const key = poolKey(arrayKind(array), array.length);
    const list = this.free.get(key);
    if (list === undefined) this.free.set(key, [array]);
    else list.push(array);
    this.held += array.byteLength;
  }

  clear(): void {
    this.free.clear();
    this.held = 0;
  }
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
