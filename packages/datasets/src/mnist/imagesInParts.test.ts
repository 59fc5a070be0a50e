import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateRawSync, gzipSync } from "node:zlib";
import { fromTypedArray, Generator, manualSeed, type Tensor, tensor } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";
import { expectTensor, randomTensor, sampledRuns } from "@lumbre/testing";
import { transforms } from "@lumbre/vision";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { unpackIdx } from "../files.js";
import { DataError, DataLoader, FashionMNIST, type ImagePart, MNIST, type PartsProgress, writeIdx } from "../index.js";

const counts = [3, 5, 4];
const total = 12;
const images = randomTensor([total, 28, 28], 5, { low: 0, high: 256 }).to("uint8");
const labels = fromTypedArray(
  Int32Array.from({ length: total }, (_, i) => (i * 7) % 10),
  [total],
);
const exact = { rtol: 0, atol: 0 };

/** What a part's file holds when unpacked. */
function contentOf(start: number, count: number): Uint8Array {
  const parts = [images.narrow(0, start, count), labels.narrow(0, start, count).to("uint8")];
  return Buffer.concat(parts.map((part) => writeIdx(part)));
}

const contents = counts.map((count, i) =>
  contentOf(
    counts.slice(0, i).reduce((a, b) => a + b, 0),
    count,
  ),
);
const sha256 = contents.map((content) => createHash("sha256").update(content).digest("hex"));
const packed = [deflateRawSync(contents[0]), gzipSync(contents[1]), contents[2]];

let files: Record<string, Uint8Array>;
let requests: string[];
let base: string;
let close: () => void;
let answer: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;

