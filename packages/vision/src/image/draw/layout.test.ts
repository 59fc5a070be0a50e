import { describe, expect, test } from "vitest";
import { blank, type Picture } from "./canvas.js";
import { layOut, scaleFor } from "./layout.js";

const red = (width: number, height: number): Picture => blank(width, height, [255, 0, 0]);
/** The corners of the area in which pixels are red: left, top, right, bottom, and how many there are. */
function redIn({ data, width }: Picture): number[] {
  const found = Array.from({ length: data.length / 3 }, (_, i) => i).filter(
    (i) => data[3 * i] === 255 && data[3 * i + 1] === 0,
  );
  const [xs, ys] = [found.map((i) => i % width), found.map((i) => Math.floor(i / width))];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), found.length];
}
const hasText = ({ data }: Picture): boolean => data.some((_, i) => i % 3 === 0 && data[i] === 0);

describe("pictures beside and below each other", () => {
  test("have 8 pixels between them, and their titles above", () => {
    const items = ["ab", "", ""].map((title) => ({ picture: red(4, 3), title }));
    const sheet = layOut(items, 2, 2);
    // Two columns of 12, for the title, and two rows of 15 for the title and 6.
    expect([sheet.width, sheet.height]).toEqual([2 * (12 + 8) + 8, 2 * (21 + 8) + 8]);
    // In the middle of their columns.
    expect(redIn(sheet)).toEqual([10, 8 + 15, 30 + 7, 37 + 15 + 5, 3 * 48]);
    expect(hasText(sheet)).toBe(true);
  });

  test("need no room for titles where there are none, and no more columns than pictures", () => {
    const sheet = layOut(
      [red(4, 3), red(2, 5)].map((picture) => ({ picture, title: "" })),
      5,
      1,
    );
    expect([sheet.width, sheet.height]).toEqual([2 * 12 + 8, 13 + 8]);
    expect(redIn(sheet)).toEqual([8, 8, 22, 12, 22]);
    expect(hasText(sheet)).toBe(false);
  });

  test("one alone is only enlarged, unless it has a title", () => {
    expect(layOut([{ picture: red(2, 1), title: "" }], 3, 3)).toEqual(red(6, 3));
    const titled = layOut([{ picture: red(2, 1), title: "i" }], 3, 3);
    expect([titled.width, titled.height]).toEqual([22, 15 + 3 + 16]);
    const wide = layOut([{ picture: red(9, 1), title: "i" }], 1, 1);
    expect([wide.width, redIn(wide)]).toEqual([25, [8, 23, 16, 23, 9]]);
  });
});

test.each([
  [1, 1, 28, 28, 10],
  [8, 8, 28, 28, 2],
  [8, 3, 28, 28, 7],
  [3, 8, 28, 28, 7],
  [1, 1, 64, 64, 7],
  [1, 1, 160, 20, 4],
  [1, 1, 161, 20, 3],
  [1, 1, 20, 96, 5],
  [1, 1, 20, 97, 4],
  [1, 1, 1000, 2, 1],
])("%i pictures in %i columns, of %i x %i pixels, are enlarged", (count, columns, width, height, scale) => {
  const items = Array.from({ length: count }, () => ({
    picture: { data: new Uint8Array(0), width, height },
    title: "",
  }));
  expect(scaleFor(items, columns)).toBe(scale);
});
