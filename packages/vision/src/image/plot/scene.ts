// A plot as lines, rectangles and texts, before it is SVG or pixels.
import type { Colour } from "../draw/canvas.js";

export interface Line {
  readonly kind: "line";
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly colour: Colour;
  readonly width: number;
}

export interface Rectangle {
  readonly kind: "rectangle";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: Colour;
}

export interface Label {
  readonly kind: "label";
  readonly text: string;
  readonly x: number;
  /** The middle of the letters. */
  readonly y: number;
  readonly anchor: "start" | "middle" | "end";
  readonly colour: Colour;
}

export type Shape = Line | Rectangle | Label;

export interface Scene {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly shapes: readonly Shape[];
}

export const black: Colour = [51, 51, 51];
export const pale: Colour = [228, 228, 228];

/** Okabe and Ito's colours, which people who cannot tell red from green tell apart. */
const colours: readonly Colour[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [213, 94, 0],
  [204, 121, 167],
  [86, 180, 233],
  [117, 112, 20],
  [0, 0, 0],
];

export const colourOf = (i: number): Colour => colours[i % colours.length];

/** Room for a text, in pixels, in both renderings. */
export const roomFor = (text: string): number => 7 * [...text].length;