beforeEach(async () => {
  files = { "/0.bin": packed[0], "/1.bin": packed[1], "/2.bin": packed[2] };
  requests = [];
  answer = null;
  const server = createServer((request, response) => {
    const url = request.url ?? "";
    requests.push(url);
    if (answer?.(request, response)) return;
    const body = files[url];
    response.writeHead(body === undefined ? 404 : 200, { "Content-Length": body?.length ?? 0 }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
});

afterEach(() => close());

const parts = (): ImagePart[] => counts.map((count, i) => ({ url: `${i}.bin`, sha256: sha256[i], count }));
const create = () => MNIST.fromParts(parts(), { baseUrl: base });

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.unreachable("nothing was thrown"),
    (error: unknown) => error,
  );
}

describe("a dataset in parts", () => {
  test("grows from nothing to all that there is", async () => {
    const dataset = create();
    expect([dataset.length, dataset.total, dataset.missing, dataset.data.shape]).toEqual([
      0,
      12,
      [0, 1, 2],
      [0, 28, 28],
    ]);
    expect([...new DataLoader(dataset, { batchSize: 2 })]).toEqual([]);
    await dataset.loadPart(0);
    expect([dataset.length, dataset.missing]).toEqual([3, [1, 2]]);
    expectTensor(dataset.data, images.narrow(0, 0, 3), exact);
    expect(() => dataset.get(3)).toThrow("ImagesInParts: index 3 is out of range for a dataset of 3 items");
    await dataset.load();
    expect([dataset.length, dataset.missing]).toEqual([12, []]);
    expectTensor(dataset.data, images, exact);
    expectTensor(dataset.targets, labels, exact);
    expect(dataset.classes[3]).toBe("3 - three");
    expect(requests).toEqual(["/0.bin", "/1.bin", "/2.bin"]);
    await dataset.load();
    expect(requests).toHaveLength(3);
  });

  test("copies nothing where its parts follow each other", async () => {
    const dataset = create();
    const storages: unknown[] = [];
    for (const part of [1, 2, 0]) {
      await dataset.addPart(part, packed[part]);
      storages.push(internals(dataset.data).storage);
    }
    expect(new Set(storages).size).toBe(1);
    expectTensor(dataset.data, images, exact);
  });

  test("is seen by a loader from the next epoch on", async () => {
    const dataset = create();
    await dataset.loadPart(0);
    const loader = new DataLoader(dataset, { batchSize: 4, shuffle: true, generator: new Generator().manualSeed(1) });
    expect(loader.length).toBe(1);
    const iterator = loader[Symbol.iterator]();
    const [x] = iterator.next().value;
    await dataset.load();
    expect([x.shape[0], iterator.next().done, loader.length]).toEqual([3, true, 3]);
    const seen = [...loader].flatMap(([, y]) => Array.from(y.readSync()));
    expect(seen.sort()).toEqual(Array.from(labels.readSync()).sort());
  });

  test("equals the dataset in one, whatever the order in which the parts come", async () => {
    const transform = new transforms.Compose([new transforms.ToTensor(), new transforms.Normalize([0.1307], [0.3081])]);
    const whole = new MNIST(images, labels, { transform });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([0, 1, 2], { minLength: 1 }), async (order) => {
        const dataset = MNIST.fromParts(parts(), { transform, baseUrl: base });
        for (const part of order) await dataset.addPart(part, packed[part]);
        const there = [...order].sort().flatMap(
          (part) =>
            [
              [0, 1, 2],
              [3, 4, 5, 6, 7],
              [8, 9, 10, 11],
            ][part],
        );
        expect(dataset.length).toBe(there.length);
        expectTensor(dataset.data, images.indexSelect(0, tensor(there, { dtype: "int32" })), exact);
        const [x, y] = dataset.getBatch([...there.keys()]) as unknown as [Tensor, Tensor];
        const [expectedX, expectedY] = whole.getBatch(there) as unknown as [Tensor, Tensor];
        expectTensor(x, expectedX, exact);
        expectTensor(y, expectedY, exact);
      }),
      { numRuns: sampledRuns(15) },
    );
  });

  test("takes a manifest, with everything by name", async () => {
    const manifest = JSON.parse(JSON.stringify({ parts: parts() })) as { parts: ImagePart[] };
    const dataset = FashionMNIST.fromParts({ ...manifest, baseUrl: base, targetTransform: (label) => -label });
    await dataset.load();
    expect([dataset.classes[9], dataset.get(1)[1]]).toEqual(["Ankle boot", -7]);
  });

  test("reports bytes and images", async () => {
    const dataset = create();
    const seen: PartsProgress[] = [];
    await dataset.load({ onProgress: (progress) => seen.push(progress) });
    const bytes = packed.reduce((sum, { length }) => sum + length, 0);
    expect(seen.at(-1)).toEqual({ part: 2, bytes, totalBytes: bytes, length: 12, total: 12 });
    expect(seen.filter(({ totalBytes }) => totalBytes === null).every(({ part }) => part < 2)).toBe(true);
    for (const [i, progress] of seen.entries()) {
      expect(progress.bytes).toBeGreaterThanOrEqual(seen[i - 1]?.bytes ?? 1);
      expect(progress.length).toBeGreaterThanOrEqual(seen[i - 1]?.length ?? 0);
    }
    const known = MNIST.fromParts(
      parts().map((part, i) => ({ ...part, bytes: packed[i].length })),
      { baseUrl: base },
    );
    const totals: (number | null)[] = [];
    await known.loadPart(1, { onProgress: ({ totalBytes }) => totals.push(totalBytes) });
    expect(new Set(totals)).toEqual(new Set([bytes]));
  });
});

