import { FormatError } from "@lumbre/serialize";
import { describe, expect, test } from "vitest";
import type { PngHeader } from "./chunks.js";
import { passesOf, predict, rowBytes, unfilter } from "./scanlines.js";

const header = (depth: number, colorType: PngHeader["colorType"], width = 3, height = 2): PngHeader => {
  return { width, height, depth, colorType, isInterlaced: false };
};
const whole = (width: number, height: number) => ({ x0: 0, y0: 0, dx: 1, dy: 1, width, height });

/** Rows, each with its filter before it, without their filters. */
function unfiltered(rows: readonly (readonly number[])[], of: PngHeader = header(8, 0)): number[][] {
  const bytes = Uint8Array.from(rows.flat());
  const length = rows[0].length;
  expect(unfilter("decodePng", bytes, 0, of, whole(of.width, rows.length))).toBe(bytes.length);
  return rows.map((_, y) => [...bytes.slice(y * length + 1, (y + 1) * length)]);
}

describe("the filters of the PNG specification", () => {
  test.each([
    ["none", 0, [1, 2, 3]],
    ["left", 1, [1, 3, 6]],
    ["up", 2, [1, 2, 3]],
    ["average", 3, [1, 2, 4]],
    ["Paeth", 4, [1, 3, 6]],
  ])("%s, in the first row, with nothing above", (_, filter, row) => {
    expect(unfiltered([[filter, 1, 2, 3]])).toEqual([row]);
  });

  test.each([
    ["none", 0, [1, 2, 3]],
    ["left", 1, [1, 3, 6]],
    ["up", 2, [11, 22, 33]],
    ["average", 3, [6, 15, 25]],
    ["Paeth", 4, [11, 22, 33]],
  ])("%s, below another row", (_, filter, row) => {
    expect(
      unfiltered([
        [0, 10, 20, 30],
        [filter, 1, 2, 3],
      ])[1],
    ).toEqual(row);
  });

  test("count by whole pixels, and by a byte where pixels are smaller, and wrap at 256", () => {
    expect(unfiltered([[1, 1, 2, 3, 10, 10, 10]], header(8, 2, 2))).toEqual([[1, 2, 3, 11, 12, 13]]);
    expect(unfiltered([[1, 1, 2, 250, 10]], header(16, 0, 2))).toEqual([[1, 2, 251, 12]]);
    expect(unfiltered([[1, 1, 255]], header(1, 0, 16))).toEqual([[1, 0]]);
    expect(unfiltered([[1, 1, 2, 3, 4]], header(4, 0, 8))).toEqual([[1, 3, 6, 10]]);
    expect(
      unfiltered(
        [
          [3, 200, 100, 9, 9],
          [3, 1, 1, 1, 1],
        ],
        header(8, 4, 2),
      ),
    ).toEqual([
      [200, 100, 109, 59],
      [101, 51, 106, 56],
    ]);
  });

  test("start where they are told to, and are 0 to 4", () => {
    const bytes = Uint8Array.of(9, 9, 1, 1, 1, 4, 5);
    expect(unfilter("decodePng", bytes, 2, header(8, 0, 2), whole(2, 1))).toBe(5);
    expect([...bytes]).toEqual([9, 9, 1, 1, 2, 4, 5]);
    expect(() =>
      unfiltered([
        [0, 1, 1, 1],
        [5, 1, 1, 1],
      ]),
    ).toThrow(new FormatError("decodePng: row 1 has filter 5, of which there is none"));
  });

  // left, up, corner: whichever is nearest to left + up - corner, in this order.
  test.each([
    [10, 20, 20, 10],
    [20, 10, 20, 10],
    [10, 30, 20, 20],
    [5, 5, 5, 5],
    [10, 20, 15, 15],
    [10, 12, 11, 11],
    [7, 3, 3, 7],
    [0, 4, 2, 2],
    [4, 9, 8, 4],
  ])("Paeth's predictor of %i, %i and %i is %i", (left, up, corner, expected) => {
    expect(predict(4, left, up, corner)).toBe(expected);
  });
});

test("an interlaced image comes in seven passes, of which small ones have no pixels", () => {
  const of = (width: number, height: number): number[][] =>
    passesOf({ ...header(8, 0, width, height), isInterlaced: true }).map((pass) => [pass.width, pass.height]);
  expect(of(8, 8)).toEqual([
    [1, 1],
    [1, 1],
    [2, 1],
    [2, 2],
    [4, 2],
    [4, 4],
    [8, 4],
  ]);
  expect(of(9, 5)).toEqual([
    [2, 1],
    [1, 1],
    [3, 1],
    [2, 2],
    [5, 1],
    [4, 3],
    [9, 2],
  ]);
  expect(of(1, 1)).toEqual([[1, 1]]);
  expect(of(1, 3)).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(passesOf(header(8, 0, 5, 4))).toEqual([whole(5, 4)]);
});

test.each([
  [1, 0, 9, 2],
  [1, 0, 8, 1],
  [2, 3, 5, 2],
  [8, 0, 5, 5],
  [8, 2, 5, 15],
  [8, 4, 5, 10],
  [8, 6, 5, 20],
  [16, 6, 5, 40],
] as const)("a row of %i bits and color type %i of %i pixels has %i bytes", (depth, colorType, width, bytes) => {
  expect(rowBytes(header(depth, colorType), width)).toBe(bytes);
});
