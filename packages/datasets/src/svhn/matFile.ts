import { decompress } from "@lumbre/hub";
import { DataError } from "../errors.js";
import { asDataError } from "../files.js";

// MATLAB's file format of level 5: a header of 128 bytes, then elements, each of which is a tag with its type and its
// length in bytes, and what it holds, padded to a multiple of 8 bytes. An element of 4 bytes or less may stand in the
// second half of its tag. A variable is a matrix element, in most files within a compressed one.
// See https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf

/** Numbers of a variable, the first index running fastest. */
export interface MatArray {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number | bigint>;
}

interface Element {
  readonly type: number;
  readonly contents: Uint8Array;
  /** Where the next element begins. */
  readonly end: number;
}

const headerBytes = 128;
const tagBytes = 8;
const types = { int8: 1, int32: 5, uint32: 6, matrix: 14, compressed: 15 };
/** Classes of variables that hold numbers: doubles, floats, and integers of 8 to 64 bits. */
const firstNumeric = 6;
const lastNumeric = 15;

type ArrayOf = new (buffer: ArrayBuffer) => ArrayLike<number | bigint>;

/** The arrays for the types that hold numbers. */
const arrays: ReadonlyMap<number, ArrayOf> = new Map<number, ArrayOf>([
  [1, Int8Array],
  [2, Uint8Array],
  [3, Int16Array],
  [4, Uint16Array],
  [5, Int32Array],
  [6, Uint32Array],
  [7, Float32Array],
  [9, Float64Array],
  [12, BigInt64Array],
  [13, BigUint64Array],
]);
const uint8 = 2;

/**
 * The variables of a MATLAB file that hold numbers, by name. Others are passed over.
 *
 * @throws {DataError} for what is no such file, or a damaged one.
 */
export async function readMat(bytes: Uint8Array, name: string): Promise<Map<string, MatArray>> {
  checkHeader(bytes, name);
  const variables = new Map<string, MatArray>();
  for (let at = headerBytes; at < bytes.length; ) {
    const outer = elementAt(bytes, at, name);
    at = outer.end;
    const element = outer.type === types.compressed ? await unpacked(outer, name) : outer;
    if (element.type !== types.matrix) continue;
    const found = variableOf(element.contents, name);
    if (found === null) continue;
    if (variables.has(found.variable))
      throw new DataError(`${name} has two variables ${JSON.stringify(found.variable)}`);
    variables.set(found.variable, found.array);
  }
  return variables;
}

function checkHeader(bytes: Uint8Array, name: string): void {
  if (bytes.length < headerBytes) {
    throw new DataError(`${name} has ${bytes.length} bytes, expected a MATLAB file with a header of ${headerBytes}`);
  }
  const order = String.fromCharCode(bytes[126], bytes[127]);
  if (order === "MI")
    throw new DataError(`${name} is a MATLAB file whose numbers are big-endian; expected little-endian`);
  if (order === "IM" && bytes[125] === 1) return;
  throw new DataError(`${name} is no MATLAB file of level 5; in MATLAB, save it with "-v6" or "-v7"`);
}

function elementAt(bytes: Uint8Array, at: number, name: string): Element {
  const left = bytes.length - at;
  if (left < tagBytes)
    throw new DataError(`${name} is truncated: ${left} bytes are left for an element of ${tagBytes} or more`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, tagBytes);
  const word = view.getUint32(0, true);
  const small = word >>> 16;
  if (small > 4)
    throw new DataError(`${name} is damaged: an element of ${small} bytes within its tag, expected 4 or less`);
  if (small > 0) {
    return { type: word & 0xffff, contents: bytes.subarray(at + 4, at + 4 + small), end: at + tagBytes };
  }
  const length = view.getUint32(4, true);
  if (length > left - tagBytes) {
    throw new DataError(
      `${name} is damaged or truncated: an element of ${length} bytes where ${left - tagBytes} are left`,
    );
  }
  const start = at + tagBytes;
  // Compressed elements are not padded, and the padding of the last one may be missing.
  const padded = word === types.compressed ? length : Math.ceil(length / 8) * 8;
  return { type: word, contents: bytes.subarray(start, start + length), end: Math.min(start + padded, bytes.length) };
}

async function unpacked({ contents }: Element, name: string): Promise<Element> {
  return elementAt(await asDataError(decompress(contents, "deflate", { name })), 0, name);
}

/** A variable's name and numbers; null for one of another class, such as text or a struct. */
function variableOf(bytes: Uint8Array, name: string): { readonly variable: string; readonly array: MatArray } | null {
  const flags = elementAt(bytes, 0, name);
  if (flags.type !== types.uint32 || flags.contents.length < 8)
    throw new DataError(`${name} is damaged: a matrix without flags`);
  const kind = flags.contents[0];
  if (kind < firstNumeric || kind > lastNumeric) return null;
  const dimensions = elementAt(bytes, flags.end, name);
  const label = elementAt(bytes, dimensions.end, name);
  if (dimensions.type !== types.int32 || label.type !== types.int8) {
    throw new DataError(`${name} is damaged: a matrix without dimensions or name`);
  }
  const shape = Array.from(numbersOf(dimensions, name), Number);
  const values = numbersOf(elementAt(bytes, label.end, name), name);
  const variable = String.fromCharCode(...label.contents.subarray(0, 64));
  if (shape.some((size) => size < 0) || shape.reduce((count, size) => count * size, 1) !== values.length) {
    const held = `${values.length} numbers in the variable ${JSON.stringify(variable)}`;
    throw new DataError(`${name} is damaged: ${held} of shape [${shape.slice(0, 8).join(", ")}]`);
  }
  return { variable, array: { shape, values } };
}

function numbersOf({ type, contents }: Element, name: string): ArrayLike<number | bigint> {
  if (type === uint8) return contents;
  const Numbers = arrays.get(type) as (ArrayOf & { readonly BYTES_PER_ELEMENT: number }) | undefined;
  if (Numbers === undefined) throw new DataError(`${name} is damaged: numbers of the unknown type ${type}`);
  if (contents.length % Numbers.BYTES_PER_ELEMENT !== 0) {
    throw new DataError(
      `${name} is damaged: ${contents.length} bytes of numbers of ${Numbers.BYTES_PER_ELEMENT} bytes each`,
    );
  }
  return new Numbers(contents.slice().buffer);
}
