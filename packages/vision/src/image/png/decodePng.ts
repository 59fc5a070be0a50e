import { FormatError } from "@lumbre/serialize";
import type { Tensor } from "@lumbre/tensor";
import { bind, defineSignature, optional, positional } from "@lumbre/tensor/engine";
import { unzlibSync } from "fflate";
import { asBytes, fileBytes } from "../bytes.js";
import { aReadMode, type ImageReadMode, type Pixels, type ReadImageOptions, toTensor } from "../pixels.js";
import { type PngChunks, type PngHeader, readChunks } from "./chunks.js";
import { type Pass, passesOf, rowBytes, samplesOf, unfilter } from "./scanlines.js";

const signature = defineSignature(
  "decodePng",
  positional("input", fileBytes),
  optional("mode", aReadMode, "UNCHANGED"),
);

/**
 * Reads a PNG file: grey, colour or palette, with alpha or without, of 1 to 16 bits, interlaced or not. Samples of less
 * than 8 bits are spread over the range from 0 to 255, those of 16 bits are rounded to 8.
 *
 * Shapes: uint8 [C, H, W].
 *
 * @param input The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param mode The channels: "UNCHANGED", "GRAY", "GRAY_ALPHA", "RGB" or "RGB_ALPHA". Default "UNCHANGED".
 * @throws {FormatError} for bytes that are no whole PNG file.
 * @example
 * const image = tensor([[[0, 128], [255, 64]]], { dtype: "uint8" });
 * decodePng(encodePng(image)); // => tensor([[[  0, 128],
 * //          [255,  64]]], dtype=uint8)
 * decodePng(encodePng(image), { mode: "RGB" }).shape; // => [3, 2, 2]
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.decode_png.html
 */
export function decodePng(input: Uint8Array | ArrayBuffer, mode?: ImageReadMode | ReadImageOptions): Tensor {
  const [given, channels] = bind(signature, arguments);
  return readPng(signature.op, asBytes(given), channels);
}

/** {@link decodePng}, whose errors name another function. */
export function readPng(op: string, bytes: Uint8Array, mode: ImageReadMode): Tensor {
  const chunks = readChunks(op, bytes);
  const { header } = chunks;
  const rows = inflate(op, chunks);
  const samples = readSamples(op, rows, header);
  if (header.colorType === 3) return paletteImage(op, samples, chunks, mode);
  const channels = samplesOf[header.colorType];
  const isKeyed = chunks.transparency !== null && channels % 2 === 1;
  const { height, width, depth } = header;
  const keyed = isKeyed ? addAlpha(op, samples, chunks) : { data: to8Bits(samples, depth), channels, height, width };
  return toTensor(keyed, mode, channels);
}

/** Deflate makes at most 1,032 bytes of one. */
const largestRatio = 1032;

/** Bytes around what is deflated: of an empty middle fflate makes no error. */
const zlibBytes = 6;

/** The rows, no more than the header promises, and only if the file is large enough to hold them. */
function inflate(op: string, { header, data }: PngChunks): Uint8Array {
  const passes = passesOf(header);
  const size = passes.reduce((sum, { width, height }) => sum + height * (1 + rowBytes(header, width)), 0);
  const length = data.reduce((sum, part) => sum + part.length, 0);
  const { width, height } = header;
  if (length <= zlibBytes || size > largestRatio * length) {
    throw new FormatError(
      `${op}: ${length} compressed bytes cannot hold the ${width} x ${height} pixels of the header`,
    );
  }
  const out = new Uint8Array(size);
  let found: Uint8Array;
  try {
    found = unzlibSync(data.length === 1 ? data[0] : concatenate(data, length), { out });
  } catch (cause) {
    throw new FormatError(`${op}: the compressed pixels are damaged`, { cause });
  }
  if (found.length === size) return out;
  throw new FormatError(
    `${op}: the file has ${found.length} bytes of pixels, expected ${size} for ${width} x ${height}`,
  );
}

