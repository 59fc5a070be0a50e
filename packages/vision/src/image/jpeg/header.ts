import { FormatError } from "@lumbre/serialize";

/** What is looked at in a JPEG file before it is decoded. */
export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for colour, 4 for the inks of print. */
  readonly components: number;
  /** The file without what programs have put into it: profiles, thumbnails, how the camera was held. */
  readonly plain: Uint8Array<ArrayBuffer>;
}

/** True for bytes that start as a JPEG file does. */
export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

const startOfScan = 0xda;

/** Markers of frames: all of 0xc0 to 0xcf but those of tables (c4, cc) and of extensions (c8). */
const isFrame = (marker: number): boolean => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** Segments that programs write for each other; the image does not need them, but Adobe's, of colours, is kept. */
const isDropped = (marker: number): boolean => (marker >= 0xe1 && marker <= 0xed) || marker === 0xef || marker === 0xfe;

/**
 * Reads the segments before the first scan.
 *
 * @throws {FormatError} for a file that is cut there, has no frame, or is too small for the pixels that it promises.
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
export function readHeader(op: string, bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let frame: Omit<JpegHeader, "plain"> | null = null;
  for (let at = 2; ; ) {
    if (at + 4 > bytes.length) throw cut(op, bytes);
    const [sync, marker] = [bytes[at], bytes[at + 1]];
    if (sync !== 0xff) throw new FormatError(`${op}: there is no marker at byte ${at}: the file is damaged`);
    // A marker may have bytes of 0xff before it.
    if (marker === 0xff) {
      at++;
      continue;
    }
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length) throw cut(op, bytes);
    if (isFrame(marker)) {
      if (frame !== null) throw new FormatError(`${op}: the file has two frames`);
      frame = readFrame(op, bytes.subarray(at + 4, end), bytes.length);
    }
    if (marker === startOfScan) {
      kept.push(bytes.subarray(at));
      break;
    }
    if (!isDropped(marker)) kept.push(bytes.subarray(at, end));
    at = end;
  }
  if (frame === null) throw new FormatError(`${op}: the file has no frame`);
  return { ...frame, plain: concatenate(kept) };
}

const cut = (op: string, { length }: Uint8Array): FormatError =>
  new FormatError(`${op}: the file is cut: it ends at byte ${length}, before the pixels`);

/** A scan has at least a bit for each block of 8 x 8, and no more than 16 blocks stand for one. */
const pixelsOfByte = 8 * 64 * 16;

function readFrame(op: string, segment: Uint8Array, length: number): Omit<JpegHeader, "plain"> {
  const [bits, heightHigh, heightLow, widthHigh, widthLow, components] = segment;
  const [width, height] = [(widthHigh << 8) | widthLow, (heightHigh << 8) | heightLow];
  if (segment.length < 6 || segment.length !== 6 + 3 * components) {
    throw new FormatError(`${op}: the frame has ${segment.length} bytes, which is not what its components take`);
  }
  if (width === 0 || height === 0) throw new FormatError(`${op}: the image has ${width} x ${height} pixels`);
  if (bits !== 8) throw new FormatError(`${op}: samples of ${bits} bits are not read, only of 8`);
  if (components !== 1 && components !== 3) {
    const what = components === 4 ? "four inks (CMYK)" : `${components} components`;
    throw new FormatError(`${op}: images of ${what} are not read; save the image as RGB`);
  }
  if (width * height > pixelsOfByte * length) {
    throw new FormatError(`${op}: ${length} bytes cannot hold the ${width} x ${height} pixels of the header`);
  }
  return { width, height, components };
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A plain file of colour of which a decoder gives the luminance as red: a segment of Adobe's says that its components are
 * RGB, so that it converts nothing. JFIF's would overrule it.
 */
export function asComponents(plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const adobe = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);
  const kept: Uint8Array[] = [plain.subarray(0, 2), adobe];
  let at = 2;
  while (plain[at + 1] !== startOfScan) {
    const marker = plain[at + 1];
    const end = at + 2 + ((plain[at + 2] << 8) | plain[at + 3]);
    if (marker !== 0xe0 && marker !== 0xee) kept.push(plain.subarray(at, end));
    at = end;
  }
  kept.push(plain.subarray(at));
  return concatenate(kept);
}
