import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { Generator, type Tensor } from "@lumbre/tensor";
import { expectTensor, FileServer, loadFixture, sampledRuns } from "@lumbre/testing";
import { transforms } from "@lumbre/vision";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CIFAR10, CIFAR100, DataError, DataLoader } from "../index.js";
import { readBatch } from "./pickledBatch.js";

const exact = { rtol: 0, atol: 0 };
const pixelsOf = (image: number): Uint8Array => Uint8Array.from({ length: 3072 }, (_, i) => (i * 7 + image * 31) % 256);

/** A file of the binary form: for each image some labels, then its pixels. */
const binary = (...labels: number[][]): Uint8Array =>
  Buffer.concat(labels.flatMap((bytes, i) => [Uint8Array.from(bytes), pixelsOf(i)]));

interface Pickle {
  readonly name: string;
  readonly labels: string;
  readonly pickle: string;
}
interface Pixels {
  readonly first: number[];
  readonly last: number[];
  readonly sum: number;
}
const fixture = loadFixture("datasets", "cifar") as unknown as [Pickle, Pickle, Pickle, Pixels];
const pickles = fixture.slice(0, 3) as readonly Pickle[];
const pixels = fixture[3];
const bytesOf = ({ pickle }: Pickle): Uint8Array => new Uint8Array(Buffer.from(pickle, "base64"));

describe("the binary form", () => {
  test("has red, then green, then blue, of each image row by row", () => {
    const dataset = CIFAR10.fromBytes([binary([3], [9]), binary([0])]);
    expect([dataset.length, dataset.data.shape, dataset.data.dtype, dataset.targets.dtype]).toEqual([
      3,
      [3, 32, 32, 3],
      "uint8",
      "int32",
    ]);
    expect(dataset.targets.toArray()).toEqual([3, 9, 0]);
    const [image, label] = dataset.get(1);
    expect([image.shape, label, dataset.classes[label]]).toEqual([[32, 32, 3], 9, "truck"]);
    const expected = pixelsOf(1);
    for (const [row, column, channel] of [
      [0, 0, 0],
      [0, 1, 0],
      [5, 7, 2],
      [31, 31, 1],
    ]) {
      expect(image.at(row, column, channel).item()).toBe(expected[channel * 1024 + row * 32 + column]);
    }
  });

  test("of CIFAR-100 has two labels, of which the second counts", () => {
    const dataset = CIFAR100.fromBytes(binary([11, 19], [15, 99]));
    expect(dataset.targets.toArray()).toEqual([19, 99]);
    expect(dataset.classes[dataset.get(1)[1]]).toBe("worm");
  });

  test.each<[string, Uint8Array, string]>([
    ["gzipped", gzipSync(binary([1])), "CIFAR10.fromBytes: the file is gzipped; unpack it before, with untar of hub"],
    [
      "cut",
      binary([1]).subarray(1),
      "the file has 3072 bytes, expected a multiple of 3073: 1 of labels and 3072 of pixels for each image",
    ],
    ["empty", new Uint8Array(), "the file has 0 bytes, expected a multiple of 3073"],
    ["of CIFAR-100", binary([11, 19]), "the file has 3074 bytes, expected a multiple of 3073"],
    ["with a label that there is not", binary([1], [10]), "the file has the label 10 at 1, expected 0 to 9"],
  ])("%s is an error", (_, file, message) => {
    expect(() => CIFAR10.fromBytes(file)).toThrow(message);
  });
});

test("one file or several are given, and nothing else", () => {
  expect(CIFAR10.fromBytes([binary([4])]).targets.toArray()).toEqual([4]);
  expect(() => CIFAR10.fromBytes([binary([4]), gzipSync(binary([1]))])).toThrow("CIFAR10.fromBytes: file 1 is gzipped");
  for (const wrong of [[], [7], [binary([4]), null], new ArrayBuffer(3073), "a.bin"]) {
    expect(() => CIFAR10.fromBytes(wrong as never)).toThrow(
      "CIFAR10.fromBytes: files must be a Uint8Array with a file of the binary form, or a list of such, got ",
    );
  }
});

describe("items and batches", () => {
  const standard = new transforms.Compose([
    new transforms.ToTensor(),
    new transforms.Normalize([0.5, 0.4, 0.3], [0.2, 0.3, 0.4]),
  ]);
  const file = binary(...Array.from({ length: 12 }, (_, i) => [i % 10]));

  test.each<[string, object]>([
    ["no transform", {}],
    ["transforms that do batches", { transform: standard }],
    [
      "a transform that does none",
      {
        transform: new transforms.Compose([standard, (x: Tensor) => x.flatten()]),
      },
    ],
  ])("batches equal collated items with %s", (_, options) => {
    const dataset = CIFAR10.fromBytes(file, options);
    const batches = (source: { length: number; get(i: number): [Tensor, number] }) => [
      ...new DataLoader(source, { batchSize: 5, shuffle: true, generator: new Generator().manualSeed(1) }),
    ];
    const expected = batches({ length: dataset.length, get: (i) => dataset.get(i) as [Tensor, number] });
    for (const [i, [x, y]] of batches(dataset as never).entries()) {
      expectTensor(x, expected[i][0], exact);
      expectTensor(y, expected[i][1], exact);
    }
  });
});