function concatenate(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The samples of all pixels in order, as the file has them. */
function readSamples(op: string, rows: Uint8Array, header: PngHeader): Uint8Array | Uint16Array {
  const { width, height, depth, colorType } = header;
  const count = samplesOf[colorType];
  const samples = new (depth === 16 ? Uint16Array : Uint8Array)(width * height * count);
  let at = 0;
  for (const pass of passesOf(header)) {
    const end = unfilter(op, rows, at, header, pass);
    readPass(rows, at, header, pass, samples);
    at = end;
  }
  return samples;
}

function readPass(
  rows: Uint8Array,
  start: number,
  header: PngHeader,
  { x0, y0, dx, dy, width, height }: Pass,
  samples: Uint8Array | Uint16Array,
): void {
  const { depth } = header;
  const count = samplesOf[header.colorType];
  const length = rowBytes(header, width);
  const mask = (1 << depth) - 1;
  for (let y = 0, row = start + 1; y < height; y++, row += length + 1) {
    let to = ((y0 + y * dy) * header.width + x0) * count;
    for (let i = 0; i < width * count; i++) {
      if (depth === 8) samples[to++] = rows[row + i];
      else if (depth === 16) samples[to++] = (rows[row + 2 * i] << 8) | rows[row + 2 * i + 1];
      else samples[to++] = (rows[row + ((i * depth) >> 3)] >> (8 - depth - ((i * depth) & 7))) & mask;
      if ((i + 1) % count === 0) to += (dx - 1) * count;
    }
  }
}

/** 255 / 65535 of 16 bits, rounded; fewer than 8 are spread over the range. */
function to8Bits(samples: Uint8Array | Uint16Array, depth: number): Uint8Array {
  if (samples instanceof Uint16Array) return Uint8Array.from(samples, (sample) => (sample * 255 + 32895) >> 16);
  const factor = 255 / ((1 << depth) - 1);
  return depth === 8 ? samples : samples.map((sample) => sample * factor);
}

/** Pixels of the one colour that the file calls transparent have alpha 0, all others 255. */
function addAlpha(op: string, samples: Uint8Array | Uint16Array, { header, transparency }: PngChunks): Pixels {
  const { width, height, depth, colorType } = header;
  const count = samplesOf[colorType];
  const key = transparency as Uint8Array;
  if (key.length !== 2 * count) {
    throw new FormatError(`${op}: the transparent colour has ${key.length} bytes, expected ${2 * count}`);
  }
  const values = to8Bits(samples, depth);
  const data = new Uint8Array(width * height * (count + 1));
  for (let i = 0; i < width * height; i++) {
    let isKey = true;
    for (let k = 0; k < count; k++) {
      data[i * (count + 1) + k] = values[i * count + k];
      isKey &&= samples[i * count + k] === ((key[2 * k] << 8) | key[2 * k + 1]);
    }
    data[i * (count + 1) + count] = isKey ? 0 : 255;
  }
  return { data, channels: count + 1, height, width };
}

function paletteImage(op: string, indices: Uint8Array | Uint16Array, chunks: PngChunks, mode: ImageReadMode): Tensor {
  const { header, palette, transparency } = chunks;
  if (palette === null || palette.length === 0 || palette.length % 3 !== 0 || palette.length > 768) {
    throw new FormatError(
      `${op}: the palette has ${palette?.length ?? 0} bytes, expected 3 for each of 1 to 256 colours`,
    );
  }
  const colours = palette.length / 3;
  const data = new Uint8Array(4 * indices.length);
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (index >= colours) throw new FormatError(`${op}: a pixel has colour ${index} of a palette of ${colours}`);
    for (let k = 0; k < 3; k++) data[4 * i + k] = palette[3 * index + k];
    data[4 * i + 3] = transparency?.[index] ?? 255;
  }
  const { height, width } = header;
  return toTensor({ data, channels: 4, height, width }, mode, transparency === null ? 3 : 4);
}
