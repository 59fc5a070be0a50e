import { DTypeError, ShapeError, type Tensor } from "@lumbre/tensor";
import { aTensor, bind, defineKind, defineSignature, formatShape, optional, required } from "@lumbre/tensor/engine";
import { zlibSync } from "fflate";
import { crc32, pngSignature } from "./chunks.js";
import { predict } from "./scanlines.js";

/** Options of the functions that write PNG files. */
export interface EncodePngOptions {
  /** How hard to compress: from 0, not at all, to 9, slowly. Default 6. */
  readonly compressionLevel?: number;
}

type Level = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

export const aCompressionLevel = defineKind<number>(
  "an integer from 0 to 9",
  (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 9,
);

const signature = defineSignature(
  "encodePng",
  required("input", aTensor),
  optional("compressionLevel", aCompressionLevel, 6),
);

/**
 * The contents of a PNG file of an image.
 *
 * Shapes: uint8 [C, H, W], where C is 1 for grey, 2 for grey and alpha, 3 for RGB, 4 for RGB and alpha; or [H, W] for
 * grey.
 *
 * @param input The image.
 * @param compressionLevel How hard to compress: from 0, not at all, to 9, slowly. Default 6.
 * @throws {DTypeError} for other elements than uint8.
 * @throws {ShapeError} for another shape, or no pixels.
 * @example
 * const bytes = encodePng(tensor([[[0, 128], [255, 64]]], { dtype: "uint8" }));
 * [...bytes.subarray(1, 4)]; // => [80, 78, 71]
 * decodePng(bytes).shape; // => [1, 2, 2]
 * @see https://pytorch.org/vision/stable/generated/torchvision.io.encode_png.html
 */
export function encodePng(input: Tensor, compressionLevel?: number | EncodePngOptions): Uint8Array<ArrayBuffer> {
  const [x, level] = bind(signature, arguments);
  return pngOf(signature.op, x, level);
}

/** {@link encodePng}, whose errors name another function. */
export function pngOf(op: string, x: Tensor, level: number): Uint8Array<ArrayBuffer> {
  if (x.dtype !== "uint8") {
    throw new DTypeError(
      `${op}: expected uint8, got ${x.dtype}; write x.mul(255).add(0.5).clamp(0, 255).to("uint8") for floats from 0 to 1`,
    );
  }
  const [channels, height, width] = x.ndim === 2 ? [1, ...x.shape] : x.shape;
  if ((x.ndim !== 2 && x.ndim !== 3) || !(channels >= 1 && channels <= 4) || height < 1 || width < 1) {
    const isLast = x.ndim === 3 && width >= 1 && width <= 4;
    const hint = isLast ? "; write x.permute(2, 0, 1)" : x.ndim === 4 ? "; write makeGrid(x)" : "";
    throw new ShapeError(`${op}: expected [C, H, W] with C from 1 to 4, got ${formatShape(x.shape)}${hint}`);
  }
  const planes = x.readSync() as Uint8Array;
  return pngFile(planes, channels, height, width, level);
}

/** Rows with the filter before each. The one whose bytes, as signed, have the smallest sum compresses best, mostly. */
function filterRows(planes: Uint8Array, channels: number, height: number, width: number): Uint8Array {
  const length = channels * width;
  const rows = new Uint8Array(height * (length + 1));
  let before = new Uint8Array(length);
  let row = new Uint8Array(length);
  let best = new Uint8Array(length);
  let trial = new Uint8Array(length);
  for (let y = 0; y < height; y++) {
    for (let k = 0; k < channels; k++) {
      const from = (k * height + y) * width;
      for (let i = 0; i < width; i++) row[i * channels + k] = planes[from + i];
    }
    let least = Number.POSITIVE_INFINITY;
    for (let filter = 0; filter <= 4; filter++) {
      const sum = filterRow(row, before, channels, filter, trial);
      if (sum >= least) continue;
      least = sum;
      rows[y * (length + 1)] = filter;
      [best, trial] = [trial, best];
    }
    rows.set(best, y * (length + 1) + 1);
    [before, row] = [row, before];
  }
  return rows;
}

function filterRow(row: Uint8Array, before: Uint8Array, step: number, filter: number, out: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) {
    const left = i < step ? 0 : row[i - step];
    const corner = i < step ? 0 : before[i - step];
    out[i] = filter === 0 ? row[i] : row[i] - predict(filter, left, before[i], corner);
    sum += out[i] < 128 ? out[i] : 256 - out[i];
  }
  return sum;
}

const colorTypes = [0, 4, 2, 6];

/** The contents of a file of planes, [C, H, W]. */
export function pngFile(planes: Uint8Array, channels: number, height: number, width: number, level: number) {
  const rows = filterRows(planes, channels, height, width);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, colorTypes[channels - 1]], 8);
  const parts = [header, zlibSync(rows, { level: level as Level }), new Uint8Array(0)];
  const bytes = new Uint8Array(8 + parts.reduce((sum, { length }) => sum + 12 + length, 0));
  bytes.set(pngSignature);
  let at = 8;
  for (const [i, type] of ["IHDR", "IDAT", "IEND"].entries()) at = writeChunk(bytes, at, type, parts[i]);
  return bytes;
}

function writeChunk(bytes: Uint8Array, at: number, type: string, contents: Uint8Array): number {
  const view = new DataView(bytes.buffer);
  const end = at + 8 + contents.length;
  view.setUint32(at, contents.length);
  bytes.set(
    Array.from(type, (letter) => letter.charCodeAt(0)),
    at + 4,
  );
  bytes.set(contents, at + 8);
  view.setUint32(end, crc32(bytes, at + 4, end));
  return end + 4;
}
