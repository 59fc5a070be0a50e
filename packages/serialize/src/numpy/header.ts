import { FormatError } from "../errors.js";
import { type Descr, parseDescr } from "./descr.js";

/** What a .npy file starts with. */
const magic = Uint8Array.of(0x93, ...new TextEncoder().encode("NUMPY"));
/** The longest header that is read: numpy's own limit. */
const longestHeader = 10_000;
/** Elements start at a multiple of this. */
const alignment = 64;

/** What the header of an array says. */
export interface NpyHeader extends Descr {
  readonly shape: readonly number[];
  /** True for an array whose first dimension changes fastest. */
  readonly isFortranOrder: boolean;
  /** Where the elements start. */
  readonly start: number;
}

/** @throws {FormatError} for anything but a whole header of version 1, 2 or 3. */
export function readNpyHeader(op: string, bytes: Uint8Array): NpyHeader {
  if (bytes.length < 12 || magic.some((byte, i) => bytes[i] !== byte)) {
    throw new FormatError(`${op}: the bytes do not start as a .npy file does`);
  }
  const version = bytes[6];
  if (version < 1 || version > 3) {
    throw new FormatError(`${op}: the file has version ${version} of the format, expected 1, 2 or 3`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader || first + length > bytes.length) {
    throw new FormatError(`${op}: the header is ${length} bytes long, and the file ${bytes.length}; it is truncated`);
  }
  const text = new TextDecoder().decode(new Uint8Array(bytes.subarray(first, first + length)));
  return { ...parse(op, text), start: first + length };
}

/** Reads a dict as Python writes it: `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }`. */
function parse(op: string, text: string): Omit<NpyHeader, "start"> {
  const descr = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(text)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)\b/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined && /['"]descr['"]\s*:\s*\[/.test(text)) {
    throw new FormatError(`${op}: the array has records as elements; save their fields one by one`);
  }
  if (descr === undefined || order === undefined || sizes === undefined || !/^\s*\{.*\}\s*$/s.test(text)) {
    throw new FormatError(`${op}: the header ${JSON.stringify(text.trim().slice(0, 100))} is not that of a .npy file`);
  }
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map((size) => Number(size.replace("L", "")));
  if (!shape.every(Number.isSafeInteger)) throw new FormatError(`${op}: the array has the shape (${sizes})`);
  return { ...parseDescr(op, descr), shape, isFortranOrder: order === "True" };
}

/** The header of an array in row-major order, as numpy writes it. */
export function writeNpyHeader(descr: string, shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dict = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const length = Math.ceil((10 + dict.length + 1) / alignment) * alignment - 10;
  const header = new Uint8Array(10 + length).fill(0x20);
  header.set(magic);
  header.set([1, 0, length & 0xff, length >> 8], 6);
  header.set(new TextEncoder().encode(dict), 10);
  header[header.length - 1] = 0x0a;
  return header;
}
