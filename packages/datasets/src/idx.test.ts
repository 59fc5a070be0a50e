import { type DType, fromTypedArray, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/engine";
import { randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DataError, readIdx, writeIdx } from "./index.js";
import { decodeImages } from "./mnist/idxImages.js";

const shapes = fc.array(fc.nat(4), { maxLength: 4 });

describe("readIdx and writeIdx", () => {
  test("read what they wrote", () => {
    fc.assert(
      fc.property(
        shapes,
        fc.constantFrom<DType>("uint8", "int32", "float32", "float64"),
        fc.nat(),
        (shape, dtype, seed) => {
          const [low, high] = dtype === "uint8" ? [0, 256] : [-(2 ** 31), 2 ** 31];
          const x = randomTensor(shape, seed, { low, high }).floor().to(dtype);
          const read = readIdx(writeIdx(x));
          expect([read.dtype, read.shape, read.toArray()]).toEqual([dtype, shape, x.toArray()]);
        },
      ),
    );
  });

  test("keep views, special numbers and bools", () => {
    const x = tensor([
      [1, Number.NaN],
      [-0, Infinity],
    ]);
    expect(readIdx(writeIdx(x.t())).toArray()).toEqual(x.t().toArray());
    const flags = readIdx(writeIdx(tensor([true, false])));
    expect([flags.dtype, flags.toArray()]).toEqual(["uint8", [1, 0]]);
  });

  test("read a file that another program wrote, from the middle of a buffer", () => {
    const short = new Uint8Array([99, 99, 0, 0, 11, 1, 0, 0, 0, 2, 0x01, 0x02, 0xff, 0xfe]).subarray(2);
    expect(readIdx(short).toArray()).toEqual([258, -2]);
    const signed = new Uint8Array([0, 0, 9, 1, 0, 0, 0, 2, 5, 0xff]);
    expect(readIdx(signed).toArray()).toEqual([5, -1]);
    const floats = new Uint8Array([0, 0, 13, 0, 0x3f, 0xc0, 0, 0]);
    expect(readIdx(floats).item()).toBe(1.5);
  });

  test.each<[number[], string]>([
    [[], "x is truncated: 0 bytes, expected a header of 4"],
    [[0, 0, 8, 2, 0, 0, 0, 1], "x is truncated: 8 bytes, expected a header of 12"],
    [[0, 0, 8, 1, 0, 0, 0, 3, 7], "x is truncated: 9 bytes, expected 11 for the shape [3] of its header"],
    [[0, 0, 8, 1, 0, 0, 0, 1, 7, 7], "x is too long: 10 bytes, expected 9 for the shape [1] of its header"],
    [
      [0, 0, 10, 1, 0, 0, 0, 0],
      "x starts with the magic number 0x00000a01, expected 00 00, an element type 08, 09 or 0b to 0e, and the rank",
    ],
    [[0x1f, 0x8b, 8, 0], "x starts with the magic number 0x1f8b0800, expected"],
  ])("refuse %o", (bytes, message) => {
    expect(() => readIdx(new Uint8Array(bytes), { name: "x" })).toThrow(`readIdx: ${message}`);
    expect(() => readIdx(new Uint8Array(bytes), { name: "x" })).toThrow(DataError);
  });

  test("refuse another magic number than the one asked for", () => {
    const labels = writeIdx(zeros(2, { dtype: "uint8" }));
    expect(() => readIdx(labels, { name: "images", magic: 0x803 })).toThrow(
      "readIdx: images starts with the magic number 0x00000801, expected 0x00000803",
    );
  });

  test("either refuse a damaged file or read what its bytes say", () => {
    const file = fc.record({
      shape: shapes,
      seed: fc.nat(),
      at: fc.nat(),
      value: fc.nat(255),
      cut: fc.option(fc.nat()),
    });
    fc.assert(
      fc.property(file, ({ shape, seed, at, value, cut }) => {
        const bytes = writeIdx(randomTensor(shape, seed, { low: 0, high: 256 }).to("uint8"));
        bytes[at % bytes.length] = value;
        const damaged = cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
        try {
          const x = readIdx(damaged);
          // What it read accounts for every byte.
          const width = damaged[2] === 11 ? 2 : damaged[2] === 9 ? 1 : x.elementSize();
          expect(4 + 4 * x.ndim + width * x.numel()).toBe(damaged.length);
          expect(x.ndim).toBe(damaged[3]);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: sampledRuns(1000) },
    );
  });
});

describe("images and labels", () => {
  const images = (count: number) => writeIdx(randomTensor([count, 28, 28], 1, { low: 0, high: 256 }).to("uint8"));
  const labels = (count: number) =>
    writeIdx(
      fromTypedArray(
        Uint8Array.from({ length: count }, (_, i) => i % 10),
        [count],
      ),
    );
  const decode = (imageBytes: Uint8Array, labelBytes: Uint8Array) =>
    decodeImages(
      { name: "images", bytes: imageBytes as Uint8Array<ArrayBuffer> },
      { name: "labels", bytes: labelBytes as Uint8Array<ArrayBuffer> },
    );

  test("no change of a header goes unnoticed", () => {
    const expected = decode(images(3), labels(3));
    expect([expected.data.shape, expected.targets.dtype, expected.targets.toArray()]).toEqual([
      [3, 28, 28],
      "int32",
      [0, 1, 2],
    ]);
    const damage = fc.record({ file: fc.boolean(), at: fc.nat(15), value: fc.nat(255), other: fc.nat(15) });
    fc.assert(
      fc.property(damage, ({ file, at, value, other }) => {
        const files = [images(3), labels(3)];
        const damaged = files[file ? 0 : 1];
        const headerLength = file ? 16 : 8;
        const original = damaged.slice();
        // One byte changes, and perhaps two change places.
        damaged[at % headerLength] = value;
        const kept = damaged[other % headerLength];
        damaged[other % headerLength] = damaged[at % headerLength];
        damaged[at % headerLength] = kept;
        if (damaged.every((byte, i) => byte === original[i])) {
          expect(numel(decode(files[0], files[1]).data.shape)).toBe(3 * 784);
        } else {
          expect(() => decode(files[0], files[1])).toThrow(DataError);
        }
      }),
      { numRuns: sampledRuns(1000) },
    );
  });

  test.each<[string, Uint8Array, Uint8Array, string]>([
    ["counts", images(3), labels(2), "labels has 2 labels, expected 3: one for each image of images"],
    ["counts, the other way", images(2), labels(3), "labels has 3 labels, expected 2: one for each image of images"],
    [
      "sizes",
      writeIdx(zeros(1, 14, 56, { dtype: "uint8" })),
      labels(1),
      "images has images of 14 x 56 pixels, expected 28 x 28",
    ],
    [
      "labels",
      images(2),
      writeIdx(tensor([3, 10], { dtype: "uint8" })),
      "labels has the label 10 at 1, expected 0 to 9",
    ],
    ["kinds", labels(2), labels(2), "readIdx: images starts with the magic number 0x00000801, expected 0x00000803"],
  ])("%s that are wrong", (_, imageBytes, labelBytes, message) => {
    expect(() => decode(imageBytes, labelBytes)).toThrow(message);
  });
});

test("the format has at most 255 dimensions", () => {
  const ones = (ndim: number): Tensor => tensor(7, { dtype: "uint8" }).view(...new Array<number>(ndim).fill(1));
  expect(writeIdx(ones(255))).toHaveLength(4 + 4 * 255 + 1);
  expect(() => writeIdx(ones(256))).toThrow(new ValueError("writeIdx: the format has at most 255 dimensions, got 256"));
});
