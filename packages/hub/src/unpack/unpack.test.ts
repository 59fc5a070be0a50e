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
      `set.tar names a file outside of its folder: ${path}`,
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
      "set.tgz unpacks to more than 5000 bytes",
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

  test("makes no room for more than the compressed bytes can hold", async () => {
    const damaged = zipSync({ "a.bin": content });
    // The size of the file in the archive's list.
    const list = Buffer.from(damaged.buffer).indexOf("PK\x01\x02");
    new DataView(damaged.buffer).setUint32(list + 24, 2 ** 24 - 1, true);
    await expect(unzip(damaged, { name: "x" })).rejects.toThrow(
      /^x is a damaged or truncated zip archive: a\.bin cannot have 16777215 bytes, of \d+ compressed ones$/,
    );
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
