import { expect, test } from "vitest";
import { blank, enlarge, mix, type Picture, paste, shrink, textWidth, write } from "./canvas.js";

/** A picture of greys. */
function grey(width: number, ...values: number[]): Picture {
  return {
    data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
    width,
    height: values.length / width,
  };
}

const greys = ({ data }: Picture): number[] => Array.from({ length: data.length / 3 }, (_, i) => data[3 * i]);

test("a blank picture has one colour", () => {
  expect(blank(2, 1, [1, 2, 3])).toEqual({ data: Uint8Array.of(1, 2, 3, 1, 2, 3), width: 2, height: 1 });
  expect(greys(blank(1, 2))).toEqual([255, 255]);
});

test("a picture is put into another", () => {
  const onto = blank(3, 3, [0, 0, 0]);
  paste(onto, grey(2, 1, 2, 3, 4), 1, 1);
  expect(greys(onto)).toEqual([0, 0, 0, 0, 1, 2, 0, 3, 4]);
});

test("pixels become as many times larger", () => {
  const picture: Picture = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 2, height: 1 };
  const row = [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6];
  expect(enlarge(picture, 2)).toEqual({ data: Uint8Array.of(...row, ...row), width: 4, height: 2 });
  expect(enlarge(picture, 1)).toBe(picture);
});

test("a smaller picture has the means of the areas that its pixels stand for", () => {
  expect(shrink(grey(4, 10, 20, 30, 40, 50, 60, 70, 81), 2, 1)).toMatchObject({ width: 2, height: 1 });
  expect(greys(shrink(grey(4, 10, 20, 30, 40, 50, 60, 70, 81), 2, 1))).toEqual([35, 55]);
  // One of three columns, then two; the rows one by one.
  expect(greys(shrink(grey(3, 10, 20, 40, 0, 0, 1), 2, 2))).toEqual([10, 30, 0, 1]);
  expect(greys(shrink(grey(1, 10, 20, 40), 1, 2))).toEqual([10, 30]);
  expect(greys(shrink(grey(2, 7, 9), 4, 1))).toEqual([7, 7, 9, 9]);
  const colours = { data: Uint8Array.of(0, 10, 20, 100, 110, 121), width: 2, height: 1 };
  expect([...shrink(colours, 1, 1).data]).toEqual([50, 60, 71]);
});

test("a colour is mixed into a pixel that is inside", () => {
  const mixed = (x: number, y: number, share: number): number[] => {
    const picture = grey(2, 200, 200, 200, 200);
    mix(picture, x, y, [100, 0, 255], share);
    return Array.from(picture.data).map((value) => (value === 200 ? 0 : value));
  };
  expect(mixed(1, 0, 0.5)).toEqual([0, 0, 0, 150, 100, 228, 0, 0, 0, 0, 0, 0]);
  expect(mixed(0, 1, 7)).toEqual([0, 0, 0, 0, 0, 0, 100, 0, 255, 0, 0, 0]);
  for (const [x, y, share] of [
    [-1, 1, 1],
    [2, 0, 1],
    [0, -1, 1],
    [1, 2, 1],
    [0, 0, 0],
    [0, 0, -1],
  ]) {
    expect(mixed(x, y, share).every((value) => value === 0)).toBe(true);
  }
});

/** A text as lines of points and number signs. */
function written(text: string): string[] {
  const picture = blank(textWidth(text), 13);
  write(picture, text, 0, 0);
  const pixels = greys(picture).map((value) => (value === 0 ? "#" : "."));
  return Array.from({ length: 13 }, (_, y) => pixels.slice(y * picture.width, (y + 1) * picture.width).join(""));
}

test("letters are those of misc-fixed, 6 x 13 pixels", () => {
  expect(written("T7")).toEqual([
    "............",
    "............",
    "#####.#####.",
    "..#.......#.",
    "..#......#..",
    "..#......#..",
    "..#.....#...",
    "..#.....#...",
    "..#....#....",
    "..#....#....",
    "..#....#....",
    "............",
    "............",
  ]);
});

test("a letter that the font lacks is a question mark, and a space that does not break a space", () => {
  const question = written("?");
  for (const letter of ["\t", "\x1f", "\x7f", "\x80", "\x9f", "Ā", "→", "🔥"])
    expect(written(letter)).toEqual(question);
  expect(written("\u00a0")).toEqual(written(" "));
  expect(written(" ").join("")).toBe(".".repeat(78));
  const known = ["!", "~", "¡", "ÿ", "A", "z", "é"].map((letter) => written(letter).join());
  expect(new Set([...known, question.join()]).size).toBe(8);
});

test("a text is written where it shall stand, in its colour, and cut at the edges", () => {
  const picture = blank(10, 14, [9, 9, 9]);
  write(picture, "T", 2, 1, [1, 2, 3]);
  const at = (x: number, y: number): number[] =>
    Array.from(picture.data.subarray(3 * (10 * y + x), 3 * (10 * y + x) + 3));
  expect([at(1, 3), at(2, 3), at(6, 3), at(7, 3), at(4, 11), at(4, 12)]).toEqual([
    [9, 9, 9],
    [1, 2, 3],
    [1, 2, 3],
    [9, 9, 9],
    [1, 2, 3],
    [9, 9, 9],
  ]);
  write(picture, "TT", 8, 10);
  expect(at(9, 12)).toEqual([0, 0, 0]);
});
