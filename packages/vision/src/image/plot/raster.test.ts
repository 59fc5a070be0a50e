import { expect, test } from "vitest";
import { blank, write } from "../draw/canvas.js";
import { toPicture } from "./raster.js";
import { roomFor, type Shape } from "./scene.js";

const black = [0, 0, 0] as const;

/** The greys of what is drawn, row by row. */
function drawn(width: number, height: number, ...shapes: Shape[]): number[][] {
  const { data } = toPicture({ width, height, title: "", shapes });
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => data[3 * (y * width + x)]));
}

const line = (width: number, ...points: (readonly [number, number])[]): Shape => {
  return { kind: "line", points, colour: black, width };
};
const white = (width: number): number[] => new Array<number>(width).fill(255);

test("a line covers pixels by their distance from it, also at its ends", () => {
  // Centres half a pixel off the end, across and along: 1.5 - sqrt(0.5) of them is covered.
  const thick = [53, 0, 0, 0, 0, 53, 255];
  expect(drawn(7, 5, line(2, [1, 2], [5, 2]))).toEqual([white(7), thick, thick, white(7), white(7)]);
  const thin = [128, 0, 0, 0, 0, 128, 255];
  expect(drawn(7, 3, line(1, [5, 1.5], [1, 1.5]))).toEqual([white(7), thin, white(7)]);
  expect(drawn(3, 7, line(1, [1.5, 1], [1.5, 5])).map((row) => row[1])).toEqual(thin);
  expect(drawn(2, 1, line(1, [0.5, 0.5], [0.5, 0.5]))).toEqual([[0, 255]]);
});

test("where a line bends, or goes on in pieces, it is no darker, and at the edges it ends", () => {
  const thin = [128, 0, 0, 0, 0, 128, 255];
  expect(drawn(7, 1, line(1, [1, 0.5], [3, 0.5], [5, 0.5]))).toEqual([thin]);
  expect(drawn(60, 1, line(1, [-20, 0.5], [100, 0.5]))).toEqual([new Array(60).fill(0)]);
  expect(drawn(60, 1, line(1, [-20, 1], [100, 1]))).toEqual([new Array(60).fill(128)]);
  const diagonal = drawn(40, 40, line(1, [0, 0], [40, 40]));
  for (let i = 1; i < 39; i++) {
    // Beside it, a centre is sqrt(0.5) away: 1 - 0.707 is covered.
    expect(diagonal[i].slice(i - 1, i + 2)).toEqual([180, 0, 180]);
    expect(diagonal[i].filter((value) => value < 255)).toHaveLength(3);
  }
});

test("a rectangle covers pixels by the share of them that lies in it", () => {
  const rectangle: Shape = { kind: "rectangle", x: 1.5, y: 1, width: 2, height: 1.5, colour: black };
  expect(drawn(5, 4, rectangle)).toEqual([white(5), [255, 128, 0, 128, 255], [255, 191, 128, 191, 255], white(5)]);
});

test("a text stands at its anchor, in the middle of its height", () => {
  for (const [anchor, left] of [
    ["start", 20],
    ["middle", 14],
    ["end", 8],
  ] as const) {
    const picture = blank(40, 20);
    write(picture, "ab", left, 4, black);
    const label: Shape = { kind: "label", text: "ab", x: 20, y: 10, anchor, colour: black };
    expect(toPicture({ width: 40, height: 20, title: "", shapes: [label] })).toEqual(picture);
  }
  expect(roomFor("añ🔥")).toBe(21);
});
