import type { Heap, WasmBuffer } from "../memory/heap.js";

const wordBytes = 4;

/** The layout of a struct of the assembly, generated from its class there: words of 4 bytes. */
export interface Layout<Fields> {
  readonly bytes: number;
  /** The fields in the struct's order, floats as their bits. Addresses may be above 2 GiB. */
  words(fields: Fields): readonly number[];
}

/**
 * A struct of so many bytes. Generated files call it.
 *
 * @public
 */
export function layout<Fields>(bytes: number, words: (fields: Fields) => readonly number[]): Layout<Fields> {
  return { bytes, words };
}

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

/**
 * The bits of a float32, as an integer. Generated files call it.
 *
 * @public
 */
export function bitsOf(value: number): number {
  float[0] = value;
  return floatBits[0] as number;
}

/** A struct in the heap, by which a kernel gets more than arguments can say. It takes memory when it is first written. */
export class Plan<Fields> {
  private buffer: WasmBuffer | null = null;

  constructor(
    private readonly heap: Heap,
    private readonly layout: Layout<Fields>,
  ) {}

  /** Writes all fields, and gives the struct's address. They hold until the next call. */
  write(fields: Fields): number {
    this.buffer ??= this.heap.allocate(this.layout.bytes, "uint8");
    const { address } = this.buffer;
    this.heap.words.set(this.layout.words(fields), address / wordBytes);
    return address;
  }
}
