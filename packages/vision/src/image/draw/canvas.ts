// Pictures in memory: RGB, a byte each, row by row.
import { letterHeight, letters, letterWidth } from "./font.js";

export type Colour = readonly [red: number, green: number, blue: number];

export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export function blank(width: number, height: number, colour: Colour = [255, 255, 255]): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = colour[i % 3];
  return { data, width, height };
}

/** Puts a picture into another, which must have the room. */
export function paste(onto: Picture, from: Picture, left: number, top: number): void {
  for (let y = 0; y < from.height; y++) {
    const row = from.data.subarray(3 * y * from.width, 3 * (y + 1) * from.width);
    onto.data.set(row, 3 * ((top + y) * onto.width + left));
  }
}

/** Each pixel `scale` times as wide and high. */
export function enlarge(picture: Picture, scale: number): Picture {
  if (scale === 1) return picture;
  const [width, height] = [picture.width * scale, picture.height * scale];
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = Math.floor(y / scale) * picture.width;
    for (let x = 0; x < width; x++) {
      const from = 3 * (row + Math.floor(x / scale));
      for (let k = 0; k < 3; k++) data[to++] = picture.data[from + k];
    }
  }
  return { data, width, height };
}

/** A smaller picture, each pixel of which is the mean of the area that it stands for. */
export function shrink(picture: Picture, width: number, height: number): Picture {
  const small = blank(width, height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = spanOf(y, picture.height / height, picture.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = spanOf(x, picture.width / width, picture.width);
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let i = top; i < bottom; i++) {
          for (let j = left; j < right; j++) sum += picture.data[3 * (i * picture.width + j) + k];
        }
        small.data[3 * (y * width + x) + k] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return small;
}

function spanOf(i: number, step: number, size: number): readonly [number, number] {
  const start = Math.min(size - 1, Math.floor(i * step));
  return [start, Math.max(start + 1, Math.min(size, Math.floor((i + 1) * step)))];
}

/** Mixes a colour into a pixel, if it is inside. */
export function mix({ data, width, height }: Picture, x: number, y: number, colour: Colour, share: number): void {
  if (x < 0 || y < 0 || x >= width || y >= height || share <= 0) return;
  const at = 3 * (y * width + x);
  for (let k = 0; k < 3; k++) data[at + k] = Math.round(data[at + k] + (colour[k] - data[at + k]) * Math.min(1, share));
}

const first = 32;
const firstAccented = 161;
const unknown = "?".charCodeAt(0);
const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Where a letter begins in the font; those that it lacks are question marks. */
function glyphOf(letter: string): number {
  const code = letter.codePointAt(0) as number;
  const isKnown = (code >= first && code < 127) || (code >= firstAccented && code < 256);
  const known = isKnown ? code : code === 160 ? first : unknown;
  return letterHeight * (known < 127 ? known - first : known - firstAccented + 127 - first);
}

/** How many pixels wide a text is. */
export const textWidth = (text: string): number => letterWidth * [...text].length;

/** Writes a text in one line. */
export function write(picture: Picture, text: string, left: number, top: number, colour: Colour = [0, 0, 0]): void {
  for (const [i, letter] of [...text].entries()) {
    const glyph = glyphOf(letter);
    for (let y = 0; y < letterHeight; y++) {
      const row = digits.indexOf(letters[glyph + y]);
      for (let x = 0; x < letterWidth; x++) {
        if ((row >> (letterWidth - 1 - x)) & 1) mix(picture, left + i * letterWidth + x, top + y, colour, 1);
      }
    }
  }
}

export { letterHeight, letterWidth };
