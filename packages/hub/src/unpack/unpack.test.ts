import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { zipSync } from "fflate";
import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { HubError } from "../errors.js";
import { decompress } from "./decompress.js";
import { untar } from "./untar.js";
import { unzip } from "./unzip.js";

const content = new Uint8Array(randomTensor([5000], 1, { low: 0, high: 256 }).to("uint8").readSync());

describe("decompress", () => {
  test.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
    ["deflate-raw", deflateRawSync],
  ] as const)("%s", async (compression, pack) => {
    const packed = pack(content);
    expect(await decompress(packed, compression)).toEqual(content);
    expect(await decompress(pack(new Uint8Array()), compression)).toEqual(new Uint8Array());
    for (const damaged of [packed.subarray(0, 2000), packed.subarray(1), Buffer.from("<html>")]) {
      await expect(decompress(damaged, compression, { name: "x.bin" })).rejects.toThrow(
        new RegExp(`^x\\.bin is .*damaged or truncated.* of ${damaged.length} bytes$`),
      );
    }
  });

  test("takes no more memory than the bound, which follows from the size of what goes in", async () => {
    const bomb = gzipSync(new Uint8Array(2 ** 28));
    const before = process.memoryUsage().rss;
    await expect(decompress(bomb, "gzip", { name: "x" })).rejects.toThrow(
      `x unpacks to more than ${200 * bomb.length} bytes; expected no more, or a larger maxBytes`,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 27);
    expect((await decompress(gzipSync(new Uint8Array(1000)), "gzip", { maxBytes: 1000 })).length).toBe(1000);
    await expect(decompress(gzipSync(new Uint8Array(1001)), "gzip", { maxBytes: 1000 })).rejects.toThrow("1000 bytes");
  });
});

const files = {
  "set/a.bin": content,
  "set/empty": new Uint8Array(),
  [`set/${"long/".repeat(30)}name`]: Uint8Array.of(1, 2, 3),
};

const archive = await packTar([
  { header: { name: "./set/", size: 0, type: "directory" } },
  ...Object.entries(files).map(([name, body]) => ({ header: { name, size: body.length }, body })),
  { header: { name: "set/link", size: 0, type: "symlink", linkname: "../../etc/passwd" } },
]);

const named = (...names: string[]): Promise<Uint8Array> =>
  packTar(names.map((name) => ({ header: { name, size: 1 }, body: Uint8Array.of(7) })));

describe("untar", () => {
  test.each([
    ["plain", archive],
    ["gzipped", gzipSync(archive)],
  ])("gives the files, %s", async (_, bytes) => {
    expect(Object.fromEntries(await untar(bytes))).toEqual(files);
    expect([...(await untar(bytes, { files: ["set/a.bin"] })).keys()]).toEqual(["set/a.bin"]);
  });

  test("knows a path with a point before it", async () => {
    expect([...(await untar(await named("./a"), { files: ["a"] })).keys()]).toEqual(["a"]);
  });

  test("says which file is missing", async () => {
    await expect(untar(archive, { name: "set.tar", files: ["set/b.bin"] })).rejects.toThrow(
      "set.tar has no file set/b.bin",
    );
  });

  test.each(["../a", "a/../../b", "/etc/passwd", "C:\\a", "..\\a"])("refuses the path %s", async (path) => {
    await expect(untar(await named(path), { name: "set.tar" })).rejects.toThrow(
      new HubError(`set.tar names a file outside of its folder: ${path}`),
    );
  });

  test("refuses a file that is there twice", async () => {
    await expect(untar(await named("a", "a"))).rejects.toThrow("the archive has two files a");
  });

  test("refuses what is cut anywhere, and a gzip file that unpacks to too much", async () => {
    for (const length of [0, 100, 512, 700, 5000]) {
      await expect(untar(archive.subarray(0, length), { name: "set.tar" })).rejects.toThrow(
        "set.tar is a damaged or truncated tar archive: ",
      );
    }
    await expect(untar(gzipSync(archive), { name: "set.tgz", maxBytes: 5000 })).rejects.toThrow(
      new HubError("set.tgz unpacks to more than 5000 bytes; expected no more, or a larger maxBytes"),
    );
  });

  test("answers or throws its own error, whatever is changed in an archive", async () => {
    const change = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const damaged = archive.slice();
        for (const [at, value] of changes) damaged[at] = value;
        const found = await untar(damaged).catch((error: unknown) => error);
        expect(found instanceof Map || found instanceof HubError).toBe(true);
      }),
      { numRuns: sampledRuns(300) },
    );
  });
});

