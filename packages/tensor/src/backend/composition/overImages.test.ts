import { expect, test } from "vitest";
import { cpu } from "../../device.js";
import { overImages } from "./overImages.js";

function steps(
  batch: number,
  elementsPerImage: number,
  limit: { readonly maxElements?: number } = {},
): (readonly number[])[] {
  const seen: (readonly number[])[] = [];
  overImages({ ...cpu.kernels, ...limit }, batch, elementsPerImage, (_, first, images) => {
    seen.push([first, images]);
  });
  return seen;
}

test("as many images at a time as fit, and one at least", () => {
  expect(steps(7, 10, { maxElements: 30 })).toEqual([
    [0, 3],
    [3, 3],
    [6, 1],
  ]);
  expect(steps(2, 10, { maxElements: 20 })).toEqual([[0, 2]]);
  expect(steps(2, 10, { maxElements: 19 })).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(steps(2, 40, { maxElements: 30 })).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(steps(0, 10, { maxElements: 30 })).toEqual([]);
});

test("64 MB of float32, also on a device that holds more", () => {
  expect(steps(2, 2 ** 23)).toEqual([[0, 2]]);
  expect(steps(2, 2 ** 23 + 1)).toEqual([
    [0, 1],
    [1, 1],
  ]);
  expect(steps(3, 2 ** 23, { maxElements: 2 ** 30 })).toEqual([
    [0, 2],
    [2, 1],
  ]);
});
