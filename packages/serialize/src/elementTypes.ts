import type { DType, TypedArray } from "@lumbre/tensor";
import { isLittleEndian, reverseElements } from "./byteOrder.js";
import { FormatError } from "./errors.js";

/** How the elements of some type are read. */
export interface ElementType {
  /** Bytes that one element takes in the file. */
  readonly itemSize: number;
  /** The dtype that the elements are read as. */
  readonly dtype: DType;
  /** The elements in memory that is given away. `where` is what errors call the tensor. */
  decode(memory: ArrayBuffer, where: string): TypedArray;
}

/** The element types of files, under the names that safetensors gives them. */
export const elementTypes = {
  BOOL: { itemSize: 1, dtype: "bool", decode: (memory) => new Uint8Array(memory).map((byte) => (byte === 0 ? 0 : 1)) },
  U8: { itemSize: 1, dtype: "uint8", decode: (memory) => new Uint8Array(memory) },
  I8: { itemSize: 1, dtype: "int32", decode: (memory) => new Int32Array(new Int8Array(memory)) },
  I16: { itemSize: 2, dtype: "int32", decode: (memory) => new Int32Array(new Int16Array(memory)) },
  U16: { itemSize: 2, dtype: "int32", decode: (memory) => new Int32Array(new Uint16Array(memory)) },
  I32: { itemSize: 4, dtype: "int32", decode: (memory) => new Int32Array(memory) },
  U32: { itemSize: 4, dtype: "int32", decode: decodeUint32 },
  I64: { itemSize: 8, dtype: "int32", decode: (memory, where) => narrow(new BigInt64Array(memory), where) },
  U64: { itemSize: 8, dtype: "int32", decode: (memory, where) => narrow(new BigUint64Array(memory), where) },
  F16: { itemSize: 2, dtype: "float32", decode: (memory) => widenHalf(new Uint16Array(memory)) },
  BF16: { itemSize: 2, dtype: "float32", decode: (memory) => widenBrain(new Uint16Array(memory)) },
  F32: { itemSize: 4, dtype: "float32", decode: (memory) => new Float32Array(memory) },
  F64: { itemSize: 8, dtype: "float64", decode: (memory) => new Float64Array(memory) },
} as const satisfies Readonly<Record<string, ElementType>>;

export type ElementTypeName = keyof typeof elementTypes;

/** The element types that our dtypes are written as. */
export const elementTypeNames: Readonly<Record<DType, ElementTypeName>> = {
  float32: "F32",
  float64: "F64",
  int32: "I32",
  uint8: "U8",
  bool: "BOOL",
};

/** Reads the elements of some bytes of a file, which are copied. */
export function decodeElements(type: ElementType, bytes: Uint8Array, where: string, isBigEndian = false): TypedArray {
  // A copy starts at an address that is right for every element, wherever the bytes stood in the file.
  return decodeOwned(type, new Uint8Array(bytes), where, isBigEndian);
}

/** {@link decodeElements} of bytes that become the elements' memory if they are all of their own, which nobody else uses. */
export function decodeOwned(type: ElementType, bytes: Uint8Array, where: string, isBigEndian = false): TypedArray {
  if (bytes.length !== bytes.buffer.byteLength) return decodeOwned(type, new Uint8Array(bytes), where, isBigEndian);
  if (isLittleEndian === isBigEndian) reverseElements(bytes, type.itemSize);
  return type.decode(bytes.buffer as ArrayBuffer, where);
}

/** The bytes of elements, in a file's order. */
export function encodeElements(values: TypedArray): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
  if (isLittleEndian) return bytes;
  const reversed = bytes.slice();
  reverseElements(reversed, values.BYTES_PER_ELEMENT);
  return reversed;
}

function decodeUint32(memory: ArrayBuffer, where: string): TypedArray {
  const values = new Int32Array(memory);
  const odd = values.findIndex((value) => value < 0);
  if (odd >= 0) throw outOfRange(where, odd, values[odd] >>> 0);
  return values;
}

function narrow(values: BigInt64Array | BigUint64Array, where: string): Int32Array {
  const narrowed = new Int32Array(values.length);
  // Halves, because numbers that are made of BigInts cost some ten times more.
  const halves = new Int32Array(values.buffer);
  const low = isLittleEndian ? 0 : 1;
  const isSigned = values instanceof BigInt64Array;
  for (let i = 0; i < narrowed.length; i++) {
    const value = halves[2 * i + low];
    const fits = halves[2 * i + 1 - low] === value >> 31 && (isSigned || value >= 0);
    if (!fits) throw outOfRange(where, i, values[i]);
    narrowed[i] = value;
  }
  return narrowed;
}

function outOfRange(where: string, index: number, value: number | bigint): FormatError {
  return new FormatError(`${where} has the value ${value} at ${index}, which int32 cannot hold`);
}

/** IEEE half precision: a sign, five bits of exponent, ten of fraction. */
function widenHalf(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) {
      values[i] = fraction * 2 ** -24;
      bits[i] |= sign;
    } else {
      // Infinities and NaN keep the largest exponent; the bias of the others is 127 in place of 15.
      bits[i] = sign | ((exponent === 0x1f ? 0xff : exponent + 112) << 23) | (fraction << 13);
    }
  }
  return values;
}

/** bfloat16: the upper half of a float32. */
function widenBrain(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = halves[i] << 16;
  return new Float32Array(bits.buffer);
}
