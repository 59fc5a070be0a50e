// Rows as a PNG file has them: a byte that names the row's filter, then its samples, packed.
import { FormatError } from "@lumbre/serialize";
import type { PngHeader } from "./chunks.js";

/** The pixels that one pass of an interlaced image brings: x = x0 + i dx, y = y0 + j dy. An image that is not interlaced has one pass. */
export interface Pass {
  readonly x0: number;
  readonly y0: number;
  readonly dx: number;
  readonly dy: number;
  readonly width: number;
  readonly height: number;
}

/** Adam7's passes: x0, y0, dx, dy. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that have pixels. */
export function passesOf({ width, height, isInterlaced }: PngHeader): Pass[] {
  return (isInterlaced ? adam7 : [[0, 0, 1, 1] as const])
    .map(([x0, y0, dx, dy]) => {
      return { x0, y0, dx, dy, width: Math.ceil((width - x0) / dx), height: Math.ceil((height - y0) / dy) };
    })
    .filter((pass) => pass.width > 0 && pass.height > 0);
}

/** Samples of a pixel by color type: grey, RGB, an index of the palette, grey and alpha, RGB and alpha. */
export const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Bytes of a row, without the one of the filter. */
export function rowBytes({ depth, colorType }: PngHeader, width: number): number {
  return Math.ceil((width * samplesOf[colorType] * depth) / 8);
}

/**
 * Undoes the filters of a pass in place.
 *
 * @param start Where the pass begins in `rows`.
 * @returns Where it ends.
 */
export function unfilter(op: string, rows: Uint8Array, start: number, header: PngHeader, pass: Pass): number {
  const length = rowBytes(header, pass.width);
  // Filters go by whole bytes: of less than one, the byte before.
  const step = Math.max(1, (samplesOf[header.colorType] * header.depth) >> 3);
  let at = start;
  for (let y = 0; y < pass.height; y++, at += length + 1) {
    const filter = rows[at];
    if (filter > 4) throw new FormatError(`${op}: row ${y} has filter ${filter}, of which there is none`);
    const above = y === 0 ? -1 : at - length;
    if (filter !== 0) unfilterRow(rows, at + 1, length, step, filter, above);
  }
  return at;
}

function unfilterRow(rows: Uint8Array, at: number, length: number, step: number, filter: number, above: number): void {
  for (let i = 0; i < length; i++) {
    const left = i < step ? 0 : rows[at + i - step];
    const up = above < 0 ? 0 : rows[above + i];
    const corner = above < 0 || i < step ? 0 : rows[above + i - step];
    rows[at + i] += predict(filter, left, up, corner);
  }
}

/** What a filter takes off a byte: left, up, their average, or Paeth's choice. */
export function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}
