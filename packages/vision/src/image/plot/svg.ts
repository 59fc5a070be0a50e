import type { Colour } from "../draw/canvas.js";
import type { Scene, Shape } from "./scene.js";

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** A text without what XML does not allow, and with its own signs escaped. */
function escaped(text: string): string {
  const allowed = Array.from(text, (letter) =>
    letter < " " || letter === "\uFFFE" || letter === "\uFFFF" ? " " : letter,
  );
  return allowed.join("").replace(/[&<>"]/g, (sign) => entities[sign]);
}

const colourName = (colour: Colour): string =>
  `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
const rounded = (value: number): string => String(Math.round(value * 100) / 100);

/** The plot as an SVG file. */
export function toSvg({ width, height, title, shapes }: Scene): string {
  const name = title === "" ? "" : `<title>${escaped(title)}</title>`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
    `role="img" font-family="sans-serif" font-size="12">${name}\n<rect width="100%" height="100%" fill="#ffffff"/>\n` +
    `${shapes.map(element).join("\n")}\n</svg>\n`
  );
}

function element(shape: Shape): string {
  const colour = colourName(shape.colour);
  if (shape.kind === "rectangle") {
    const size = `width="${rounded(shape.width)}" height="${rounded(shape.height)}"`;
    return `<rect x="${rounded(shape.x)}" y="${rounded(shape.y)}" ${size} fill="${colour}"/>`;
  }
  if (shape.kind === "label") {
    const at = `x="${rounded(shape.x)}" y="${rounded(shape.y)}"`;
    return `<text ${at} dy="0.35em" text-anchor="${shape.anchor}" fill="${colour}">${escaped(shape.text)}</text>`;
  }
  const points = shape.points.map(([x, y]) => `${rounded(x)},${rounded(y)}`).join(" ");
  return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${shape.width}" stroke-linejoin="round"/>`;
}
