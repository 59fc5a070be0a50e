import { type DType, fromTypedArray, type Tensor, type TypedArray, ValueError } from "@lumbre/tensor";
import {
  aNumber,
  anInstanceOf,
  aString,
  aTensor,
  bind,
  defineSignature,
  named,
  nullable,
  positional,
  required,
} from "@lumbre/tensor/engine";
import { DataError } from "./errors.js";

/** An element type of the format: the third byte of the magic number. */
interface IdxType {
  readonly bytes: number;
  readonly dtype: DType;
  readonly array: new (length: number) => TypedArray;
  read(view: DataView, offset: number): number;
}

const idxTypes: Readonly<Record<number, IdxType>> = {
  8: { bytes: 1, dtype: "uint8", array: Uint8Array, read: (view, offset) => view.getUint8(offset) },
  9: { bytes: 1, dtype: "int32", array: Int32Array, read: (view, offset) => view.getInt8(offset) },
  11: { bytes: 2, dtype: "int32", array: Int32Array, read: (view, offset) => view.getInt16(offset) },
  12: { bytes: 4, dtype: "int32", array: Int32Array, read: (view, offset) => view.getInt32(offset) },
  13: { bytes: 4, dtype: "float32", array: Float32Array, read: (view, offset) => view.getFloat32(offset) },
  14: { bytes: 8, dtype: "float64", array: Float64Array, read: (view, offset) => view.getFloat64(offset) },
};

/** Options of {@link readIdx}. */
export interface ReadIdxOptions {
  /** What error messages call the file. Default "the IDX file". */
  readonly name?: string | undefined;
  /** The magic number that it must have, such as 0x803 for bytes in three dimensions. Default: any valid one. */
  readonly magic?: number | null;
}

const readSignature = defineSignature(
  "readIdx",
  positional("bytes", anInstanceOf(Uint8Array, "a Uint8Array with the contents of the file")),
  named("name", aString, "the IDX file"),
  named("magic", nullable(aNumber), null),
);
const writeSignature = defineSignature("writeIdx", required("x", aTensor));

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, "0")}`;
}

/**
 * Reads a file in the IDX format, that of MNIST: a magic number (two zeros, the element type, the number of dimensions),
 * the sizes and the elements, all of them big-endian.
 *
 * Bytes become uint8; signed bytes, 16 and 32-bit integers int32; floats float32 and doubles float64.
 *
 * @param options.name What error messages call the file. Default "the IDX file".
 * @param options.magic The magic number that it must have. Default: any valid one.
 * @throws {DataError} for another magic number, and a file that is longer or shorter than its header says.
 * @example
 * const bytes = new Uint8Array([0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9]);
 * readIdx(bytes); // => tensor([[7, 8, 9]], dtype=uint8)
 * readIdx(bytes.subarray(0, 14)); // throws DataError: readIdx: the IDX file is truncated: 14 bytes, expected 15
 * @see http://yann.lecun.com/exdb/mnist/
 */
export function readIdx(bytes: Uint8Array, options?: ReadIdxOptions): Tensor {
  const [, name, magic] = bind(readSignature, arguments);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { type, shape, start } = readHeader(view, name, magic);
  const count = shape.reduce((product, size) => product * size, 1);
  const expected = start + count * type.bytes;
  if (bytes.length !== expected) {
    throw new DataError(
      `readIdx: ${name} is ${bytes.length < expected ? "truncated" : "too long"}: ${bytes.length} bytes, expected ` +
        `${expected} for the shape [${shape.join(", ")}] of its header`,
    );
  }
  if (type.array === Uint8Array) return fromTypedArray(bytes.subarray(start), shape);
  const data = new type.array(count);
  for (let i = 0; i < count; i++) data[i] = type.read(view, start + i * type.bytes);
  return fromTypedArray(data, shape);
}

function readHeader(
  view: DataView,
  name: string,
  expected: number | null,
): { readonly type: IdxType; readonly shape: number[]; readonly start: number } {
  if (view.byteLength < 4) throw truncatedHeader(name, view.byteLength, 4);
  const magic = view.getUint32(0);
  const type = idxTypes[magic >>> 8];
  if (type === undefined || (expected !== null && magic !== expected)) {
    const wanted = expected === null ? "00 00, an element type 08, 09 or 0b to 0e, and the rank" : hex(expected);
    throw new DataError(`readIdx: ${name} starts with the magic number ${hex(magic)}, expected ${wanted}`);
  }
  const rank = magic & 0xff;
  const start = 4 + 4 * rank;
  if (view.byteLength < start) throw truncatedHeader(name, view.byteLength, start);
  return { type, shape: Array.from({ length: rank }, (_, d) => view.getUint32(4 + 4 * d)), start };
}

function truncatedHeader(name: string, length: number, expected: number): DataError {
  return new DataError(`readIdx: ${name} is truncated: ${length} bytes, expected a header of ${expected}`);
}

/** How each dtype is written; the codes are keys of {@link idxTypes}. */
const writers: Readonly<
  Record<DType, { readonly code: number; write(view: DataView, offset: number, value: number): void }>
> = {
  bool: { code: 8, write: (view, offset, value) => view.setUint8(offset, value) },
  uint8: { code: 8, write: (view, offset, value) => view.setUint8(offset, value) },
  int32: { code: 12, write: (view, offset, value) => view.setInt32(offset, value) },
  float32: { code: 13, write: (view, offset, value) => view.setFloat32(offset, value) },
  float64: { code: 14, write: (view, offset, value) => view.setFloat64(offset, value) },
};

/**
 * The bytes of a file in the IDX format with the elements of a tensor. Bools are written as bytes.
 *
 * @throws {ValueError} for more than 255 dimensions.
 * @example
 * readIdx(writeIdx(tensor([[1.5, -2]]))); // => tensor([[ 1.5000, -2.0000]])
 */
export function writeIdx(x: Tensor): Uint8Array {
  [x] = bind(writeSignature, arguments);
  if (x.ndim > 255) throw new ValueError(`writeIdx: the format has at most 255 dimensions, got ${x.ndim}`);
  const data = x.readSync();
  const start = 4 + 4 * x.ndim;
  const bytes = new Uint8Array(start + data.byteLength);
  const view = new DataView(bytes.buffer);
  const { code, write } = writers[x.dtype];
  view.setUint32(0, (code << 8) | x.ndim);
  for (const [d, size] of x.shape.entries()) view.setUint32(4 + 4 * d, size);
  for (let i = 0; i < data.length; i++) write(view, start + i * data.BYTES_PER_ELEMENT, data[i]);
  return bytes;
}
