import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cornerOf, outputSize, pixelAt, sizeFormula, termsAt, tilingSize } from "./window.js";

describe("sizes", () => {
  test("the formula has the layer's numbers", () => {
    expect(sizeFormula(28, { kernelSize: 5, stride: 1, padding: 2 })).toBe("⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28");
    expect(sizeFormula(14, { kernelSize: 2, stride: 2, padding: 0 })).toBe("⌊(14 + 2·0 − 2) / 2⌋ + 1 = 7");
  });

  test("the size is rounded down", () => {
    expect(outputSize(28, { kernelSize: 3, stride: 2, padding: 0 })).toBe(13);
  });
});

describe("termsAt", () => {
  const image = Float32Array.from({ length: 16 }, (_, i) => i);
  const kernel = Float32Array.from({ length: 9 }, (_, i) => i / 10);

  test("inside of the image: its window, row by row", () => {
    const terms = termsAt(image, 4, kernel, { kernelSize: 3, stride: 1, padding: 0 }, 1, 1);
    expect(terms.map(({ pixel }) => pixel)).toEqual([5, 6, 7, 9, 10, 11, 13, 14, 15]);
    expect(terms.map(({ weight }) => weight)).toEqual([...kernel]);
  });

  test("at the corner the padding's zeros count", () => {
    const terms = termsAt(image, 4, kernel, { kernelSize: 3, stride: 2, padding: 1 }, 0, 0);
    expect(terms.map(({ pixel }) => pixel)).toEqual([0, 0, 0, 0, 0, 1, 0, 4, 5]);
    expect(terms.filter(({ isPadding }) => isPadding).length).toBe(5);
  });
});

test("pixelAt finds each pixel of each map, and none between them", () => {
  const tiling = { count: 5, columns: 3, width: 4, height: 2 };
  expect(tilingSize(tiling)).toEqual([14, 5]);
  fc.assert(
    fc.property(fc.nat(4), fc.nat(3), fc.nat(1), (map, x, y) => {
      const [left, top] = cornerOf(tiling, map);
      expect(pixelAt(tiling, left + x + 0.5, top + y + 0.5)).toEqual({ map, x, y });
    }),
  );
  expect(pixelAt(tiling, 4.5, 0)).toBeNull();
  expect(pixelAt(tiling, 12, 4)).toBeNull();
  expect(pixelAt(tiling, -1, 0)).toBeNull();
});
