import { FormatError } from "@lumbre/serialize";

/** What a PNG file says of its image. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  readonly colorType: 0 | 2 | 3 | 4 | 6;
  readonly isInterlaced: boolean;
}

/** The chunks of a PNG file that make the image. */
export interface PngChunks {
  readonly header: PngHeader;
  readonly palette: Uint8Array | null;
  /** Alpha of the palette, or the colour that is transparent. */
  readonly transparency: Uint8Array | null;
  /** Parts of the compressed rows, on the file's memory. */
  readonly data: readonly Uint8Array[];
}

export const pngSignature = [137, 80, 78, 71, 13, 10, 26, 10] as const;

/** True for bytes that start as a PNG file does. */
export function isPng(bytes: Uint8Array): boolean {
  return pngSignature.every((byte, i) => bytes[i] === byte);
}

/** Depths that each color type may have. */
const depths: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/**
 * Reads the chunks up to the end of the image. Nothing is copied.
 *
 * @throws {FormatError} for a file that is cut, whose checksums do not hold, or that lacks what it must have.
 * @see https://www.w3.org/TR/png-3/#5Chunk-layout
 */
export function readChunks(op: string, bytes: Uint8Array): PngChunks {
  if (!isPng(bytes)) throw new FormatError(`${op}: the bytes do not start as a PNG file does`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: PngHeader | null = null;
  let palette: Uint8Array | null = null;
  let transparency: Uint8Array | null = null;
  const data: Uint8Array[] = [];
  for (let at = 8; ; ) {
    const { type, contents, next } = readChunk(op, bytes, view, at);
    if ((header === null) !== (type === "IHDR")) throw new FormatError(`${op}: the header is not the first chunk`);
    if (type === "IHDR") header = readHeader(op, contents);
    else if (type === "PLTE") palette = contents;
    else if (type === "tRNS") transparency = contents;
    else if (type === "IDAT") data.push(contents);
    else if (type === "IEND") break;
    else if (isCritical(type))
      throw new FormatError(`${op}: there is no critical chunk of type ${JSON.stringify(type)}`);
    at = next;
  }
  return { header: header as unknown as PngHeader, palette, transparency, data };
}

function readChunk(op: string, bytes: Uint8Array, view: DataView, at: number) {
  if (at + 12 > bytes.length) throw cut(op, bytes);
  const length = view.getUint32(at);
  const end = at + 8 + length;
  if (end + 4 > bytes.length) throw cut(op, bytes);
  const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
  if (isCritical(type) && crc32(bytes, at + 4, end) !== view.getUint32(end)) {
    throw new FormatError(`${op}: the checksum of the chunk at byte ${at} does not hold: the file is damaged`);
  }
  return { type, contents: bytes.subarray(at + 8, end), next: end + 4 };
}

const cut = (op: string, { length }: Uint8Array): FormatError =>
  new FormatError(`${op}: the file is cut: it ends at byte ${length} within a chunk`);

/** An upper case letter begins the type of a chunk without which an image cannot be read. */
const isCritical = (type: string): boolean => /^[A-Z]/.test(type) || type === "tRNS";

function readHeader(op: string, contents: Uint8Array): PngHeader {
  if (contents.length !== 13) throw new FormatError(`${op}: the header has ${contents.length} bytes, expected 13`);
  const view = new DataView(contents.buffer, contents.byteOffset, 13);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [depth, colorType, compression, filter, interlace] = contents.subarray(8);
  if (width === 0 || height === 0) throw new FormatError(`${op}: the image has ${width} x ${height} pixels`);
  if (!depths[colorType]?.includes(depth)) {
    throw new FormatError(`${op}: there is no color type ${colorType} of ${depth} bits`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    throw new FormatError(`${op}: the compression, filter or interlace method is none that there is`);
  }
  return { width, height, depth, colorType: colorType as PngHeader["colorType"], isInterlaced: interlace === 1 };
}

let table: Uint32Array | null = null;

/** The checksum of chunks: CRC-32 of the bytes from `start` up to `end`. */
export function crc32(bytes: Uint8Array, start: number, end: number): number {
  table ??= makeTable();
  let crc = -1;
  for (let i = start; i < end; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (crc ^ -1) >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
}
