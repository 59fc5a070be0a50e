import { inflateSync } from "fflate";
import { FormatError } from "../errors.js";

/** A file of an archive, as the archive has it. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  /** The bytes in the archive, on its memory. */
  readonly stored: Uint8Array;
  /** Bytes of the file itself. */
  readonly size: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const endLength = 22;
/** Deflate makes at most 1,032 bytes of one. */
const largestRatio = 1032;

/** True for bytes that start as an archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);
}

/**
 * The files of a zip archive by name. Nothing is copied, and each place in the archive belongs to one file, so that no
 * archive asks for more memory than it has bytes, but for what is compressed.
 *
 * @throws {FormatError} for an archive that is cut or contradicts itself, and for one that is encrypted or compressed by
 *   another method than deflate.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(op: string, bytes: Uint8Array): ReadonlyMap<string, ZipEntry> {
  const archive = new Archive(op, bytes);
  const { count, start, end } = archive.directory();
  const entries = new Map<string, ZipEntry>();
  const places: { readonly from: number; readonly to: number }[] = [];
  let at = start;
  for (let i = 0; i < count; i++) {
    const { entry, next, from, to } = archive.entry(at, start, end);
    if (entries.has(entry.name)) throw archive.error(`has two files named ${JSON.stringify(entry.name)}`);
    entries.set(entry.name, entry);
    places.push({ from, to });
    at = next;
  }
  places.sort((a, b) => a.from - b.from);
  for (let i = 1; i < places.length; i++) {
    if (places[i].from < places[i - 1].to) throw archive.error("has files that overlap");
  }
  return entries;
}

/** The bytes of a file: on the archive's memory if it is stored as it is. */
export function contentsOf(op: string, entry: ZipEntry): Uint8Array {
  if (!entry.isDeflated) return entry.stored;
  // One byte more than there should be shows a file that is longer than the archive says.
  const out = new Uint8Array(entry.size + 1);
  let length: number;
  try {
    length = inflateSync(entry.stored, { out }).length;
  } catch (cause) {
    throw new FormatError(`${op}: the compressed bytes of ${JSON.stringify(entry.name)} are damaged`, { cause });
  }
  if (length === entry.size) return out.subarray(0, length);
  throw new FormatError(`${op}: ${JSON.stringify(entry.name)} has another size than the ${entry.size} bytes it should`);
}

/** True for a name such as `../x` or `/x`, by which a file would be written outside of the folder it is unpacked in. */
export function leavesArchive(name: string): boolean {
  return name.split(/[/\\]/).includes("..") || /^([/\\]|[a-z]:)/i.test(name);
}

/** The records of an archive. */
class Archive {
  private readonly view: DataView;

  constructor(
    private readonly op: string,
    private readonly bytes: Uint8Array,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  error(problem: string): FormatError {
    return new FormatError(`${this.op}: the zip archive ${problem}`);
  }

  /** Throws unless `length` bytes from `at` on lie before `end`. */
  private require(at: number, length: number, end = this.bytes.length): void {
    if (at >= 0 && at + length <= end) return;
    throw this.error(`refers to byte ${at + length}, but there are ${end}; it is truncated or damaged`);
  }

  private uint64(at: number): number {
    return Number(this.view.getBigUint64(at, true));
  }

  /** Where the central directory, the list of the files, is. */
  directory(): { readonly count: number; readonly start: number; readonly end: number } {
    const at = this.findEnd();
    let count = this.view.getUint16(at + 10, true);
    let length = this.view.getUint32(at + 12, true);
    let start = this.view.getUint32(at + 16, true);
    const isLarge = count === 0xffff || length === 0xffffffff || start === 0xffffffff;
    if (isLarge && at >= 20 && this.view.getUint32(at - 20, true) === locator64Signature) {
      const record = this.uint64(at - 12);
      this.require(record, 56);
      if (this.view.getUint32(record, true) !== end64Signature) throw this.error("has no end record of 64 bits");
      count = this.uint64(record + 32);
      length = this.uint64(record + 40);
      start = this.uint64(record + 48);
    }
    this.require(start, length, at);
    return { count, start, end: start + length };
  }

  /** The end record stands at the end, before a comment of at most 65,535 bytes. */
  private findEnd(): number {
    const last = this.bytes.length - endLength;
    for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
      const isEnd = this.view.getUint32(at, true) === endSignature;
      if (isEnd && at + endLength + this.view.getUint16(at + 20, true) === this.bytes.length) return at;
    }
    throw this.error("has no end record; it is truncated");
  }

  /** Reads one entry of the directory, and checks it against the file's own header. */
  entry(at: number, dataEnd: number, directoryEnd: number) {
    this.require(at, 46, directoryEnd);
    if (this.view.getUint32(at, true) !== centralSignature) throw this.error(`has no entry at byte ${at}`);
    const nameLength = this.view.getUint16(at + 28, true);
    const extraLength = this.view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + this.view.getUint16(at + 32, true);
    this.require(at, next - at, directoryEnd);
    const name = new TextDecoder().decode(new Uint8Array(this.bytes.subarray(at + 46, at + 46 + nameLength)));
    this.requireName(name);
    const isDeflated = this.requireMethod(name, at);
    const { storedSize, size, header } = this.sizes(at, at + 46 + nameLength, extraLength);
    const isPossible = isDeflated ? size <= largestRatio * storedSize : size === storedSize;
    if (!isPossible) throw this.error(`gives ${JSON.stringify(name)} ${size} bytes, which ${storedSize} cannot hold`);
    this.require(header, 30, dataEnd);
    if (this.view.getUint32(header, true) !== localSignature) throw this.error(`has no file at byte ${header}`);
    const from = header + 30 + this.view.getUint16(header + 26, true) + this.view.getUint16(header + 28, true);
    this.require(from, storedSize, dataEnd);
    const stored = this.bytes.subarray(from, from + storedSize);
    return { entry: { name, isDeflated, stored, size }, next, from: header, to: from + storedSize };
  }

  /** Nothing here writes files by these names; an archive that has such is meant to do harm to those who do. */
  private requireName(name: string): void {
    if (!leavesArchive(name)) return;
    throw this.error(`has a file named ${JSON.stringify(name)}, outside of the archive`);
  }

  private requireMethod(name: string, at: number): boolean {
    const flags = this.view.getUint16(at + 8, true);
    const method = this.view.getUint16(at + 10, true);
    if ((flags & 1) === 0 && (method === 0 || method === 8)) return method === 8;
    const problem = (flags & 1) === 0 ? `compressed by method ${method}, expected 0 or 8` : "encrypted";
    throw this.error(`has ${JSON.stringify(name)} ${problem}`);
  }

  /** The sizes of a file and where its header is; where 32 bits do not hold them, they stand in an extra field. */
  private sizes(at: number, extra: number, extraLength: number) {
    let size = this.view.getUint32(at + 24, true);
    let storedSize = this.view.getUint32(at + 20, true);
    let header = this.view.getUint32(at + 42, true);
    const end = extra + extraLength;
    for (let field = extra; field + 4 <= end; field += 4 + this.view.getUint16(field + 2, true)) {
      if (this.view.getUint16(field, true) !== 1) continue;
      let next = field + 4;
      const wide = (): number => {
        this.require(next, 8, Math.min(end, field + 4 + this.view.getUint16(field + 2, true)));
        next += 8;
        return this.uint64(next - 8);
      };
      if (size === 0xffffffff) size = wide();
      if (storedSize === 0xffffffff) storedSize = wide();
      if (header === 0xffffffff) header = wide();
    }
    return { size, storedSize, header };
  }
}
