import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { sourceOf } from "../byteSource.js";
import { FormatError } from "../errors.js";
import { contentsOf, isZip, leavesArchive, readZip } from "./readZip.js";
import { writeZip } from "./writeZip.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** Fields of an archive of one file that lie. */
interface Lies {
  readonly name?: string;
  readonly method?: number;
  readonly flags?: number;
  readonly stored?: Uint8Array;
  readonly storedSize?: number;
  readonly size?: number;
  readonly header?: number;
  readonly count?: number;
  /** What its entry in the list starts with. */
  readonly signature?: number;
  /** Bytes that belong to the file, before it and in the list, and to the archive. */
  readonly localExtra?: Uint8Array;
  readonly extra?: Uint8Array;
  readonly fileComment?: Uint8Array;
  readonly comment?: Uint8Array;
}

const none = new Uint8Array(0);

/** An archive of one file, by hand. */
function archiveOf(lies: Lies = {}): Uint8Array {
  const name = text(lies.name ?? "a");
  const stored = lies.stored ?? text("hello");
  const { method = 0, flags = 0, storedSize = stored.length, size = stored.length, header = 0, count = 1 } = lies;
  const { signature = 0x02014b50, localExtra = none, extra = none, fileComment = none, comment = none } = lies;
  const local = numbersOf([4, 0x04034b50], [8, 0], [8, 0], [4, 0], [2, 0], [2, name.length], [2, localExtra.length]);
  const entry = joined([
    numbersOf([4, signature], [4, 0], [2, flags], [2, method], [8, 0], [4, storedSize], [4, size]),
    numbersOf([2, name.length], [2, extra.length], [2, fileComment.length], [8, 0], [4, header]),
    ...[name, extra, fileComment],
  ]);
  const start = local.length + name.length + localExtra.length + stored.length;
  const end = numbersOf(
    [4, 0x06054b50],
    [4, 0],
    [2, 1],
    [2, count],
    [4, entry.length],
    [4, start],
    [2, comment.length],
  );
  return joined([local, name, localExtra, stored, entry, end, comment]);
}

function read(bytes: Uint8Array): Record<string, string> {
  const source = sourceOf(bytes);
  const entries = [...readZip("load", source)];
  return Object.fromEntries(
    entries.map(([name, entry]) => [name, new TextDecoder().decode(contentsOf("load", source, entry))]),
  );
}

describe.each([false, true])("an archive, compressed: %s", (isCompressed) => {
  const members = [
    { name: "a", bytes: text("hello") },
    { name: "folder/ñ", bytes: text("x".repeat(1000)) },
    { name: "empty", bytes: new Uint8Array(0) },
  ];

  test("is read as it was written", () => {
    const bytes = writeZip(members, isCompressed);
    expect(read(bytes)).toEqual({ a: "hello", "folder/ñ": "x".repeat(1000), empty: "" });
    expect(writeZip(members, isCompressed)).toEqual(bytes);
  });

  test("is refused when it is cut", () => {
    const bytes = writeZip(members, isCompressed);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => read(bytes.subarray(0, length)), String(length)).toThrow(FormatError);
    }
  });
});

test("files that are stored start at multiples of 64 bytes and are not copied", () => {
  const bytes = writeZip([1, 2, 3].map((length) => ({ name: "n".repeat(length), bytes: new Uint8Array(length) })));
  const source = sourceOf(bytes);
  for (const entry of readZip("load", source).values()) {
    const stored = contentsOf("load", source, entry);
    expect(stored.byteOffset % 64).toBe(0);
    expect(stored.buffer).toBe(bytes.buffer);
  }
});