test("the classes are torchvision's, in its order", () => {
  const { classes, classToIdx } = CIFAR100.fromBytes(binary([0, 0]));
  expect(classes).toHaveLength(100);
  expect(new Set(classes).size).toBe(100);
  expect([...classes].sort()).toEqual(classes);
  expect([classToIdx.apple, classToIdx.keyboard, classToIdx.pickup_truck, classToIdx.worm]).toEqual([0, 39, 58, 99]);
  expect(CIFAR10.fromBytes(binary([0])).classToIdx).toEqual({
    airplane: 0,
    automobile: 1,
    bird: 2,
    cat: 3,
    deer: 4,
    dog: 5,
    frog: 6,
    horse: 7,
    ship: 8,
    truck: 9,
  });
});

describe("load", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "lumbre-cifar-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (path: string, bytes: Uint8Array): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };

  test("reads the binary form from a folder, unpacked", async () => {
    for (const i of [1, 2, 3, 4, 5]) put(`cifar-10-batches-bin/data_batch_${i}.bin`, binary([i], [i - 1]));
    put("cifar-100-binary/test.bin", binary([1, 50]));
    const train = await CIFAR10.load(folder);
    expect(train.targets.toArray()).toEqual([1, 0, 2, 1, 3, 2, 4, 3, 5, 4]);
    expect((await CIFAR100.load(folder, false)).targets.toArray()).toEqual([50]);
    await expect(CIFAR10.load(folder, false)).rejects.toThrow(
      new DataError(
        `found neither cifar-10-batches-bin/test_batch.bin nor cifar-10-binary.tar.gz; looked in ${folder}; expected one ` +
          "of them, or download: true",
      ),
    );
    await expect(CIFAR10.load({ root: folder, verify: true })).rejects.toThrow(
      /data_batch_1\.bin has the wrong contents: it has 6146 bytes, expected 30730000/,
    );
  });

  test.each([
    ["cifar-10-batches-py/test_batch", CIFAR10, pickles[0], [6, 9, 0]],
    ["cifar-10-batches-py/test_batch", CIFAR10, pickles[2], [6, 9, 0]],
    ["cifar-100-python/test", CIFAR100, pickles[1], [19, 99, 0]],
  ])("reads the form for Python from torchvision's folder: %s", async (path, kind, pickle, labels) => {
    put(path, bytesOf(pickle));
    const dataset = await kind.load(folder, false);
    expect(dataset.targets.toArray()).toEqual(labels);
    const planar = dataset.data.permute(0, 3, 1, 2).reshape(-1).readSync();
    expect(Array.from(planar.subarray(0, 5))).toEqual(pixels.first);
    expect(Array.from(planar.subarray(-5))).toEqual(pixels.last);
    expect(Array.from(planar).reduce((sum, value) => sum + value, 0)).toBe(pixels.sum);
  });

  test("asks a server for the genuine archive, of its length, and keeps nothing else", async () => {
    const server = await new FileServer().start();
    server.serve({ "/cifar-10-binary.tar.gz": new Uint8Array(1000) });
    const progress: unknown[] = [];
    try {
      await expect(
        CIFAR10.load({ root: folder, url: `${server.url}/`, download: true, onProgress: (p) => progress.push(p) }),
      ).rejects.toThrow(
        new DataError(
          `could not get cifar-10-binary.tar.gz\n  ${server.url}/cifar-10-binary.tar.gz has the wrong contents: it has ` +
            "1000 bytes, expected 170052171",
        ),
      );
    } finally {
      await server.close();
    }
    expect(progress).toEqual([{ file: "cifar-10-binary.tar.gz", bytes: 1000, totalBytes: 1000 }]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a pickle", () => {
  const read = (bytes: Uint8Array, labels = "labels"): unknown => readBatch(bytes, "batch", labels);

  test("that names anything else is refused with the name", () => {
    const evil = Buffer.from("\x80\x02cos\nsystem\nq\x00X\x02\x00\x00\x00lsq\x01\x85q\x02Rq\x03.", "latin1");
    expect(() => read(evil)).toThrow("batch is no batch of CIFAR for Python: it names os system, expected nothing but");
  });

  test("without what is looked for is an error", () => {
    expect(() => read(bytesOf(pickles[1]))).toThrow("it has no list of numbers, labels");
    expect(() => read(Buffer.from("\x80\x02}q\x00.", "latin1"))).toThrow("it has no array of bytes, data");
    expect(() => read(Buffer.from("\x80\x02]q\x00.", "latin1"))).toThrow("expected a dict");
    expect(() => read(Buffer.from("\x80\x04.", "latin1"))).toThrow("it is of pickle's protocol 4, expected 2");
    expect(() => read(Buffer.from("\x80\x02T\xff\xff\xff\x7f", "latin1"))).toThrow(
      "it ends within what begins at byte 7",
    );
  });

  test("that was cut anywhere is an error, and so is what is changed, unless it is another pickle", () => {
    const whole = bytesOf(pickles[0]);
    const hash = createHash("sha256").update(whole).digest("hex");
    for (let length = 0; length < whole.length; length += 97) {
      expect(() => read(whole.subarray(0, length))).toThrow(DataError);
    }
    const at = fc.oneof(fc.nat(300), fc.nat(whole.length - 1));
    fc.assert(
      fc.property(fc.array(fc.tuple(at, fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const damaged = whole.slice();
        for (const [place, value] of changes) damaged[place] = value;
        try {
          read(damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: sampledRuns(3000) },
    );
    expect(createHash("sha256").update(whole).digest("hex")).toBe(hash);
  });
});
