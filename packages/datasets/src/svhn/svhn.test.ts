import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadFixture } from "@lumbre/testing";
import { afterAll, describe, expect, test } from "vitest";
import { DataError, SVHN } from "../index.js";
import { readMat } from "./matFile.js";

interface SvhnCase {
  readonly name: string;
  readonly file: string;
  readonly labels: number[];
  readonly sums: number[];
  /** Of the last image, channels first: all channels, two rows, three columns. */
  readonly corner: number[][][];
}

const cases = loadFixture("datasets", "svhn") as unknown as SvhnCase[];
const bytesOf = ({ file }: SvhnCase): Uint8Array => new Uint8Array(Buffer.from(file, "base64"));
const plain = cases.find(({ name }) => name === "not compressed") as SvhnCase;

describe("images and labels are torchvision's", () => {
  test.each(cases.map((item) => [item.name, item] as const))("%s", async (_, item) => {
    const dataset = await SVHN.fromBytes(bytesOf(item));
    const count = item.labels.length;
    expect([dataset.data.dtype, dataset.data.shape]).toEqual(["uint8", [count, 32, 32, 3]]);
    expect([dataset.targets.dtype, dataset.targets.tolist()]).toEqual(["int32", item.labels]);
    expect(dataset.data.to("int32").sum([1, 2, 3]).tolist()).toEqual(item.sums);
    const [image, label] = dataset.get(count - 1);
    expect(image.permute(2, 0, 1).narrow(1, 0, 2).narrow(2, 0, 3).tolist()).toEqual(item.corner);
    expect(dataset.classes[label]).toBe(String(item.labels[count - 1]));
  });
});

test("variables of other classes are passed over, and numbers are read in every type", async () => {
  const { file } = cases.find(({ name }) => name.includes("other variables")) as SvhnCase;
  const variables = await readMat(new Uint8Array(Buffer.from(file, "base64")), "the file");
  expect([...variables.keys()]).toEqual(["X", "y"]);
  expect(variables.get("y")).toEqual({ shape: [2, 1], values: BigInt64Array.of(3n, 4n) });
});

describe("load", () => {
  const folder = mkdtempSync(join(tmpdir(), "svhn-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("reads a split's file in a folder, without a hash, and applies transforms", async () => {
    writeFileSync(join(folder, "test_32x32.mat"), bytesOf(plain));
    const transform = (x: { readonly shape: readonly number[] }): number => x.shape[2];
    const dataset = await SVHN.load(folder, "test", { transform, targetTransform: (label) => label + 0.5 });
    expect(dataset.get(1)).toEqual([3, 0.5]);
  });

  test("says which file is missing or is another one", async () => {
    await expect(SVHN.load(folder)).rejects.toThrow(DataError);
    await expect(SVHN.load(folder)).rejects.toThrow("train_32x32.mat");
    await expect(SVHN.load(folder, "test", { verify: true })).rejects.toThrow(DataError);
    await expect(SVHN.load(folder, "validation" as never)).rejects.toThrow(
      'SVHN.load: "validation" is not a valid value for split; expected "train", "test" or "extra"',
    );
  });
});

describe("what is no file of SVHN is an error", () => {
  const changed = (change: (bytes: Uint8Array) => unknown): Uint8Array => {
    const bytes = bytesOf(plain);
    const result = change(bytes);
    return result instanceof Uint8Array ? result : bytes;
  };
  /** The uncompressed file: the header, a tag, flags, dimensions, the name "X", then a tag and the pixels. */
  const dimensions = 128 + 8 + 16 + 8;
  const nameTag = dimensions + 16;
  const labels = 6144;

  test.each<[string, () => Uint8Array, string]>([
    ["nothing", () => new Uint8Array(), "the file has 0 bytes, expected a MATLAB file with a header of 128"],
    [
      "another file",
      () => new Uint8Array(200),
      'the file is no MATLAB file of level 5; in MATLAB, save it with "-v6" or "-v7"',
    ],
    [
      "big-endian numbers",
      () => changed((bytes) => bytes.set([77, 73], 126)),
      "the file is a MATLAB file whose numbers are big-endian; expected little-endian",
    ],
    ["no variables", () => bytesOf(plain).slice(0, 128), "the file has no variable X of numbers, expected X and y"],
    [
      "a cut",
      () => bytesOf(plain).slice(0, 5000),
      "the file is damaged or truncated: an element of 6200 bytes where 4864 ",
    ],
    [
      "a cut tag",
      () => bytesOf(plain).slice(0, 131),
      "the file is truncated: 3 bytes are left for an element of 8 or more",
    ],
    [
      "a damaged compressed variable",
      () => bytesOf(cases[0]).fill(0, 200, 240),
      "the file is damaged or truncated deflate data",
    ],
    [
      "dimensions that the numbers do not fill",
      () => changed((bytes) => (bytes[dimensions] = 31)),
      `the file is damaged: ${labels} numbers in the variable "X" of shape [31, 32, 3, 2]`,
    ],
    [
      "images of another size",
      () => changed((bytes) => bytes.set([16, 0, 0, 0, 64], dimensions)),
      "the file has X of uint8 [16, 64, 3, 2], expected uint8 [32, 32, 3, N]",
    ],
    [
      "another name",
      () => changed((bytes) => (bytes[nameTag + 4] = 90)),
      "the file has no variable X of numbers, expected X and y; its variables are Z, y",
    ],
    [
      "a label that is none",
      () => changed((bytes) => (bytes[bytes.length - 3] = 11)),
      "the file has the label 11 at 1, expected 1 to 10",
    ],
  ])("%s", async (_, make, message) => {
    const work = SVHN.fromBytes(make());
    await expect(work).rejects.toThrow(DataError);
    await expect(work).rejects.toThrow(message);
  });
});