describe("a part that fails", () => {
  test("is told, does not stop the others, and can be fetched again", async () => {
    const dataset = create();
    delete files["/1.bin"];
    const told: [number, string][] = [];
    const error = await failure(dataset.load({ onError: ({ message }, part) => told.push([part, message]) }));
    expect(error).toBeInstanceOf(DataError);
    const reason = `${base}1.bin: HTTP 404 Not Found; expected the file`;
    expect((error as Error).message).toBe(`load: 1 of 3 parts are missing; call load again\n  ${reason}`);
    expect(told).toEqual([[1, reason]]);
    expect([dataset.length, dataset.missing]).toEqual([7, [1]]);
    expect(dataset.get(3)[1]).toBe((8 * 7) % 10);
    files["/1.bin"] = packed[1];
    await dataset.load();
    expectTensor(dataset.data, images, exact);
    expectTensor(dataset.targets, labels, exact);
  });

  const otherImage = (): Uint8Array => Uint8Array.from(contents[0], (byte, i) => (i === 20 ? byte ^ 1 : byte));
  test.each<[string, () => Uint8Array, RegExp]>([
    [
      "with another hash",
      () => deflateRawSync(otherImage()),
      /0\.bin has the wrong contents: its SHA-256 is [0-9a-f]{64}, expected/,
    ],
    [
      "that was cut",
      () => packed[0].subarray(0, 1000),
      /0\.bin is damaged or truncated deflate-raw data of 1000 bytes/,
    ],
    [
      "that is an HTML page",
      () => Buffer.from("<!doctype html>"),
      /0\.bin is damaged or truncated deflate-raw data of 15 bytes/,
    ],
    ["that is empty", () => new Uint8Array(), /0\.bin is damaged or truncated deflate-raw data of 0 bytes/],
  ])("%s is refused, and nothing is changed", async (_, file, message) => {
    files["/0.bin"] = file();
    const dataset = create();
    const error = await failure(dataset.loadPart(0));
    expect(error).toBeInstanceOf(DataError);
    expect((error as Error).message).toMatch(message);
    expect([dataset.length, dataset.missing]).toEqual([0, [0, 1, 2]]);
  });

  test.each<[string, Uint8Array, number, string]>([
    ["fewer images", contents[0], 4, "x.bin has 3 images, expected 4"],
    [
      "no labels",
      contents[0].subarray(0, 16 + 3 * 784),
      3,
      "x.bin (labels) is truncated: 0 bytes, expected a header of 4",
    ],
    ["a header only", contents[0].subarray(0, 9), 3, "x.bin (images) is truncated: 9 bytes, expected a header of 16"],
  ])("and so it is with no hash to check, for %s", async (_, content, count, message) => {
    const part = { url: "https://example.org/x.bin", sha256: "0".repeat(64), count };
    const dataset = MNIST.fromParts([part], { verify: false });
    await expect(dataset.addPart(0, content)).rejects.toThrow(message);
    expect(dataset.length).toBe(0);
  });
});

describe("aborting", () => {
  test("ends a download in the middle, with the signal's reason", async () => {
    const dataset = create();
    answer = ({ url }, response) => {
      if (url !== "/1.bin") return false;
      response.writeHead(200, { "Content-Length": packed[1].length });
      response.write(packed[1].subarray(0, 100));
      return true;
    };
    const controller = new AbortController();
    const told: number[] = [];
    const error = await failure(
      dataset.load({
        signal: controller.signal,
        onProgress: ({ part }) => part === 1 && controller.abort(),
        onError: (_, part) => told.push(part),
      }),
    );
    expect([(error as Error).name, told, dataset.length]).toEqual(["AbortError", [], 3]);
    expect(requests).toEqual(["/0.bin", "/1.bin"]);
  });

  test("ends the wait for another attempt", async () => {
    answer = (_, response) => {
      response.writeHead(500).end();
      return true;
    };
    const controller = new AbortController();
    const reason = new Error("the visitor left");
    setTimeout(() => controller.abort(reason), 100);
    const startedAt = performance.now();
    expect(await failure(create().loadPart(0, { signal: controller.signal }))).toBe(reason);
    expect(performance.now() - startedAt).toBeLessThan(280);
    expect(requests).toHaveLength(1);
  });

  test("before the start fetches nothing", async () => {
    const signal = AbortSignal.abort();
    expect(((await failure(create().load({ signal }))) as Error).name).toBe("AbortError");
    expect(requests).toEqual([]);
  });
});

