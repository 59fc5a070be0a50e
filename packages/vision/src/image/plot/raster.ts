import { blank, letterHeight, mix, type Picture, textWidth, write } from "../draw/canvas.js";
import type { Label, Line, Rectangle, Scene } from "./scene.js";

/** The plot as pixels. */
export function toPicture({ width, height, shapes }: Scene): Picture {
  const picture = blank(width, height);
  for (const shape of shapes) {
    if (shape.kind === "line") drawLine(picture, shape);
    else if (shape.kind === "rectangle") fill(picture, shape);
    else label(picture, shape);
  }
  return picture;
}

/** Each pixel takes the share of the colour that its distance from the line leaves; where two parts meet, the larger. */
function drawLine(picture: Picture, { points, colour, width }: Line): void {
  const shares = new Map<number, number>();
  for (let i = 0; i + 1 < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i], points[i + 1]];
    const reach = width / 2 + 1;
    // Long lines go in pieces, for the pixels around a slanted one are many.
    const pieces = Math.max(1, Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) / 16));
    for (let k = 0; k < pieces; k++) {
      const at = (share: number): readonly [number, number] => [x0 + (x1 - x0) * share, y0 + (y1 - y0) * share];
      cover(picture, at(k / pieces), at((k + 1) / pieces), width, reach, shares);
    }
  }
  for (const [index, share] of shares)
    mix(picture, index % picture.width, Math.floor(index / picture.width), colour, share);
}

function cover(
  { width, height }: Picture,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  thickness: number,
  reach: number,
  shares: Map<number, number>,
): void {
  const length = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  for (
    let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    y <= Math.min(height - 1, Math.max(y0, y1) + reach);
    y++
  ) {
    for (
      let x = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
      x <= Math.min(width - 1, Math.max(x0, x1) + reach);
      x++
    ) {
      const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * (x1 - x0) + py * (y1 - y0)) / length));
      const distance = Math.hypot(px - along * (x1 - x0), py - along * (y1 - y0));
      const share = Math.min(1, thickness / 2 + 0.5 - distance);
      const index = y * width + x;
      if (share > (shares.get(index) ?? 0)) shares.set(index, share);
    }
  }
}

/** Pixels at the edges take the share of them that is covered. */
function fill(picture: Picture, { x, y, width, height, colour }: Rectangle): void {
  const part = (i: number, from: number, to: number): number => Math.min(i + 1, to) - Math.max(i, from);
  for (let j = Math.floor(y); j < y + height; j++) {
    for (let i = Math.floor(x); i < x + width; i++) {
      mix(picture, i, j, colour, part(i, x, x + width) * part(j, y, y + height));
    }
  }
}

function label(picture: Picture, { text, x, y, anchor, colour }: Label): void {
  const width = textWidth(text);
  const left = anchor === "start" ? x : anchor === "middle" ? x - width / 2 : x - width;
  write(picture, text, Math.round(left), Math.round(y - letterHeight / 2), colour);
}
