import { expect, test } from "vitest";
import { readNpyHeader, writeNpyHeader } from "./header.js";

test("a header says what was written, ends at a multiple of 64, and is no longer than needed", () => {
  const lengths = new Set<number>();
  // Each digit makes the text longer by one.
  for (let digits = 1; digits <= 140; digits++) {
    const shape = Array.from({ length: Math.ceil(digits / 15) }, (_, i) => 10 ** Math.min(14, digits - 15 * i - 1));
    const header = writeNpyHeader("<f4", shape);
    const text = new TextDecoder("latin1").decode(header);
    const used = text.trimEnd().length;
    lengths.add(used % 64);
    expect(header.length % 64).toBe(0);
    // numpy puts a line's end, and before it spaces where they are needed.
    expect(header.length).toBe(Math.ceil((used + 1) / 64) * 64);
    expect(text.slice(used)).toBe(`${" ".repeat(header.length - used - 1)}\n`);
    expect(readNpyHeader("loadNpy", header)).toMatchObject({ shape, isFortranOrder: false, start: header.length });
  }
  // Those that fill the last line exactly are among them.
  expect(lengths.has(63)).toBe(true);
  expect(lengths.has(0)).toBe(true);
});
