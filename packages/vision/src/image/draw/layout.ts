// Several pictures beside and below each other, with titles.
import { blank, enlarge, letterHeight, type Picture, paste, textWidth, write } from "./canvas.js";

export interface Titled {
  readonly picture: Picture;
  readonly title: string;
}

/** Pixels between pictures. */
const space = 8;

/** Lays out rows of `columns` pictures, each enlarged, with its title above it. */
export function layOut(items: readonly Titled[], columns: number, scale: number): Picture {
  if (items.length === 1 && items[0].title === "") return enlarge(items[0].picture, scale);
  const across = Math.min(columns, items.length);
  const down = Math.ceil(items.length / across);
  const hasTitles = items.some(({ title }) => title !== "");
  const head = hasTitles ? letterHeight + 2 : 0;
  const width = Math.max(...items.map(({ picture, title }) => Math.max(picture.width * scale, textWidth(title))));
  const height = head + Math.max(...items.map(({ picture }) => picture.height * scale));
  const sheet = blank(across * (width + space) + space, down * (height + space) + space);
  for (const [i, { picture, title }] of items.entries()) {
    const left = space + (i % across) * (width + space);
    const top = space + Math.floor(i / across) * (height + space);
    write(sheet, title, left + ((width - textWidth(title)) >> 1), top);
    paste(sheet, enlarge(picture, scale), left + ((width - picture.width * scale) >> 1), top + head);
  }
  return sheet;
}

/** Small images are enlarged, so that what is shown is about 640 pixels wide. */
export function scaleFor(items: readonly Titled[], columns: number): number {
  const width = Math.min(columns, items.length) * Math.max(...items.map(({ picture }) => picture.width));
  const height = Math.max(...items.map(({ picture }) => picture.height));
  return Math.min(10, Math.max(1, Math.min(Math.floor(640 / width), Math.floor(480 / height))));
}
