// Pictures as text.
import { type Picture, shrink } from "../draw/canvas.js";
import type { Titled } from "../draw/layout.js";

type BlockFormat = "truecolor" | "256" | "characters";

/** Rows of pictures as lines, each of two rows of pixels, no wider than the terminal. */
export function blocks(items: readonly Titled[], columns: number, format: BlockFormat, terminalWidth: number): string {
  const across = Math.min(columns, items.length);
  const room = Math.max(1, Math.floor((terminalWidth - across + 1) / across));
  let text = "";
  for (let start = 0; start < items.length; start += across) {
    text += rowOf(items.slice(start, start + across), room, format);
    if (start + across < items.length) text += "\n";
  }
  return text;
}

function rowOf(items: readonly Titled[], room: number, format: BlockFormat): string {
  const fitted = items.map(({ picture }) => fit(picture, room));
  const widths = fitted.map(({ width }, i) => Math.min(room, Math.max(width, [...items[i].title].length)));
  const lines: string[] = [];
  if (items.some(({ title }) => title !== "")) {
    const titles = items.map(({ title }, i) => [...title].slice(0, widths[i]).join("").padEnd(widths[i]));
    lines.push(titles.join(" ").trimEnd());
  }
  const height = Math.max(...fitted.map((picture) => Math.ceil(picture.height / 2)));
  for (let line = 0; line < height; line++) {
    const parts = fitted.map((picture, i) => lineOf(picture, line, format) + " ".repeat(widths[i] - picture.width));
    lines.push(parts.join(" "));
  }
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function fit(picture: Picture, room: number): Picture {
  if (picture.width <= room) return picture;
  return shrink(picture, room, Math.max(1, Math.round((picture.height * room) / picture.width)));
}

/** From dark to light. */
const ramp = " .:-=+*#%@";

function lineOf(picture: Picture, line: number, format: BlockFormat): string {
  if (2 * line >= picture.height) return " ".repeat(picture.width);
  let text = "";
  let last = "";
  for (let x = 0; x < picture.width; x++) {
    const top = pixel(picture, x, 2 * line);
    const bottom = 2 * line + 1 < picture.height ? pixel(picture, x, 2 * line + 1) : null;
    if (format === "characters") {
      const light = (luminance(top) + luminance(bottom ?? top)) / 2;
      text += ramp[Math.min(ramp.length - 1, Math.floor((light * ramp.length) / 256))];
      continue;
    }
    const colours = `\x1b[38;${code(top, format)}${bottom === null ? ";49" : `;48;${code(bottom, format)}`}m`;
    text += colours === last ? "\u2580" : `${colours}\u2580`;
    last = colours;
  }
  return format === "characters" ? text : `${text}\x1b[0m`;
}

type Pixel = readonly [number, number, number];

function pixel({ data, width }: Picture, x: number, y: number): Pixel {
  const at = 3 * (y * width + x);
  return [data[at], data[at + 1], data[at + 2]];
}

const luminance = ([red, green, blue]: Pixel): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;

function code(colour: Pixel, format: BlockFormat): string {
  return format === "truecolor" ? `2;${colour.join(";")}` : `5;${nearest(colour)}`;
}

/** Values of the cube of 6 x 6 x 6 colours among the 256 of terminals. */
const steps = [0, 95, 135, 175, 215, 255];

/** The nearest of 256 colours: of the cube, or of 24 greys. */
function nearest(colour: Pixel): number {
  const places = colour.map((value) => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40)));
  const level = Math.min(23, Math.max(0, Math.round(((colour[0] + colour[1] + colour[2]) / 3 - 8) / 10)));
  const distance = (other: readonly number[]): number => other.reduce((sum, v, k) => sum + (v - colour[k]) ** 2, 0);
  const grey = 8 + 10 * level;
  const isGreyNearer = distance([grey, grey, grey]) < distance(places.map((place) => steps[place]));
  return isGreyNearer ? 232 + level : 16 + 36 * places[0] + 6 * places[1] + places[2];
}
