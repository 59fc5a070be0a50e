import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { preprocess } from "./preprocess.js";

/** A drawing with a rectangle of full ink. */
function rectangle(width: number, height: number, [left, top, right, bottom]: readonly number[]): Uint8Array {
  const ink = new Uint8Array(width * height);
  for (let y = top; y < bottom; y++) ink.fill(255, y * width + left, y * width + right);
  return ink;
}

const at = (image: Uint8Array, x: number, y: number): number => image[y * 28 + x];

function centreOfMass(image: Uint8Array): { x: number; y: number } {
  let [sum, x, y] = [0, 0, 0];
  for (const [i, value] of image.entries()) {
    sum += value;
    x += value * ((i % 28) + 0.5);
    y += value * (Math.floor(i / 28) + 0.5);
  }
  return { x: x / sum, y: y / sum };
}

describe("preprocess", () => {
  test("a rectangle becomes 20 pixels high, in the middle", () => {
    const image = preprocess(rectangle(100, 80, [5, 10, 25, 50]), 100, 80)!;
    for (let y = 0; y < 28; y++) {
      for (let x = 0; x < 28; x++) {
        expect(at(image, x, y)).toBe(x >= 9 && x < 19 && y >= 4 && y < 24 ? 255 : 0);
      }
    }
  });

  test("the longer side may be the width", () => {
    const image = preprocess(rectangle(100, 80, [10, 56, 90, 80]), 100, 80)!;
    expect([3, 4, 23, 24].map((x) => at(image, x, 14))).toEqual([0, 255, 255, 0]);
    expect([10, 11, 16, 17].map((y) => at(image, 14, y))).toEqual([0, 255, 255, 0]);
  });

  test("edges that fall between two pixels are smooth", () => {
    // 30 wide and 40 high: half a pixel of each is 1 wide, so that 15 x 20 begin at 6.5.
    const image = preprocess(rectangle(64, 64, [7, 7, 37, 47]), 64, 64)!;
    expect([6, 7, 20, 21].map((x) => at(image, x, 14))).toEqual([128, 255, 255, 128]);
  });

  test("a heavy foot is moved to the middle, by its mass", () => {
    const ink = rectangle(80, 80, [38, 0, 42, 60]);
    for (let y = 60; y < 80; y++) ink.fill(255, y * 80 + 20, y * 80 + 60);
    const image = preprocess(ink, 80, 80)!;
    const { x, y } = centreOfMass(image);
    expect(x).toBeCloseTo(14, 1);
    // The mass is 15.2 pixels below the top: in the middle, the top would be cut off.
    expect(y).toBeCloseTo(15.2, 1);
    expect(at(image, 14, 0)).toBe(128);
  });

  test("nothing drawn gives null, and so does a faint rim", () => {
    expect(preprocess(new Uint8Array(100), 10, 10)).toBeNull();
    expect(preprocess(new Uint8Array(100).fill(31), 10, 10)).toBeNull();
  });

  test("place and size of the drawing do not matter", () => {
    const place = fc.record({ x: fc.nat(8), y: fc.nat(8), scale: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(place, ({ x, y, scale }) => {
        const ink = rectangle(120, 120, [x, y, x + 20 * scale, y + 6 * scale]);
        for (let row = y; row < y + 28 * scale; row++) ink.fill(255, row * 120 + x, row * 120 + x + 4 * scale);
        const plain = rectangle(120, 120, [0, 0, 20, 6]);
        for (let row = 0; row < 28; row++) plain.fill(255, row * 120, row * 120 + 4);
        const image = preprocess(ink, 120, 120)!;
        const wanted = preprocess(plain, 120, 120)!;
        const differences = image.map((value, i) => Math.abs(value - wanted[i]));
        expect(Math.max(...differences)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 20 },
    );
  });

  test("no ink is cut off", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(63 * 64), { minLength: 1, maxLength: 12 }), (dots) => {
        const ink = new Uint8Array(64 * 64);
        for (const dot of dots) ink[dot] = 255;
        const image = preprocess(ink, 64, 64)!;
        const lit = [...image.keys()].filter((i) => image[i] > 0);
        const columns = lit.map((i) => i % 28);
        const rows = lit.map((i) => Math.floor(i / 28));
        const extent = Math.max(Math.max(...columns) - Math.min(...columns), Math.max(...rows) - Math.min(...rows)) + 1;
        expect(extent).toBeGreaterThanOrEqual(20);
        expect(extent).toBeLessThanOrEqual(21);
      }),
    );
  });
});
