import { describe } from "@lumbre/tensor/engine";
import { type ElementType, elementTypes } from "../elementTypes.js";
import { FormatError } from "../errors.js";
import { memberNames } from "./memberNames.js";

/** The longest header that readers of the format accept, in bytes. */
export const longestHeader = 100_000_000;

/** The name under which the header holds strings that describe the file. */
export const metadataName = "__metadata__";

/** Where a tensor's bytes are, and what they are. */
export interface Entry {
  readonly name: string;
  /** The format's name, such as F32. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The bytes from `begin` to before `end`, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** What a file holds. */
export interface Contents {
  readonly metadata: Readonly<Record<string, string>> | null;
  /** By name, in the header's order. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Where the header ends and the elements start. */
  readonly start: number;
}

/**
 * Reads and checks the header of a file: afterwards every entry has exactly the bytes that its shape needs, and all of
 * them together are the file.
 *
 * @param bytes The file, or its first bytes up to {@link headerEnd}.
 * @param length Bytes of the file.
 * @throws {FormatError} for anything that the format does not allow.
 */
export function readHeader(op: string, bytes: Uint8Array, length = bytes.length): Contents {
  const start = headerEnd(op, bytes, length);
  const text = decodeText(op, new Uint8Array(bytes.subarray(8, start)));
  const header = parse(op, text);
  const names = memberNames(text, (name) => new FormatError(`${op}: the header has the name ${name} twice`));
  const entries = names
    .filter((name) => name !== metadataName)
    .map((name) => readEntry(`${op}: ${JSON.stringify(name)}`, name, header[name]));
  checkLayout(op, entries, length - start);
  const metadata = Object.hasOwn(header, metadataName) ? readMetadata(op, header[metadataName]) : null;
  return { metadata, entries: new Map(entries.map((entry) => [entry.name, entry])), start };
}

/** Where the header of a file of `length` bytes ends, by its first eight. */
export function headerEnd(op: string, bytes: Uint8Array, length: number): number {
  if (length < 8) {
    throw new FormatError(`${op}: got ${length} bytes, expected at least 8 for the length of the header`);
  }
  const headerLength = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (headerLength > longestHeader) {
    throw new FormatError(
      `${op}: the header is ${headerLength} bytes long, expected at most ${longestHeader}; are these bytes a safetensors file?`,
    );
  }
  const end = 8 + Number(headerLength);
  if (end > length) {
    throw new FormatError(`${op}: the header ends at byte ${end}, but there are ${length}; the file is truncated`);
  }
  return end;
}

function decodeText(op: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(`${op}: the header is not UTF-8 text`, { cause });
  }
}

function parse(op: string, text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith("{")) {
    throw new FormatError(`${op}: the header starts with ${JSON.stringify(text.slice(0, 10))}, expected {`);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${op}: the header is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The element type of a name in a header. @throws {FormatError} for one that no dtype can hold. */
export function elementTypeOf(name: unknown, where: string): ElementType {
  if (typeof name === "string" && Object.hasOwn(elementTypes, name))
    return elementTypes[name as keyof typeof elementTypes];
  throw new FormatError(
    `${where} has the dtype ${describe(name)}, expected one of ${Object.keys(elementTypes).join(", ")}`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function readEntry(where: string, name: string, value: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  const { itemSize } = elementTypeOf(dtype, where);
  if (!isCountList(shape)) {
    throw new FormatError(`${where} has the shape ${describe(shape)}, expected a list of whole numbers >= 0`);
  }
  if (!isCountList(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw new FormatError(
      `${where} has the data_offsets ${describe(offsets)}, expected [begin, end] with 0 <= begin <= end`,
    );
  }
  const [begin, end] = offsets;
  const expected = shape.reduce((product, size) => product * size, itemSize);
  if (end - begin !== expected) {
    throw new FormatError(
      `${where} has ${end - begin} bytes, expected ${expected} for ${dtype} of shape [${shape.join(", ")}]`,
    );
  }
  return { name, dtype: dtype as string, shape, begin, end };
}

/** Throws unless the entries follow each other without holes and overlaps, from the first byte to the last. */
function checkLayout(op: string, entries: readonly Entry[], length: number): void {
  let at = 0;
  for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw new FormatError(
        `${op}: ${JSON.stringify(name)} begins at byte ${begin} of the data, expected ${at}, where the tensor before it ` +
          `ends: the file has ${begin < at ? "an overlap" : "a hole"}`,
      );
    }
    at = end;
  }
  if (at !== length) {
    const problem = at > length ? "the file is truncated" : "there are bytes too many";
    throw new FormatError(`${op}: there are ${length} bytes of data, expected ${at}: ${problem}`);
  }
}

function readMetadata(op: string, value: unknown): Readonly<Record<string, string>> {
  if (isRecord(value) && Object.values(value).every((text) => typeof text === "string")) {
    return value as Readonly<Record<string, string>>;
  }
  throw new FormatError(`${op}: ${metadataName} must hold strings by name, got ${describe(value)}`);
}
