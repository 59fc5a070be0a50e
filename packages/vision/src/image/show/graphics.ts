// Images of terminals.
import type { Picture } from "../draw/canvas.js";
import { pngOfPicture } from "../draw/picture.js";

const esc = "\x1b";

function base64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 0x3000) text += btoa(String.fromCharCode(...bytes.subarray(i, i + 0x3000)));
  return text;
}

/** @see https://sw.kovidgoyal.net/kitty/graphics-protocol/ */
export function kitty(picture: Picture): string {
  const data = base64(pngOfPicture(picture));
  let text = "";
  for (let i = 0; i < data.length; i += 4096) {
    const more = i + 4096 < data.length ? 1 : 0;
    text += `${esc}_G${i === 0 ? "a=T,f=100," : ""}m=${more};${data.slice(i, i + 4096)}${esc}\\`;
  }
  return `${text}\n`;
}

/** @see https://iterm2.com/documentation-images.html */
export function iterm(picture: Picture): string {
  const bytes = pngOfPicture(picture);
  const size = `size=${bytes.length};width=${picture.width}px;height=${picture.height}px`;
  return `${esc}]1337;File=inline=1;${size}:${base64(bytes)}\x07\n`;
}

/** Colours that a sixel image can have, at most. */
const most = 256;

/** @see https://vt100.net/docs/vt3xx-gp/chapter14.html */
export function sixel(picture: Picture): string {
  const { data, width, height } = picture;
  const { palette, indices } = paletteOf(data);
  const percent = (value: number): number => Math.round((value * 100) / 255);
  let text = `${esc}Pq"1;1;${width};${height}`;
  for (const [i, colour] of palette.entries()) {
    text += `#${i};2;${percent(colour >> 16)};${percent((colour >> 8) & 255)};${percent(colour & 255)}`;
  }
  for (let top = 0; top < height; top += 6) text += `${band(indices, width, height, top)}-`;
  return `${text}${esc}\\\n`;
}

/** Six rows, once for each colour that is in them. */
function band(indices: Uint8Array, width: number, height: number, top: number): string {
  const masks = new Map<number, Uint8Array>();
  for (let y = top; y < Math.min(height, top + 6); y++) {
    for (let x = 0; x < width; x++) {
      const index = indices[y * width + x];
      let row = masks.get(index);
      if (row === undefined) {
        row = new Uint8Array(width);
        masks.set(index, row);
      }
      row[x] |= 1 << (y - top);
    }
  }
  return Array.from(masks, ([index, row]) => `#${index}${runs(row)}`).join("$");
}

function runs(row: Uint8Array): string {
  let text = "";
  for (let x = 0; x < row.length; ) {
    let end = x + 1;
    while (end < row.length && row[end] === row[x]) end++;
    const letter = String.fromCharCode(63 + row[x]);
    text += end - x > 3 ? `!${end - x}${letter}` : letter.repeat(end - x);
    x = end;
  }
  return text;
}

/** The colours as they are if they are few, or else the nearest of 6 x 7 x 6. */
function paletteOf(data: Uint8Array): { readonly palette: readonly number[]; readonly indices: Uint8Array } {
  const exact = indexed(data, (red, green, blue) => (red << 16) | (green << 8) | blue);
  if (exact !== null) return exact;
  const near = (value: number, steps: number): number => Math.round((Math.round((value * steps) / 255) * 255) / steps);
  const cube = indexed(data, (red, green, blue) => (near(red, 5) << 16) | (near(green, 6) << 8) | near(blue, 5));
  return cube as NonNullable<typeof cube>;
}

function indexed(data: Uint8Array, colourOf: (red: number, green: number, blue: number) => number) {
  const known = new Map<number, number>();
  const indices = new Uint8Array(data.length / 3);
  for (let i = 0; i < indices.length; i++) {
    const colour = colourOf(data[3 * i], data[3 * i + 1], data[3 * i + 2]);
    let index = known.get(colour);
    if (index === undefined) {
      if (known.size === most) return null;
      index = known.size;
      known.set(colour, index);
    }
    indices[i] = index;
  }
  return { palette: [...known.keys()], indices };
}