describe("an archive that lies", () => {
  test("while one that does not is read", () => {
    expect(read(archiveOf())).toEqual({ a: "hello" });
    expect(read(archiveOf({ method: 8, stored: deflateSync(text("hello")), size: 5 }))).toEqual({ a: "hello" });
  });

  test.each<[string, Lies, string]>([
    [
      "a name that leads out",
      { name: "../a" },
      'load: the zip archive has a file named "../a", outside of the archive',
    ],
    ["an absolute name", { name: "/a" }, "outside of the archive"],
    ["a drive", { name: "c:\\a" }, "outside of the archive"],
    ["another size than is stored", { size: 6 }, 'load: the zip archive gives "a" 6 bytes, which 5 cannot hold'],
    ["a size of 4 GB", { size: 4e9, method: 8 }, 'gives "a" 4000000000 bytes, which 5 cannot hold'],
    ["bytes past the files", { storedSize: 6, size: 6 }, "load: the zip archive refers to byte 37, but there are 36"],
    ["a header that is none", { header: 1 }, "load: the zip archive has no file at byte 1"],
    ["a header past the end", { header: 4e9 }, "it is truncated or damaged"],
    ["encryption", { flags: 1 }, 'load: the zip archive has "a" encrypted'],
    ["another method", { method: 9 }, 'has "a" compressed by method 9, expected 0 or 8'],
    ["an entry that is none", { signature: 0x02014b51 }, "load: the zip archive has no entry at byte 36"],
    ["more files than there are", { count: 2 }, "it is truncated or damaged"],
    ["compressed bytes that are none", { method: 8 }, 'load: the compressed bytes of "a" are damaged'],
    ["less than it says", { method: 8, stored: deflateSync(text("hello")), size: 6 }, "has another size than the 6"],
    ["more than it says", { method: 8, stored: deflateSync(text("hello")), size: 4 }, "has another size than the 4"],
  ])("about %s", (_, lies, message) => {
    expect(() => read(archiveOf(lies))).toThrow(FormatError);
    expect(() => read(archiveOf(lies))).toThrow(message);
  });

  test("about two files in one place", () => {
    const bytes = writeZip([
      { name: "a", bytes: text("hello") },
      { name: "b", bytes: text("hello") },
    ]);
    const second = new TextDecoder("latin1").decode(bytes).lastIndexOf("PK\x01\x02");
    const twice = Uint8Array.from(bytes);
    new DataView(twice.buffer).setUint32(second + 42, 0, true);
    expect(() => read(twice)).toThrow("load: the zip archive has files that overlap");
    twice[second + 46 + 0] = "a".charCodeAt(0);
    expect(() => read(twice)).toThrow('load: the zip archive has two files named "a"');
  });
});

/** Whole numbers as bytes, little-endian: of 2, 4 or 8 bytes each. */
function numbersOf(...fields: readonly (readonly [bytes: 2 | 4 | 8, value: number])[]): Uint8Array {
  return joined(
    fields.map(([bytes, value]) =>
      Uint8Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256),
    ),
  );
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe("numbers of 64 bits", () => {
  const plain = archiveOf();
  const directory = 36;
  const end = plain.length - 22;

  /** An archive whose directory is found by the record of 64 bits alone. */
  function largeArchive(recordSignature = 0x06064b50, locatorSignature = 0x07064b50, wide = [0, 1, 2]): Uint8Array {
    const record = numbersOf(
      [4, recordSignature],
      [8, 44],
      [4, 0],
      [8, 0],
      [8, 1],
      [8, 1],
      [8, end - directory],
      [8, directory],
    );
    const locator = numbersOf([4, locatorSignature], [4, 0], [8, end], [4, 1]);
    const [count, length, start] = [0xffff, 0xffffffff, 0xffffffff].map((value, i) => (wide.includes(i) ? value : 0));
    const last = numbersOf([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, length], [4, start], [2, 0]);
    return joined([plain.subarray(0, end), record, locator, last]);
  }

  test("say where the directory is", () => {
    expect(read(largeArchive())).toEqual({ a: "hello" });
    for (const i of [0, 1, 2]) expect(read(largeArchive(undefined, undefined, [i]))).toEqual({ a: "hello" });
    expect(() => read(largeArchive(1))).toThrow("load: the zip archive has no end record of 64 bits");
    expect(() => read(largeArchive(0x06064b50, 1))).toThrow("it is truncated or damaged");
  });

  const isWide = 0xffffffff;
  const other = joined([numbersOf([2, 5], [2, 3]), text("abc")]);
  const field = (length: number, ...values: number[]): Uint8Array =>
    joined([other, numbersOf([2, 1], [2, length], ...values.map((value) => [8, value] as const))]);

  test("say how large a file is and where, in a field behind another one", () => {
    const wide = { size: isWide, storedSize: isWide, header: isWide };
    expect(read(archiveOf({ ...wide, extra: field(24, 5, 5, 0) }))).toEqual({ a: "hello" });
    expect(() => read(archiveOf({ ...wide, extra: field(24, 2 ** 40, 5, 0) }))).toThrow(
      'gives "a" 1099511627776 bytes, which 5 cannot hold',
    );
    for (const length of [16, 8, 0]) {
      expect(() => read(archiveOf({ ...wide, extra: field(length, 5, 5, 0) }))).toThrow("it is truncated or damaged");
    }
  });

  test.each<[string, Lies]>([
    ["size", { size: isWide, extra: field(8, 5) }],
    ["size in the archive", { storedSize: isWide, extra: field(8, 5) }],
    ["place", { header: isWide, extra: field(8, 0) }],
    ["sizes, neither of which is wide,", { extra: field(16, 6, 7) }],
  ])("say the %s alone", (_, lies) => {
    expect(read(archiveOf(lies))).toEqual({ a: "hello" });
  });
});

