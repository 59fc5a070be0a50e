import { deflateSync } from "fflate";
import { describe, expect, test } from "vitest";
import { sourceOf } from "../byteSource.js";
import { FormatError } from "../errors.js";
import { contentsOf, isZip, readZip } from "./readZip.js";
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
}

/** An archive of one file, by hand. */
function archiveOf(lies: Lies = {}): Uint8Array {
  const name = text(lies.name ?? "a");
  const stored = lies.stored ?? text("hello");
  const { method = 0, flags = 0, storedSize = stored.length, size = stored.length, header = 0, count = 1 } = lies;
  const start = 30 + name.length + stored.length;
  const bytes = new Uint8Array(start + 46 + name.length + 22);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x04034b50, true);
  view.setUint16(26, name.length, true);
  bytes.set(name, 30);
  bytes.set(stored, 30 + name.length);
  view.setUint32(start, 0x02014b50, true);
  view.setUint16(start + 8, flags, true);
  view.setUint16(start + 10, method, true);
  view.setUint32(start + 20, storedSize, true);
  view.setUint32(start + 24, size, true);
  view.setUint16(start + 28, name.length, true);
  view.setUint32(start + 42, header, true);
  bytes.set(name, start + 46);
  const end = start + 46 + name.length;
  view.setUint32(end, 0x06054b50, true);
  view.setUint16(end + 10, count, true);
  view.setUint32(end + 12, 46 + name.length, true);
  view.setUint32(end + 16, start, true);
  return bytes;
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
  function largeArchive(recordSignature = 0x06064b50, locatorSignature = 0x07064b50): Uint8Array {
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
    const last = numbersOf([4, 0x06054b50], [4, 0], [4, 0xffffffff], [4, 0xffffffff], [4, 0xffffffff], [2, 0]);
    return joined([plain.subarray(0, end), record, locator, last]);
  }

  test("say where the directory is", () => {
    expect(read(largeArchive())).toEqual({ a: "hello" });
    expect(() => read(largeArchive(1))).toThrow("load: the zip archive has no end record of 64 bits");
    expect(() => read(largeArchive(0x06064b50, 1))).toThrow("it is truncated or damaged");
  });

  /** An archive whose sizes stand in an extra field, behind another one. */
  function wideArchive(length: number, size = 5): Uint8Array {
    const extra = joined([
      numbersOf([2, 5], [2, 3]),
      text("abc"),
      numbersOf([2, 1], [2, length], [8, size], [8, 5], [8, 0]),
    ]);
    const bytes = joined([plain.subarray(0, end), extra, plain.subarray(end)]);
    const view = new DataView(bytes.buffer);
    for (const at of [20, 24, 42]) view.setUint32(directory + at, 0xffffffff, true);
    view.setUint16(directory + 30, extra.length, true);
    view.setUint32(end + extra.length + 12, end - directory + extra.length, true);
    return bytes;
  }

  test("say how large a file is and where", () => {
    expect(read(wideArchive(24))).toEqual({ a: "hello" });
    expect(() => read(wideArchive(24, 2 ** 40))).toThrow('gives "a" 1099511627776 bytes, which 5 cannot hold');
    expect(() => read(wideArchive(16))).toThrow("it is truncated or damaged");
    expect(() => read(wideArchive(8))).toThrow("it is truncated or damaged");
  });
});

test("an archive is known by its first bytes, one without files too", () => {
  const none = writeZip([]);
  expect(readZip("load", sourceOf(none)).size).toBe(0);
  expect([none, archiveOf()].map(isZip)).toEqual([true, true]);
  for (const wrong of ["PK", "PK\x04\x04", "PK\x06\x05", "AK\x03\x04", "PA\x05\x06", "\x80\x02", ""]) {
    expect(isZip(text(wrong)), wrong).toBe(false);
  }
});
