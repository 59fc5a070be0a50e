import { expect, test } from "vitest";
import { HubError } from "./errors.js";
import * as options from "./options.js";

const { checkArgument, checkOptions } = options;

test.each<[options.Kind, unknown[], unknown[]]>([
  [options.aString, ["a"], ["", 1, null]],
  [options.aBoolean, [true, false], [0, "true"]],
  [options.aFunction, [() => 0], [{}, "f"]],
  [options.aSignal, [AbortSignal.abort()], [new AbortController(), {}]],
  [options.bytesOfFile, [new Uint8Array(0), Buffer.from("a")], [new ArrayBuffer(1), new Int8Array(1), [1]]],
  [options.aCount, [0, 1, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, "1", NaN]],
  [options.aNumber, [0, 0.5, Infinity], [-0.1, NaN, "1"]],
  [options.numbers, [[], [0, 1.5]], [[-1], [1, "2"], 1]],
  [options.strings, [[], ["a", "b"]], [["a", ""], ["a", 1], "a"]],
  [options.someStrings, ["a", ["a"]], ["", [], ["a", 1], 1]],
  [options.anMd5, ["0".repeat(32), "F".repeat(32)], ["0".repeat(31), "0".repeat(33), "g".repeat(32)]],
  [options.aSha256, ["01234567", "aB".repeat(32)], ["0123456", "0".repeat(65), "0123456g", "01234567\n"]],
  [options.oneOf("a", "b"), ["a", "b"], ["c", "", 1]],
])("$words", (kind, good, bad) => {
  for (const value of good) expect(kind.has(value), String(value)).toBe(true);
  for (const value of bad) expect(kind.has(value), String(value)).toBe(false);
});

test.each<[unknown, string]>([
  ["a", '"a"'],
  [7, "7"],
  [null, "null"],
  [undefined, "undefined"],
  [[1], "a list"],
  [{}, "an object"],
  [() => 0, "a function"],
  [Symbol("a"), "Symbol(a)"],
])("an error shows what it got: %s", (value, shown) => {
  const kind = { words: "right", has: () => false };
  expect(() => checkArgument("op", "x", value, kind)).toThrow(new HubError(`op: x must be right, got ${shown}`));
});

test("options may be undefined or null, and have no other names", () => {
  const kinds = { a: options.aCount, b: options.aString };
  checkOptions("op", {}, kinds);
  checkOptions("op", { a: undefined, b: null }, kinds);
  checkOptions("op", { a: 1, b: "x" }, kinds);
  expect(() => checkOptions("op", { a: 1, b: 2 }, kinds)).toThrow(new HubError("op: b must be a string, got 2"));
  expect(() => checkOptions("op", { c: null }, kinds)).toThrow(new HubError("op: unknown option c; expected a, b"));
  expect(() => checkOptions("op", { toString: 1 }, kinds)).toThrow(
    new HubError("op: unknown option toString; expected a, b"),
  );
  for (const [wrong, shown] of [
    [null, "null"],
    [[], "a list"],
    ["a", '"a"'],
    [() => 0, "a function"],
  ]) {
    expect(() => checkOptions("op", wrong, kinds)).toThrow(new HubError(`op: options must be an object, got ${shown}`));
  }
});
