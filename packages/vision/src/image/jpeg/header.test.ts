import { FormatError } from "@lumbre/serialize";
import { describe, expect, test } from "vitest";
import { asComponents, isJpeg, readHeader } from "./header.js";

const start = [0xff, 0xd8];
/** A segment, whose length counts itself. */
const segment = (marker: number, contents: readonly number[] = []): number[] => {
  const length = contents.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...contents];
};
/** A frame of so many components, each of three bytes. */
const frame = ({ marker = 0xc0, bits = 8, height = 3, width = 258, components = 1, more = 0 } = {}): number[] => {
  const sizes = [height >> 8, height & 255, width >> 8, width & 255];
  return segment(marker, [bits, ...sizes, components, ...new Array<number>(3 * components + more).fill(1)]);
};
const scan = [...segment(0xda, [1]), 7, 7, 7];
const read = (...parts: number[][]) => readHeader("decodeJpeg", Uint8Array.from([...start, ...parts.flat()]));

describe("the header of a JPEG file", () => {
  test.each([1, 3])("says how large it is, of %i components", (components) => {
    const found = read(frame({ components }), scan);
    expect(found).toMatchObject({ width: 258, height: 3, components });
    expect([...found.plain]).toEqual([...start, ...frame({ components }), ...scan]);
    expect(read(frame({ width: 3, height: 258, components }), scan)).toMatchObject({ width: 3, height: 258 });
  });

  test("keeps what the pixels need, and drops comments and what cameras write", () => {
    const needed = [0xe0, 0xee, 0xdb, 0xc4, 0xdd].map((marker) => segment(marker, [marker]));
    const dropped = [0xe1, 0xe2, 0xed, 0xef, 0xfe].map((marker) => segment(marker, [marker]));
    const { plain } = read(...dropped, ...needed, frame(), ...dropped, scan);
    expect([...plain]).toEqual([...start, ...needed.flat(), ...frame(), ...scan]);
  });

  test("may have filling before a marker", () => {
    expect(read([0xff, 0xff], frame(), scan)).toMatchObject({ width: 258 });
    expect([...read([0xff, 0xff], frame(), scan).plain]).toEqual([...start, ...frame(), ...scan]);
  });

  test.each(Array.from({ length: 18 }, (_, i) => 0xbf + i))("has a frame or none at the marker %i", (marker) => {
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    const found = (): unknown => read(frame({ marker }), scan);
    if (isFrame) expect(found()).toMatchObject({ height: 3 });
    else expect(found).toThrow(new FormatError("decodeJpeg: the file has no frame"));
  });

  const length = start.length + frame().length + scan.length;

  test.each<[string, number[][], string]>([
    ["damaged", [[0xfe, 0xc0, 0, 2]], "there is no marker at byte 2: the file is damaged"],
    ["of two frames", [frame(), frame(), scan], "the file has two frames"],
    [
      "with a frame that is too long",
      [frame({ more: 1 }), scan],
      "the frame has 10 bytes, which is not what its components take",
    ],
    [
      "with a frame that is too short",
      [segment(0xc0, [8, 0, 3, 0, 3]), scan],
      "the frame has 5 bytes, which is not what",
    ],
    ["without rows", [frame({ height: 0 }), scan], "the image has 258 x 0 pixels"],
    ["without columns", [frame({ width: 0 }), scan], "the image has 0 x 3 pixels"],
    ["of 12 bits", [frame({ bits: 12 }), scan], "samples of 12 bits are not read, only of 8"],
    [
      "of four inks",
      [frame({ components: 4 }), scan],
      "images of four inks (CMYK) are not read; save the image as RGB",
    ],
    [
      "of two components",
      [frame({ components: 2 }), scan],
      "images of 2 components are not read; save the image as RGB",
    ],
    [
      "of more pixels than its bytes hold",
      [frame({ width: 8192, height: length + 1 }), scan],
      `${length} bytes cannot hold the 8192 x ${length + 1} pixels of the header`,
    ],
  ])("is refused: %s", (_, parts, problem) => {
    expect(() => read(...parts)).toThrow(FormatError);
    expect(() => read(...parts)).toThrow(`decodeJpeg: ${problem}`);
  });

  test("is read of as many pixels as its bytes may hold", () => {
    expect(read(frame({ width: 8192, height: length }), scan)).toMatchObject({ height: length });
  });

  test("is refused where it is cut", () => {
    const whole = [...start, ...frame(), ...segment(0xda, [1])];
    for (let end = 2; end < whole.length; end++) {
      expect(() => readHeader("decodeJpeg", Uint8Array.from(whole.slice(0, end)))).toThrow(
        new FormatError(`decodeJpeg: the file is cut: it ends at byte ${end}, before the pixels`),
      );
    }
  });
});

test("a file whose components stay as they are says so as Adobe's do, and in no other way", () => {
  const [jfif, adobe, table] = [
    segment(0xe0, [1, 2]),
    segment(0xee, [3]),
    segment(0xdb, new Array<number>(300).fill(4)),
  ];
  const plain = Uint8Array.from([...start, ...jfif, ...table, ...adobe, ...frame(), ...scan]);
  const own = [0xff, 0xee, 0, 14, ...Array.from("Adobe", (letter) => letter.charCodeAt(0)), 0, 100, 0, 0, 0, 0, 0];
  expect([...asComponents(plain)]).toEqual([...start, ...own, ...table, ...frame(), ...scan]);
});

test("a file is known by its first three bytes", () => {
  expect(isJpeg(Uint8Array.of(0xff, 0xd8, 0xff))).toBe(true);
  for (const bytes of [[], [0xff, 0xd8], [0xff, 0xd8, 0xfe], [0xff, 0xd9, 0xff], [0xfe, 0xd8, 0xff]]) {
    expect(isJpeg(Uint8Array.from(bytes))).toBe(false);
  }
});
