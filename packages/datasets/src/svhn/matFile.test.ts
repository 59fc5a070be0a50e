import { expect, test } from "vitest";
import { DataError } from "../index.js";
import { readMat } from "./matFile.js";

type Element = readonly [type: number, contents: readonly number[]];

/** An element with its tag; up to four bytes may lie within it. */
function element([type, contents]: Element, isSmall: boolean): number[] {
  const tag = new Uint8Array(8);
  const view = new DataView(tag.buffer);
  if (isSmall) {
    view.setUint16(0, type, true);
    view.setUint16(2, contents.length, true);
    tag.set(contents, 4);
    return [...tag];
  }
  view.setUint32(0, type, true);
  view.setUint32(4, contents.length, true);
  return [...tag, ...contents, ...new Array((8 - (contents.length % 8)) % 8).fill(0)];
}

const words = (...values: number[]): number[] => [...new Uint8Array(Int32Array.from(values).buffer)];
const text = (name: string): number[] => Array.from(name, (char) => char.charCodeAt(0));

interface Parts {
  readonly flags?: Element;
  readonly dimensions?: Element;
  readonly label?: Element;
  readonly values?: Element;
}

/** A file with one variable, of which elements of up to four bytes lie within their tags. */
function file({
  flags = [6, words(9, 0)],
  dimensions = [5, words(1, 4)],
  label = [1, text("name")],
  values = [2, [1, 2, 3, 4]],
}: Parts = {}): Uint8Array {
  const header = new Uint8Array(128);
  header.set([0, 1, ...text("IM")], 124);
  const parts = [flags, dimensions, label, values].flatMap((part) =>
    element(part, part[1].length > 0 && part[1].length <= 4),
  );
  return Uint8Array.from([...header, ...element([14, parts], false)]);
}

test.each([1, 2, 3, 4, 5])("a name and numbers of %i bytes, within their tags where they fit", async (count) => {
  const bytes = Array.from({ length: count }, (_, i) => i + 1);
  const name = "abcde".slice(0, count);
  const found = await readMat(
    file({ dimensions: [5, words(1, count)], label: [1, text(name)], values: [2, bytes] }),
    "it",
  );
  expect([...found]).toEqual([[name, { shape: [1, count], values: Uint8Array.from(bytes) }]]);
});

test.each<[string, Parts, string]>([
  ["flags of another type", { flags: [5, words(9, 0)] }, "a matrix without flags"],
  ["half the flags", { flags: [6, words(9)] }, "a matrix without flags"],
  ["dimensions of another type", { dimensions: [6, words(1, 4)] }, "a matrix without dimensions or name"],
  ["a name of another type", { label: [2, text("name")] }, "a matrix without dimensions or name"],
  ["numbers of no type", { values: [14, [1, 2, 3, 4]] }, "numbers of the unknown type 14"],
  ["too few numbers", { values: [2, [1, 2, 3]] }, '3 numbers in the variable "name" of shape [1, 4]'],
  ["a negative size", { dimensions: [5, words(-1, -4)] }, '4 numbers in the variable "name" of shape [-1, -4]'],
])("%s are refused", async (_, parts, problem) => {
  await expect(readMat(file(parts), "it")).rejects.toThrow(new DataError(`it is damaged: ${problem}`));
});

test("an element of more than four bytes within its tag is refused", async () => {
  const bytes = file();
  // The name's tag follows the header, the matrix's tag, the flags and the dimensions.
  new DataView(bytes.buffer).setUint16(128 + 8 + 16 + 16 + 2, 5, true);
  await expect(readMat(bytes, "it")).rejects.toThrow(
    new DataError("it is damaged: an element of 5 bytes within its tag, expected 4 or less"),
  );
});

test("a variable of another class is passed over", async () => {
  expect((await readMat(file({ flags: [6, words(4, 0)] }), "it")).size).toBe(0);
  expect((await readMat(file({ flags: [6, words(5, 0)] }), "it")).size).toBe(0);
  expect((await readMat(file({ flags: [6, words(6, 0)] }), "it")).size).toBe(1);
  expect((await readMat(file({ flags: [6, words(15, 0)] }), "it")).size).toBe(1);
  expect((await readMat(file({ flags: [6, words(16, 0)] }), "it")).size).toBe(0);
});