test("an error of the caller's function is the caller's, and no reason to try again", async () => {
  const mistake = new TypeError("mine");
  const onProgress = (): void => {
    throw mistake;
  };
  expect(await failure(create().load({ onProgress }))).toBe(mistake);
  expect(requests).toEqual(["/0.bin"]);
});

describe("arguments", () => {
  test("of the wrong kind say what to write", async () => {
    const make =
      (...given: unknown[]) =>
      () =>
        MNIST.fromParts(...(given as Parameters<typeof MNIST.fromParts>));
    const [part] = parts();
    expect(make([])).toThrow("MNIST.fromParts: expected at least one part");
    expect(make("parts.json")).toThrow(
      'MNIST.fromParts: parts must be a list of parts: { url, sha256, count }, got "parts.json"',
    );
    expect(make([part])).toThrow('MNIST.fromParts: part 0: "0.bin" is no absolute URL; give baseUrl, an absolute one');
    expect(make([part], { baseUrl: "data/" })).toThrow('"0.bin" is no absolute URL; neither is baseUrl, "data/"');
    expect(make([part, "1.bin"], { baseUrl: base })).toThrow('part 1 must be { url, sha256, count }, got "1.bin"');
    expect(make([{ ...part, sha256: "12" }])).toThrow('part 0: sha256 must be 64 hexadecimal digits, got "12"');
    expect(make([{ ...part, count: 0 }])).toThrow("part 0: count must be an integer >= 1, got 0");
    expect(make([{ ...part, bytes: 0.5 }])).toThrow("part 0: bytes must be an integer >= 1, got 0.5");
    expect(make([{ ...part, sha265: "" }])).toThrow("part 0: unknown option sha265; did you mean sha256?");
    expect(make([part], { baseURL: "" })).toThrow("MNIST.fromParts: unknown option baseURL; did you mean baseUrl?");
    const dataset = create();
    await expect(dataset.loadPart(3)).rejects.toThrow("loadPart: index 3 is out of range for a dataset of 3 items");
    await expect(dataset.load({ abort: 1 } as never)).rejects.toThrow("load: unknown option abort");
    await expect(dataset.addPart(0, "x" as never)).rejects.toThrow("addPart: bytes must be a Uint8Array");
  });
});

describe("fromBytes", () => {
  test("takes the contents of two files", () => {
    manualSeed(0);
    const dataset = MNIST.fromBytes(writeIdx(images), writeIdx(labels.to("uint8")), null, (label) => label + 0.5);
    expectTensor(dataset.data, images, exact);
    expect(dataset.targets.toArray()).toEqual(labels.toArray());
    expect(dataset.get(1)[1]).toBe(7.5);
    const clothes = FashionMNIST.fromBytes(writeIdx(images), writeIdx(labels.to("uint8")), {
      transform: new transforms.ToTensor(),
    });
    expect([clothes.classes[0], clothes.get(0)[0].shape]).toEqual(["T-shirt/top", [1, 28, 28]]);
  });

  test("refuses what is damaged", () => {
    const file = writeIdx(labels.to("uint8"));
    const make =
      (...given: unknown[]) =>
      () =>
        MNIST.fromBytes(...(given as Parameters<typeof MNIST.fromBytes>));
    expect(make(writeIdx(images), file.subarray(1))).toThrow(
      "readIdx: the file of the labels starts with the magic number",
    );
    expect(make(gzipSync(writeIdx(images)), file)).toThrow("MNIST.fromBytes: the images are gzipped; unpack them");
    expect(make(writeIdx(images.narrow(0, 0, 2)), file)).toThrow("the file of the labels has 12 labels, expected 2");
    expect(make("images", file)).toThrow("MNIST.fromBytes: images must be a Uint8Array with the file of the images");
  });
});

test("no part's bytes look like those of another form", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 3000 }),
      fc.integer({ min: 0, max: 9 }),
      async (bytes, level) => {
        const content = Uint8Array.from(bytes);
        expect(await unpackIdx(new Uint8Array(deflateRawSync(content, { level })), "x", content.length)).toEqual(
          content,
        );
      },
    ),
  );
});