describe("an archive is read", () => {
  const two = writeZip([
    { name: "a", bytes: text("hello") },
    { name: "b", bytes: text("world") },
  ]);
  const latin1 = new TextDecoder("latin1").decode(two);
  const [first, second] = [latin1.indexOf("PK\x01\x02"), latin1.lastIndexOf("PK\x01\x02")];
  const end = two.length - 22;

  test("with comments, and bytes that belong to nobody", () => {
    const extra = joined([numbersOf([2, 5], [2, 3]), text("abc")]);
    const lies = { localExtra: extra, extra, fileComment: text("a comment"), flags: 0x808 };
    // A part of a comment may look like the end of an archive.
    for (const comment of [
      text("about it"),
      joined([text("PK\x05\x06"), new Uint8Array(40)]),
      new Uint8Array(0xffff),
    ]) {
      expect(read(archiveOf({ ...lies, comment }))).toEqual({ a: "hello" });
    }
  });

  test("with a comment on a file before another one", () => {
    const commented = joined([two.subarray(0, second), text("a comment"), two.subarray(second)]);
    const view = new DataView(commented.buffer);
    view.setUint16(first + 32, 9, true);
    view.setUint32(end + 9 + 12, end + 9 - first, true);
    expect(read(commented)).toEqual({ a: "hello", b: "world" });
  });

  test("that lists its files in another order than they stand in", () => {
    const [before, a, b, after] = [
      two.subarray(0, first),
      two.subarray(first, second),
      two.subarray(second, end),
      two.subarray(end),
    ];
    expect(Object.entries(read(joined([before, b, a, after])))).toEqual([
      ["b", "world"],
      ["a", "hello"],
    ]);
  });

  test("whose compressed bytes become at most 1,032 times as many", () => {
    expect(() => read(archiveOf({ method: 8, size: 5161 }))).toThrow('gives "a" 5161 bytes, which 5 cannot hold');
    expect(() => read(archiveOf({ method: 8, size: 5160 }))).toThrow('the compressed bytes of "a" are damaged');
  });
});

test.each<[string, boolean]>([
  ["..", true],
  ["a/..", true],
  ["a\\..\\b", true],
  ["\\a", true],
  ["/a", true],
  ["C:a", true],
  ["z:/a", true],
  ["a..b/...", false],
  ["ab:c", false],
  ["1:a", false],
  ["a/b", false],
])("a file named %j leaves the archive: %s", (name, leaves) => {
  expect(leavesArchive(name)).toBe(leaves);
});

test("an archive is known by its first bytes, one without files too", () => {
  const empty = writeZip([]);
  expect(readZip("load", sourceOf(empty)).size).toBe(0);
  expect([empty, archiveOf()].map(isZip)).toEqual([true, true]);
  for (const wrong of ["PK", "PK\x04\x04", "PK\x06\x05", "AK\x03\x04", "PA\x05\x06", "\x80\x02", ""]) {
    expect(isZip(text(wrong)), wrong).toBe(false);
  }
});
