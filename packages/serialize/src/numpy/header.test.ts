import { expect, test } from "vitest";
import { readNpyHeader, writeNpyHeader } from "./header.js";

test("a header says what was written, ends at a multiple of 64, and is no longer than needed", () => {
  const lengths = new Set<number>();
  // Each digit makes the text longer by one, in the end past 256, where the length needs its second byte.
  for (let digits = 1; digits <= 220; digits++) {
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

test("a header may be as long as numpy reads, 10,000 bytes, and no longer", () => {
  const headerOf = (length: number): Uint8Array => {
    const bytes = new Uint8Array(12 + length).fill(0x20);
    bytes.set(writeNpyHeader("<f4", [3]).subarray(0, 8));
    bytes[6] = 2;
    new DataView(bytes.buffer).setUint32(8, length, true);
    bytes.set(new TextEncoder().encode("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"), 12);
    return bytes;
  };
  expect(readNpyHeader("loadNpy", headerOf(10_000))).toMatchObject({ shape: [3], start: 10_012 });
  expect(() => readNpyHeader("loadNpy", headerOf(10_001))).toThrow("loadNpy: the header is 10001 bytes long");
  expect(() => readNpyHeader("loadNpy", headerOf(300).subarray(0, -1))).toThrow("it is truncated");
});
