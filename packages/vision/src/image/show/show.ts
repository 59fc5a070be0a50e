import { ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aFiniteNumber,
  anIntegerFrom,
  aString,
  bind,
  defineKind,
  defineSignature,
  formatShape,
  named,
  nullable,
  oneOf,
  required,
} from "@lumbre/tensor/engine";
import type { Picture } from "../draw/canvas.js";
import { aColorMap, type ColorMapName } from "../draw/colorMap.js";
import { layOut, scaleFor, type Titled } from "../draw/layout.js";
import { pictureOf, pngOfPicture } from "../draw/picture.js";
import { type Images, images } from "../grid.js";
import { hasFileSystem, importModule } from "../host.js";
import { blocks } from "./blocks.js";
import { iterm, kitty, sixel } from "./graphics.js";
import { chooseFormat, type ShowFormat, showFormats } from "./terminal.js";

/** A canvas, of a page or off the screen. */
export type ShowCanvas = Pick<HTMLCanvasElement | OffscreenCanvas, "width" | "height"> & {
  getContext(kind: "2d"): { putImageData(image: ImageData, x: number, y: number): void } | null;
};

/** Options of {@link show}. */
export interface ShowOptions {
  /** A title for each image, above it. Default: none. */
  readonly titles?: string | readonly string[] | null;
  /** Colours of images of one channel: "gray" or "viridis". Default "gray". */
  readonly cmap?: ColorMapName;
  /** The value that becomes the first colour of the map. Default: the smallest of each image. */
  readonly vmin?: number | null;
  /** The value that becomes the last colour of the map. Default: the largest of each image. */
  readonly vmax?: number | null;
  /** Images in each row. Default 8. */
  readonly nrow?: number;
  /** How many pixels of a screen wide and high each pixel is. Default: as suits about 640 pixels in all. */
  readonly scale?: number | null;
  /** How it is shown: "kitty", "iterm", "sixel", "truecolor", "256", "characters" or "png". Default: what the terminal can. */
  readonly format?: ShowFormat | null;
  /** The PNG file when there is no terminal, or for "png". Default: a new one in the system's folder for
   * temporary files, whose path is printed. */
  readonly file?: string | null;
  /** A canvas to draw on. Default, in a page: a new one at its end. */
  readonly canvas?: ShowCanvas | null;
}

const someTitles = defineKind<string | readonly string[]>(
  "a string or a list of strings",
  (value) => typeof value === "string" || (Array.isArray(value) && value.every((title) => typeof title === "string")),
);

const aCanvas = defineKind<ShowCanvas>(
  "a canvas",
  (value) => typeof (value as ShowCanvas | undefined)?.getContext === "function",
);

const signature = defineSignature(
  "show",
  required("image", images),
  named("titles", nullable(someTitles), null),
  named("cmap", aColorMap, "gray"),
  named("vmin", nullable(aFiniteNumber), null),
  named("vmax", nullable(aFiniteNumber), null),
  named("nrow", anIntegerFrom(1), 8),
  named("scale", nullable(anIntegerFrom(1)), null),
  named("format", nullable(oneOf(...showFormats)), null),
  named("file", nullable(aString), null),
  named("canvas", nullable(aCanvas), null),
);

/**
 * Shows an image, or several in a grid: in a terminal as an image where it can (kitty, iTerm2, sixel), else as half blocks
 * in its colours, or as characters where NO_COLOR is set; in a PNG file where there is no terminal; in a page on a canvas.
 *
 * Shapes: [H, W], [C, H, W] or [H, W, C] with 1, 3 or 4 channels, [N, C, H, W], or a list of images of any size. Colours
 * are uint8, or floats from 0 to 1, beyond which they are clipped. One channel is spread over the colour map, as
 * matplotlib's `imshow` does.
 *
 * @param image The images.
 * @param options.titles A title for each image, above it. Default: none.
 * @param options.cmap Colours of images of one channel: "gray" or "viridis". Default "gray".
 * @param options.vmin The value that becomes the first colour of the map. Default: the smallest of each image.
 * @param options.vmax The value that becomes the last colour of the map. Default: the largest of each image.
 * @param options.nrow Images in each row. Default 8.
 * @param options.scale How many pixels of a screen wide and high each pixel is. Default: as suits about 640 pixels in all.
 * @param options.format How it is shown: "kitty", "iterm", "sixel", "truecolor", "256", "characters" or "png". Default:
 *   what the terminal can.
 * @param options.file The PNG file when there is no terminal, or for "png". Default: a new one in the system's folder
 *   for temporary files, whose path is printed.
 * @param options.canvas A canvas to draw on. Default, in a page: a new one at its end.
 * @returns The path of the PNG file, or null.
 * @throws {ShapeError} for what is no image.
 * @throws {ValueError} for another number of titles than of images, and a file of another name.
 * @example
 * // no-run: it writes to the terminal
 * await show(digits.narrow(0, 0, 16), { titles: labels });
 * await show(featureMap, { cmap: "viridis" });
 * @see https://matplotlib.org/stable/api/_as_gen/matplotlib.pyplot.imshow.html
 */
