import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tensor, zeros } from "@lumbre/tensor";
import { expectTensor, FileServer, randomTensor } from "@lumbre/testing";
import { zipSync } from "fflate";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EMNIST, KMNIST, QMNIST, writeIdx } from "../index.js";

const exact = { rtol: 0, atol: 0 };
const images = randomTensor([3, 28, 28], 5, { low: 0, high: 256 }).to("uint8");

let folder: string;
let server: FileServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-mnist-"));
  server = await new FileServer().start();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function put(path: string, bytes: Uint8Array): void {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), bytes);
}

describe("KMNIST", () => {
  const labels = tensor([2, 9, 0], { dtype: "uint8" });

  test("reads torchvision's folder, gzipped or not", async () => {
    put("KMNIST/raw/t10k-images-idx3-ubyte", writeIdx(images));
    put("KMNIST/raw/t10k-labels-idx1-ubyte.gz", gzipSync(writeIdx(labels)));
    const dataset = await KMNIST.load(folder, false);
    expectTensor(dataset.data, images, exact);
    expect(dataset.targets.toArray()).toEqual([2, 9, 0]);
    expect(dataset.classes[dataset.get(1)[1]]).toBe("wo");
  });

  test("compares the gzipped file with the published one, and keeps nothing else", async () => {
    const files = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
    server.serve(Object.fromEntries(files.map((name) => [`/${name}`, gzipSync(writeIdx(labels))])));
    await expect(KMNIST.load({ root: folder, train: false, url: server.url, download: true })).rejects.toThrow(
      /ubyte\.gz has the wrong contents: its SHA-256 is [0-9a-f]{64}, expected (edd7a857|20bb9a0e)/,
    );
    expect(readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith(".gz"))).toEqual([]);
    const other = KMNIST.load({ train: false, url: server.url, verify: false });
    await expect(other).rejects.toThrow(/starts with the magic number 0x00000801, expected 0x00000803/);
  });

  test("comes from bytes", () => {
    expect(KMNIST.fromBytes(writeIdx(images), writeIdx(labels)).length).toBe(3);
  });
});

describe("QMNIST", () => {
  const known = tensor(
    [
      [5, 0, 26, 1, 35, 700, 0, 0],
      [7, 4, 27, 2, 36, 701, 0, 0],
      [1, 4, 28, 3, 37, 702, 1, 0],
    ],
    { dtype: "int32" },
  );

  test("has labels, and all that is known of the digits", async () => {
    put("QMNIST/raw/qmnist-test-images-idx3-ubyte", writeIdx(images));
    put("QMNIST/raw/qmnist-test-labels-idx2-int.gz", gzipSync(writeIdx(known)));
    for (const options of [{ what: "test" as const }, { train: false }]) {
      const dataset = await QMNIST.load({ root: folder, ...options });
      expect([dataset.length, dataset.targets.toArray()]).toEqual([3, [5, 7, 1]]);
      expectTensor(dataset.annotations, known, exact);
      expect(dataset.get(1)[1]).toBe(7);
    }
  });

  test("has the digits of MNIST's test, and those that were lost", async () => {
    const all = zeros(10_002, 8, { dtype: "int32" });
    all.narrow(0, 10_000, 2).copy_(known.narrow(0, 0, 2));
    put("qmnist-test-images-idx3-ubyte", writeIdx(zeros(10_002, 28, 28, { dtype: "uint8" })));
    put("qmnist-test-labels-idx2-int", writeIdx(all));
    expect((await QMNIST.load(folder, "test10k")).length).toBe(10_000);
    expect((await QMNIST.load(folder, "test50k")).targets.toArray()).toEqual([5, 7]);
  });

  test("refuses labels of another form", async () => {
    put("qmnist-train-images-idx3-ubyte", writeIdx(images));
    put("qmnist-train-labels-idx2-int", writeIdx(known.narrow(1, 0, 7)));
    await expect(QMNIST.load(folder)).rejects.toThrow("has 7 numbers for each image, expected 8");
  });
});

describe("EMNIST", () => {
  const labels = tensor([1, 26, 3], { dtype: "uint8" });
  const names = ["images-idx3", "labels-idx1"].map((kind) => `emnist-letters-test-${kind}-ubyte`);
  const contents = [writeIdx(images), writeIdx(labels)];

  test("reads torchvision's folder", async () => {
    for (const [i, name] of names.entries()) put(`EMNIST/raw/${name}`, contents[i]);
    const dataset = await EMNIST.load(folder, "letters", false);
    expectTensor(dataset.data, images, exact);
    expect(dataset.targets.toArray()).toEqual([1, 26, 3]);
    expect([dataset.classes.length, dataset.classes[26], dataset.classes[0]]).toEqual([27, "z", "N/A"]);
    await expect(EMNIST.load({ root: folder, split: "letters", train: false, verify: true })).rejects.toThrow(
      /has the wrong contents: it has (2368|11) bytes, expected (16307216|20808)/,
    );
  });

  test("reads the archive, from a folder and from a server", async () => {
    const all = ["byclass", "bymerge", "balanced", "letters", "digits", "mnist"].flatMap((split) =>
      ["train", "test"].flatMap((part) =>
        ["images-idx3", "labels-idx1"].map((kind, i) => [
          `gzip/emnist-${split}-${part}-${kind}-ubyte.gz`,
          gzipSync(contents[i]),
        ]),
      ),
    );
    const archive = zipSync(Object.fromEntries(all) as Record<string, Uint8Array>, { level: 0 });
    server.serve({ "/gzip.zip": archive });
    const options = { split: "letters", train: false, verify: false } as const;
    const downloaded = await EMNIST.load({ root: folder, url: server.url, download: true, ...options });
    expect(downloaded.targets.toArray()).toEqual([1, 26, 3]);
    expect(readdirSync(join(folder, "EMNIST/raw/gzip"))).toHaveLength(24);
    expect((await EMNIST.load({ root: folder, split: "letters" })).length).toBe(3);
    expect(server.requests).toEqual(["/gzip.zip"]);
    rmSync(join(folder, "EMNIST"), { recursive: true });
    put("EMNIST/raw/gzip.zip", archive);
    expect((await EMNIST.load({ root: folder, ...options })).length).toBe(3);
    await expect(EMNIST.load({ root: folder, split: "letters", verify: true })).rejects.toThrow(
      /gzip\.zip has the wrong contents: its MD5 is [0-9a-f]{32}, expected 58c8d27c78d21e728a6bc7b3cc06412e/,
    );
  });

  test("has classes for each split, and refuses other splits", async () => {
    const counts = { byclass: 62, bymerge: 47, balanced: 47, letters: 27, digits: 10, mnist: 10 };
    for (const [split, count] of Object.entries(counts)) {
      for (const [i, kind] of ["images-idx3", "labels-idx1"].entries()) {
        put(
          `emnist-${split}-train-${kind}-ubyte`,
          i === 0 ? contents[0] : writeIdx(tensor([1, 2, 3], { dtype: "uint8" })),
        );
      }
      const { classes } = await EMNIST.load({ root: folder, split: split as "letters" });
      expect([split, classes.length]).toEqual([split, count]);
      expect([...classes].sort()).toEqual(split === "letters" ? ["N/A", ...[...classes].slice(1)] : classes);
    }
    await expect(EMNIST.load(folder, "small" as never)).rejects.toThrow(
      'EMNIST.load: "small" is not a valid value for split; expected "byclass", "bymerge"',
    );
  });
});
