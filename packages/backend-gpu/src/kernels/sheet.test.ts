import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cornerOf, digitsOf, placeOfThread, roundUp, type Sheet, sheetOf } from "./sheet.js";

/** What a kernel's text computes. */
function evaluate(
  statements: string,
  names: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): number[] {
  const text = statements.replaceAll("this.thread", "thread");
  const run = new Function("idiv", ...Object.keys(variables), `${text}\nreturn [${names.join(", ")}];`);
  return run((a: number, b: number) => Math.trunc(a / b), ...Object.values(variables));
}

const sizes = fc.record({
  blocks: fc.integer({ min: 1, max: 40 }),
  width: fc.integer({ min: 1, max: 9 }),
  height: fc.integer({ min: 1, max: 9 }),
  maxSide: fc.integer({ min: 2, max: 40 }),
});

describe("a sheet", () => {
  test("fits into a texture, and is made wherever one fits", () => {
    fc.assert(
      fc.property(sizes, ({ blocks, width, height, maxSide }) => {
        const sheet = sheetOf(blocks, width, height, maxSide);
        const room = Math.floor(maxSide / width) * Math.floor(maxSide / height);
        expect(sheet !== null).toBe(room >= blocks);
        if (sheet === null) return;
        expect(Math.max(sheet.width, sheet.height)).toBeLessThanOrEqual(maxSide);
        // No column is empty, and a texture has more rows than one.
        const columns = sheet.width / width;
        expect(columns * sheet.perColumn).toBeGreaterThanOrEqual(blocks);
        expect(sheet.height).toBe(Math.max(2, sheet.perColumn * height));
      }),
      { numRuns: 300 },
    );
  });

  test("has its blocks below each other, and in further columns where one gets too high", () => {
    const one = { blocks: 6, blockWidth: 4, blockHeight: 3, perColumn: 6, width: 4, height: 18 };
    expect(sheetOf(6, 4, 3, 18)).toEqual(one);
    expect(sheetOf(6, 4, 3, 17)).toEqual({ ...one, perColumn: 3, width: 8, height: 9 });
    expect(sheetOf(6, 4, 3, 8)).toEqual(null);
    expect(sheetOf(1, 4, 1, 8)).toEqual({ ...one, blocks: 1, blockHeight: 1, perColumn: 1, height: 2 });
  });

  test("tells a thread its block and where in it, and where each block begins", () => {
    fc.assert(
      fc.property(sizes, ({ blocks, width, height, maxSide }) => {
        const sheet = sheetOf(blocks, width, height, maxSide);
        fc.pre(sheet !== null);
        const found = new Set<string>();
        for (let y = 0; y < sheet.height; y++) {
          for (let x = 0; x < sheet.width; x++) {
            const thread = { x, y };
            const [block, left, line] = evaluate(placeOfThread(sheet), ["block", "left", "line"], { thread });
            const [cornerX, cornerY] = cornerAt(sheet, block);
            if (block < blocks && y < sheet.perColumn * height) {
              expect([cornerX + left, cornerY + line]).toEqual([x, y]);
              expect(left < width && line < height).toBe(true);
              found.add(`${block} ${left} ${line}`);
            }
          }
        }
        expect(found.size).toBe(blocks * width * height);
      }),
      { numRuns: 20 },
    );
  });
});

function cornerAt(sheet: Sheet, block: number): number[] {
  // An expression, which is more than a name.
  return evaluate(cornerOf(sheet, "b - 1 + 1", "at"), ["atX", "atY"], { b: block });
}

test("a whole number is taken apart, also where a digit has one value", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 }), (digits) => {
      const text = digitsOf(
        "n",
        digits.map((size, i) => [`digit${i}`, size]),
      );
      const names = digits.map((_, i) => `digit${i}`);
      const total = digits.reduce((product, size) => product * size, 1);
      for (let n = 0; n < total; n++) {
        const found = evaluate(text, names, { n });
        expect(found.reduce((sum, digit, i) => sum * digits[i] + digit, 0)).toBe(n);
        expect(found.every((digit, i) => digit >= 0 && digit < digits[i])).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test("numbers are rounded up to a multiple", () => {
  expect([0, 1, 4, 5, 8].map((n) => roundUp(n, 4))).toEqual([0, 4, 4, 8, 8]);
});
