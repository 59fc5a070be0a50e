import { inflateSync } from "fflate";
import { type ByteSource, viewOf } from "../byteSource.js";
import { FormatError } from "../errors.js";

/** A file of an archive, as the archive has it. */
export interface ZipEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  /** Where its bytes begin and end in the archive. */
  readonly from: number;
  readonly to: number;
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
 * The files of a zip archive by name. Only the list of files and their headers are read, and each place in the archive
 * belongs to one file, so that no archive asks for more memory than it has bytes, but for what is compressed.
 *
 * @throws {FormatError} for an archive that is cut or contradicts itself, and for one that is encrypted or compressed by
 *   another method than deflate.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function readZip(op: string, source: ByteSource): ReadonlyMap<string, ZipEntry> {
  const archive = new Archive(op, source);
  const { count, start, end } = archive.directory();
  const directory = new Directory(archive, start, end);
  const entries = new Map<string, ZipEntry>();
  const places: { readonly header: number; readonly to: number }[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const { entry, next, header } = directory.entry(at);
    if (entries.has(entry.name)) throw archive.error(`has two files named ${JSON.stringify(entry.name)}`);
    entries.set(entry.name, entry);
    places.push({ header, to: entry.to });
    at = next;
  }
  places.sort((a, b) => a.header - b.header);
  for (let i = 1; i < places.length; i++) {
    if (places[i].header < places[i - 1].to) throw archive.error("has files that overlap");
  }
  return entries;
}

/** The bytes of a file: on the archive's memory if they are in memory and stored as they are. */
export function contentsOf(op: string, source: ByteSource, entry: ZipEntry): Uint8Array {
  const stored = source.bytesBetween(entry.from, entry.to);
  if (!entry.isDeflated) return stored;
  // One byte more than there should be shows a file that is longer than the archive says.
  const out = new Uint8Array(entry.size + 1);
  let length: number;
  try {
    length = inflateSync(stored, { out }).length;
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
  constructor(
    private readonly op: string,
    private readonly source: ByteSource,
  ) {}

  error(problem: string): FormatError {
    return new FormatError(`${this.op}: the zip archive ${problem}`);
  }

  /** `length` bytes from `at` on, which must lie before `end`. */
  read(at: number, length: number, end = this.source.length): DataView {
    this.require(at, length, end);
    return viewOf(this.source.bytesBetween(at, at + length));
  }

  require(at: number, length: number, end: number): void {
    if (at >= 0 && at + length <= end) return;
    throw this.error(`refers to byte ${at + length}, but there are ${end}; it is truncated or damaged`);
  }

  /** Where the central directory, the list of the files, is. */
  directory(): { readonly count: number; readonly start: number; readonly end: number } {
    const { at, tail, tailStart } = this.findEnd();
    const end = at - tailStart;
    const count = tail.getUint16(end + 10, true);
    const length = tail.getUint32(end + 12, true);
    const start = tail.getUint32(end + 16, true);
    const isLarge = count === 0xffff || length === 0xffffffff || start === 0xffffffff;
    const found = (isLarge && at >= 20 && this.largeDirectory(at)) || { count, start, length };
    this.require(found.start, found.length, at);
    return { count: found.count, start: found.start, end: found.start + found.length };
  }

  /** The same where 16 or 32 bits do not hold it: a record that stands before a locator, which stands before the end. */
  private largeDirectory(at: number) {
    const locator = this.read(at - 20, 20);
    if (locator.getUint32(0, true) !== locator64Signature) return null;
    const record = this.read(uint64(locator, 8), 56);
    if (record.getUint32(0, true) !== end64Signature) throw this.error("has no end record of 64 bits");
    return { count: uint64(record, 32), length: uint64(record, 40), start: uint64(record, 48) };
  }

  /** The end record stands at the end, before a comment of at most 65,535 bytes. */
  private findEnd(): { readonly at: number; readonly tail: DataView; readonly tailStart: number } {
    const { length } = this.source;
    const tailStart = Math.max(0, length - endLength - 0xffff);
    const tail = this.read(tailStart, length - tailStart);
    for (let at = tail.byteLength - endLength; at >= 0; at--) {
      const isEnd = tail.getUint32(at, true) === endSignature;
      if (isEnd && at + endLength + tail.getUint16(at + 20, true) === tail.byteLength) {
        return { at: tailStart + at, tail, tailStart };
      }
    }
    throw this.error("has no end record; it is truncated");
  }
}

/** The central directory, of which one entry after the other is read, and checked against the file's own header. */
class Directory {
  private readonly view: DataView;

  constructor(
    private readonly archive: Archive,
    /** Where it starts in the archive: no file reaches past that. */
    private readonly start: number,
    end: number,
  ) {
    this.view = archive.read(start, end - start);
  }

  /** The entry at `at` of the directory, where the next one begins, and where the header of its file is. */
  entry(at: number) {
    const { archive, view, start } = this;
    this.require(at, 46);
    if (view.getUint32(at, true) !== centralSignature) throw archive.error(`has no entry at byte ${start + at}`);
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    this.require(at, next - at);
    const bytes = new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength);
    const name = new TextDecoder().decode(new Uint8Array(bytes));
    this.requireName(name);
    const isDeflated = this.requireMethod(name, at);
    const { storedSize, size, header } = this.sizes(at, at + 46 + nameLength, extraLength);
    const isPossible = isDeflated ? size <= largestRatio * storedSize : size === storedSize;
    if (!isPossible)
      throw archive.error(`gives ${JSON.stringify(name)} ${size} bytes, which ${storedSize} cannot hold`);
    const local = archive.read(header, 30, start);
    if (local.getUint32(0, true) !== localSignature) throw archive.error(`has no file at byte ${header}`);
    const from = header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    archive.require(from, storedSize, start);
    return { entry: { name, isDeflated, from, to: from + storedSize, size }, next, header };
  }

  private require(at: number, length: number, end = this.view.byteLength): void {
    this.archive.require(this.start + at, length, this.start + end);
  }

  /** Nothing here writes files by these names; an archive that has such is meant to do harm to those who do. */
  private requireName(name: string): void {
    if (!leavesArchive(name)) return;
    throw this.archive.error(`has a file named ${JSON.stringify(name)}, outside of the archive`);
  }

  private requireMethod(name: string, at: number): boolean {
    const flags = this.view.getUint16(at + 8, true);
    const method = this.view.getUint16(at + 10, true);
    if ((flags & 1) === 0 && (method === 0 || method === 8)) return method === 8;
    const problem = (flags & 1) === 0 ? `compressed by method ${method}, expected 0 or 8` : "encrypted";
    throw this.archive.error(`has ${JSON.stringify(name)} ${problem}`);
  }

  /** The sizes of a file and where its header is; where 32 bits do not hold them, they stand in an extra field. */
  private sizes(at: number, extra: number, extraLength: number) {
    const { view } = this;
    let size = view.getUint32(at + 24, true);
    let storedSize = view.getUint32(at + 20, true);
    let header = view.getUint32(at + 42, true);
    const end = extra + extraLength;
    for (let field = extra; field + 4 <= end; field += 4 + view.getUint16(field + 2, true)) {
      if (view.getUint16(field, true) !== 1) continue;
      let next = field + 4;
      const wide = (): number => {
        this.require(next, 8, Math.min(end, field + 4 + view.getUint16(field + 2, true)));
        next += 8;
        return uint64(view, next - 8);
      };
      if (size === 0xffffffff) size = wide();
      if (storedSize === 0xffffffff) storedSize = wide();
      if (header === 0xffffffff) header = wide();
    }
    return { size, storedSize, header };
  }
}

function uint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}
