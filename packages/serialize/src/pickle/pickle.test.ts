import { ArgumentError, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import { FormatError } from "../errors.js";
import { ByteReader } from "./byteReader.js";
import { Pickler } from "./pickle.js";
import { PythonCallable, unpickle } from "./unpickle.js";

/** Texts and bytes in a row. */
const bytesOf = (...parts: readonly (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? Array.from(part, (char) => char.charCodeAt(0)) : [part])),
  );

const read = (...pickle: readonly (string | number)[]): unknown =>
  unpickle(new ByteReader("load", bytesOf(...pickle)), {
    findGlobal: (module, name) => new PythonCallable(name, (args) => [`${module}.${name}`, ...args]),
    persistentLoad: (id) => ({ id }),
  });

const written = (value: unknown): Uint8Array => new Pickler("save", { writeOther: () => false }).dump(value);

/** Python's pickle.loads reads the same bytes as the same values. */
test.each<[string, (string | number)[], unknown]>([
  ["the values that need no bytes", ["(N", 0x88, 0x89, "t."], [null, true, false]],
  ["whole numbers of 1, 2 and 4 bytes", ["(K\xffM\x02\x01J\xfe\xff\xff\xfft."], [255, 258, -2]],
  ["LONG1", ["(", 0x8a, "\x00", 0x8a, "\x01\xff", 0x8a, "\x02\xff\x00t."], [0, -1, 255]],
  ["LONG1 past 2^53", [0x8a, "\x07\x01\x00\x00\x00\x00\x00\x20."], 2n ** 53n + 1n],
  [
    "LONG1 at the largest safe integers",
    ["(", 0x8a, "\x07\xff\xff\xff\xff\xff\xff\x1f", 0x8a, "\x07\x01\x00\x00\x00\x00\x00\xe0t."],
    [2 ** 53 - 1, 1 - 2 ** 53],
  ],
  ["LONG4", [0x8b, "\x02\x00\x00\x00\x00\x80."], -32768],
  ["BINFLOAT", ["G\xbf\xf8\x00\x00\x00\x00\x00\x00."], -1.5],
  ["texts of Python 2", ["(T\x02\x00\x00\x00abU\x01ct."], ["ab", "c"]],
  [
    "texts",
    ["(X\x02\x00\x00\x00\xc3\xb1", 0x8c, "\x01b", 0x8d, "\x01\x00\x00\x00\x00\x00\x00\x00ct."],
    ["ñ", "b", "c"],
  ],
  [
    "bytes",
    ["(B\x02\x00\x00\x00\x00\xffC\x01b", 0x8e, "\x01\x00\x00\x00\x00\x00\x00\x00ct."],
    [bytesOf(0, 255), bytesOf("b"), bytesOf("c")],
  ],
  ["tuples", ["()K\x01", 0x85, "K\x01K\x02", 0x86, "K\x01K\x02K\x03", 0x87, "t."], [[], [1], [1, 2], [1, 2, 3]]],
  ["lists", ["]K\x01a(K\x02K\x03e."], [1, 2, 3]],
  ["dicts", ["}K\x01NsU\x01a", 0x88, "s(U\x01bK\x02U\x01cK\x03u."], { 1: null, a: true, b: 2, c: 3 }],
  ["sets", ["(", 0x8f, "(K\x01K\x02", 0x90, "(K\x03", 0x91, "t."], [new Set([1, 2]), new Set([3])]],
  ["values that are dropped", ["K\x01K\x020(K\x03K\x041."], 1],
  ["values that are used again", ["(]q\x05K\x07r\x00\x01\x00\x00h\x05j\x00\x01\x00\x00t."], [[], 7, [], 7]],
  ["values that are numbered in turn", ["(K\x07", 0x94, "K\x08", 0x94, "h\x01h\x00t."], [7, 8, 8, 7]],
  ["calls by name", ["ca.b\nc\nK\x01", 0x85, "R."], ["a.b.c", 1]],
  ["objects of a class by name", ["U\x01aU\x01b", 0x93, ")", 0x81, "."], ["a.b"]],
  ["what is stored beside the pickle", ["K\x07Q."], { id: 7 }],
  ["protocol 5 with a frame", [0x80, 5, 0x95, "\x03\x00\x00\x00\x00\x00\x00\x00K\x01."], 1],
])("reads %s", (_, pickle, value) => {
  expect(read(...pickle)).toEqual(value);
});