describe("unzip", () => {
  const zipped = zipSync({ set: { "a.bin": content, empty: new Uint8Array() } }, { level: 0 });
  const deflated = zipSync({ set: { "a.bin": new Uint8Array(100_000), "b.bin": content } });

  test("gives the files, stored or deflated", async () => {
    expect(Object.fromEntries(await unzip(zipped))).toEqual({ "set/a.bin": content, "set/empty": new Uint8Array() });
    expect((await unzip(deflated, { files: ["set/a.bin"] })).get("set/a.bin")).toEqual(new Uint8Array(100_000));
  });

  test("refuses what is missing, unsafe, cut or too large", async () => {
    await expect(unzip(zipped, { name: "x", files: ["set/b"] })).rejects.toThrow("x has no file set/b");
    await expect(unzip(zipSync({ "../a": content }))).rejects.toThrow("names a file outside of its folder: ../a");
    await expect(unzip(deflated, { name: "x", maxBytes: 50_000 })).rejects.toThrow("x unpacks to too many bytes");
    for (const length of [0, 10, 1000, deflated.length - 1]) {
      await expect(unzip(deflated.subarray(0, length), { name: "x" })).rejects.toThrow(
        "x is a damaged or truncated zip archive: ",
      );
    }
  });

  test("refuses a file that is there twice, and one that is stored with another length than its own", async () => {
    const two = zipSync({ a: content, b: content }, { level: 0 });
    const list = Buffer.from(two.buffer).indexOf("PK\x01\x02");
    const second = Buffer.from(two.buffer).lastIndexOf("PK\x01\x02");
    new DataView(two.buffer).setUint32(list + 24, 4999, true);
    await expect(unzip(two, { name: "x" })).rejects.toThrow(
      new HubError("x is a damaged or truncated zip archive: a cannot have 4999 bytes, of 5000 stored ones"),
    );
    new DataView(two.buffer).setUint32(list + 24, 5000, true);
    two[second + 46] = "a".charCodeAt(0);
    await expect(unzip(two, { name: "x" })).rejects.toThrow(new HubError("x has two files a"));
  });

  test("takes as many bytes in all as the bound says", async () => {
    const limited = (maxBytes: number, files: string[] | null): Promise<unknown> =>
      unzip(deflated, { name: "x", maxBytes, files });
    await expect(limited(105_000, null)).resolves.toHaveProperty("size", 2);
    await expect(limited(104_999, null)).rejects.toThrow(
      new HubError("x unpacks to too many bytes; expected fewer, or a larger maxBytes"),
    );
    await expect(limited(5000, ["set/b.bin"])).resolves.toHaveProperty("size", 1);
  });

  test("makes no room for more than the compressed bytes can hold, and takes what comes only as a whole", async () => {
    const damaged = zipSync({ "a.bin": content });
    // The size of the file in the archive's list, behind that of the compressed bytes.
    const list = Buffer.from(damaged.buffer).indexOf("PK\x01\x02");
    const view = new DataView(damaged.buffer);
    const packed = view.getUint32(list + 20, true);
    const withLength = (length: number): Promise<unknown> => {
      view.setUint32(list + 24, length, true);
      return unzip(damaged, { name: "x" });
    };
    const broken = "x is a damaged or truncated zip archive: a.bin";
    await expect(withLength(1032 * packed + 1)).rejects.toThrow(
      new HubError(`${broken} cannot have ${1032 * packed + 1} bytes, of ${packed} compressed ones`),
    );
    await expect(withLength(1032 * packed)).rejects.toThrow(
      new HubError(`${broken} has 5000 bytes, expected ${1032 * packed}`),
    );
    await expect(withLength(5001)).rejects.toThrow(new HubError(`${broken} has 5000 bytes, expected 5001`));
    expect(await withLength(5000)).toEqual(new Map([["a.bin", content]]));
  });

  test("answers or throws its own error, whatever is changed in an archive", async () => {
    const change = fc.array(fc.tuple(fc.nat(deflated.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const damaged = deflated.slice();
        for (const [at, value] of changes) damaged[at] = value;
        const found = await unzip(damaged).catch((error: unknown) => error);
        expect(found instanceof Map || found instanceof HubError).toBe(true);
      }),
      { numRuns: sampledRuns(1000) },
    );
  });
});

test.each<[(...args: never[]) => Promise<unknown>, unknown[], string]>([
  [untar, ["a.tar"], 'untar: bytes must be a Uint8Array, got "a.tar"'],
  [untar, [archive, { file: [] }], "untar: unknown option file; expected name, files, maxBytes"],
  [untar, [archive, { maxBytes: -1 }], "untar: maxBytes must be an integer >= 0, got -1"],
  [unzip, [null], "unzip: bytes must be a Uint8Array, got null"],
  [unzip, [archive, { files: "a" }], 'unzip: files must be a list of strings, got "a"'],
  [decompress, [[1], "gzip"], "decompress: bytes must be a Uint8Array, got a list"],
  [decompress, [archive, "zip"], 'decompress: compression must be "gzip" or "deflate" or "deflate-raw", got "zip"'],
  [decompress, [archive, "gzip", { name: "" }], 'decompress: name must be a string, got ""'],
])("arguments are checked first: %o", async (unpack, args, message) => {
  await expect(unpack(...(args as never[]))).rejects.toThrow(new HubError(message));
});