export async function show(image: Images, options?: ShowOptions): Promise<string | null> {
  const [given, titles, cmap, vmin, vmax, nrow, scale, format, file, canvas] = bind(signature, arguments);
  if (file !== null && !/\.png$/i.test(file)) {
    throw new ValueError(`show: expected a file named .png, got ${JSON.stringify(file)}`);
  }
  const list = listOf(given);
  const names = titlesOf(titles, list.length);
  const pictures = await Promise.all(list.map((one) => pictureOf(signature.op, one, { cmap, vmin, vmax })));
  const items = pictures.map((picture, i) => ({ picture, title: names[i] }));
  const sheet = (): Picture => layOut(items, nrow, scale ?? scaleFor(items, nrow));
  if (canvas !== null || !hasFileSystem()) return drawOn(canvas ?? newCanvas(), sheet());
  const way = format ?? (file !== null ? "png" : chooseFormat(process.env, process.stdout.isTTY === true));
  if (way === "png") return writeFile(file, sheet());
  process.stdout.write(textOf(way, items, nrow, sheet));
  return null;
}

function textOf(way: Exclude<ShowFormat, "png">, items: readonly Titled[], nrow: number, sheet: () => Picture): string {
  if (way === "kitty") return kitty(sheet());
  if (way === "iterm") return iterm(sheet());
  if (way === "sixel") return sixel(sheet());
  return blocks(items, nrow, way, process.stdout.columns ?? 80);
}

function listOf(given: Images): readonly Tensor[] {
  if (Array.isArray(given)) return given;
  const x = given as Tensor;
  if (x.ndim !== 4) return [x];
  if (x.shape[0] === 0) throw new ShapeError(`show: expected images, got none: ${formatShape(x.shape)}`);
  return Array.from({ length: x.shape[0] }, (_, i) => x.select(0, i));
}

function titlesOf(titles: string | readonly string[] | null, count: number): readonly string[] {
  if (titles === null) return new Array(count).fill("");
  const list = typeof titles === "string" ? [titles] : titles;
  if (list.length === count) return list;
  throw new ValueError(`show: expected a title for each of ${count} images, got ${list.length}`);
}

function newCanvas(): ShowCanvas {
  const canvas = document.createElement("canvas");
  document.body.append(canvas);
  return canvas;
}

function drawOn(canvas: ShowCanvas, { data, width, height }: Picture): null {
  const pixels = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) for (let k = 0; k < 3; k++) pixels[4 * i + k] = data[3 * i + k];
  canvas.width = width;
  canvas.height = height;
  const image =
    typeof ImageData === "function"
      ? new ImageData(pixels, width, height)
      : ({ data: pixels, width, height, colorSpace: "srgb" } as ImageData);
  canvas.getContext("2d")?.putImageData(image, 0, 0);
  return null;
}

let written = 0;

async function writeFile(file: string | null, picture: Picture): Promise<string> {
  const { writeFile } = await importModule("node:fs/promises");
  const { tmpdir } = await importModule("node:os");
  const { join } = await importModule("node:path");
  const path = file ?? join(tmpdir(), `lumbre-${process.pid}-${++written}.png`);
  await writeFile(path, pngOfPicture(picture));
  if (file === null) process.stdout.write(`show: ${path}\n`);
  return path;
}