describe("a pickle is refused", () => {
  const near = (problem: string, position: number): FormatError =>
    new FormatError(`load: ${problem}, near byte ${position} of the pickle`);

  test.each<[string, (string | number)[], FormatError]>([
    ["of a later protocol", [0x80, 6, "N."], near("the pickle has protocol 6, expected at most 5", 2)],
    ["that takes a value from before its mark", ["N(a."], near("the pickle takes a value from an empty stack", 3)],
    ["that keeps a value from before its mark", ["N(q\x00."], near("the pickle takes a value from an empty stack", 4)],
    ["that appends to nothing", ["Na."], near("the pickle takes a value from an empty stack", 2)],
    ["that drops what is not there", ["0."], near("the pickle takes a value from an empty stack", 1)],
    ["with too few values for a tuple", ["NN", 0x87, "."], near("the pickle takes a value from an empty stack", 3)],
    ["without the mark that it needs", ["Nt."], near("the pickle has no mark where it needs one", 2)],
    ["that sets an item without a value", ["}(Nu."], near("the pickle has a key without a value", 4)],
    ["that sets items of a number", ["K\x01NNs."], near("the pickle sets items of what is no dict", 5)],
    ["that appends to a dict", ["}Na."], near("the pickle appends to what is no list", 3)],
    ["that adds to a list", ["](N", 0x90, "."], near("the pickle adds to what is no set", 4)],
    ["whose global has no text for a name", ["NU\x01b", 0x93, "."], near("a global's name is no text", 5)],
    ["whose global has a module that is no text", ["U\x01bN", 0x93, "."], near("a global's name is no text", 5)],
    ["that calls without arguments", ["ca\nb\nNR."], near("the pickle calls what is no function", 7)],
    ["that sets attributes of a list", ["]}b."], near("the pickle sets attributes of what is no OrderedDict", 3)],
    [
      "with a key that is no text",
      ["}G\x3f\xe0\x00\x00\x00\x00\x00\x00Ns."],
      near("a dict has the key 0.5, and only text and whole numbers can be read as keys", 12),
    ],
    ["whose line does not end", ["ca\nb."], new FormatError("load: the line at byte 3 does not end")],
    ["whose text is not UTF-8", ["U\x01\xff."], new FormatError("load: the text at byte 2 is not UTF-8")],
    [
      "with an integer of less than no bytes",
      [0x8b, "\xff\xff\xff\xff."],
      new FormatError("load: the pickle has an integer of -1 bytes, expected 0 to 1024"),
    ],
    [
      "with an integer of 1,025 bytes",
      [0x8b, "\x01\x04\x00\x00", "\x00".repeat(1025), "."],
      new FormatError("load: the pickle has an integer of 1025 bytes, expected 0 to 1024"),
    ],
  ])("%s", (_, pickle, error) => {
    expect(() => read(...pickle)).toThrow(error);
  });

  test("while an integer of 1,024 bytes is read", () => {
    expect(read(0x8b, "\x00\x04\x00\x00", "\x00".repeat(1023), "\x40.")).toBe(2n ** 8190n);
  });
});

/** Python's pickle.dumps(value, 2) writes the same bytes, but for 256, which it writes in two bytes, and the bigint 0. */
test.each<[number | bigint, (string | number)[]]>([
  [0, ["K\x00"]],
  [255, ["K\xff"]],
  [256, ["J\x00\x01\x00\x00"]],
  [-1, ["J\xff\xff\xff\xff"]],
  [2 ** 31 - 1, ["J\xff\xff\xff\x7f"]],
  [-(2 ** 31), ["J\x00\x00\x00\x80"]],
  [2 ** 31, [0x8a, "\x05\x00\x00\x00\x80\x00"]],
  [-(2 ** 31) - 1, [0x8a, "\x05\xff\xff\xff\x7f\xff"]],
  [2n ** 64n, [0x8a, "\x09\x00\x00\x00\x00\x00\x00\x00\x00\x01"]],
  [-(2n ** 63n), [0x8a, "\x08\x00\x00\x00\x00\x00\x00\x00\x80"]],
  [0n, [0x8a, "\x01\x00"]],
  [-0, ["G\x80\x00\x00\x00\x00\x00\x00\x00"]],
  [2 ** 53, ["G\x43\x40\x00\x00\x00\x00\x00\x00"]],
])("writes %s", (value, pickle) => {
  expect(written(value)).toEqual(bytesOf(0x80, 2, ...pickle, "."));
});

test("a bigint has at most 255 bytes", () => {
  const largest = 2n ** (8n * 255n - 1n) - 1n;
  expect(read(...written(largest))).toBe(largest);
  expect(() => written(largest + 1n)).toThrow(new ValueError("save: a bigint has more than 255 bytes"));
});

test("an object may be nested 900 deep", () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
  expect(read(...written(nested(900)))).toEqual(nested(900));
  expect(() => written(nested(901))).toThrow(ValueError);
  // Many beside each other are not deep.
  const many = Array.from({ length: 1000 }, () => []);
  expect(read(...written(many))).toEqual(many);
});

test("the 257th value that is kept has an index of 4 bytes, where it is kept and where it is used again", () => {
  const texts = Array.from({ length: 256 }, (_, i) => `text ${i}`);
  // The list itself is value 0.
  const pickle = written([...texts, texts[254], texts[255]]);
  expect(pickle.slice(-15)).toEqual(bytesOf("5r\x00\x01\x00\x00h\xffj\x00\x01\x00\x00e."));
  expect(read(...pickle)).toEqual([...texts, "text 254", "text 255"]);
});

test("bytes are written as a text of latin1, whatever their number", () => {
  const bytes = Uint8Array.from({ length: 8193 }, (_, i) => i % 251);
  const [name, text, encoding] = read(...written(bytes)) as string[];
  expect([name, encoding]).toEqual(["_codecs.encode", "latin1"]);
  expect(Uint8Array.from(text, (char) => char.charCodeAt(0))).toEqual(bytes);
});

test("names of an object that are whole numbers become numbers, as Python's dicts have them", () => {
  const pickle = written({ "0": 1, "12": 2, "01": 3 });
  expect(pickle).toEqual(bytesOf(0x80, 2, "}q\x00(K\x00K\x01K\x0cK\x02X\x02\x00\x00\x0001q\x01K\x03u."));
});

class Net {
  stateDict(): void {}
}

test.each<[unknown, string]>([
  [() => 0, "a function"],
  [new Net(), "an instance of Net; write its stateDict()"],
  [new Date(0), "an instance of Date"],
  [new Float32Array(1), "an instance of Float32Array; write tensor(values)"],
  [undefined, "undefined; write null, or leave it out"],
  [Symbol("a"), "Symbol(a)"],
])("what has no counterpart in Python is refused with what to write instead: %o", (value, words) => {
  expect(() => written({ a: [value] })).toThrow(
    new ArgumentError(
      "save: object.a[0] must be a tensor or a plain value (null, boolean, number, string, array, object, Map, Set, " +
        `Uint8Array), got ${words}`,
    ),
  );
});
