import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { FileServer, send } from "@lumbre/testing";
import { packTar } from "modern-tar";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HubError, NotFoundError } from "../errors.js";
import { type Archive, type LoadArchiveOptions, loadArchive } from "./loadArchive.js";

const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const contents: Record<string, Uint8Array> = {
  "set/a.bin": Uint8Array.from({ length: 2000 }, (_, i) => (i * i) % 251),
  "set/b.bin": Uint8Array.of(1, 2, 3),
};
const packed = gzipSync(
  await packTar([
    ...Object.entries(contents).map(([name, body]) => ({ header: { name, size: body.length }, body })),
    { header: { name: "set/readme.html", size: 2 }, body: "hi" },
  ]),
);

let server: FileServer;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-hub-"));
  server = await new FileServer().start();
  server.serve({ "/set.tar.gz": packed });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const archive = (): Archive => ({
  name: "set.tar.gz",
  urls: `${server.url}/set.tar.gz`,
  sha256: hash(packed),
  size: packed.length,
  files: Object.entries(contents).map(([path, bytes]) => ({ path, sha256: hash(bytes), size: bytes.length })),
});
const load = (options: LoadArchiveOptions = {}) => loadArchive(archive(), { folder, retryDelays: [], ...options });
const lengths = async (options?: LoadArchiveOptions) => (await load(options)).map(({ bytes }) => bytes.length);
const stored = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
const whole = ["set", "set/a.bin", "set/b.bin"];

test("an archive is downloaded once, and its files are kept", async () => {
  expect(await lengths({ wanted: ["set/b.bin"] })).toEqual([3]);
  expect(stored()).toEqual(whole);
  expect(new Uint8Array(readFileSync(join(folder, "set/a.bin")))).toEqual(contents["set/a.bin"]);
  const [first, second] = await load();
  expect(first).toEqual({ name: join(folder, "set/a.bin"), bytes: contents["set/a.bin"] });
  expect(second.bytes).toEqual(contents["set/b.bin"]);
  expect(server.requests).toEqual(["/set.tar.gz"]);
});

test("of several that want it at once one downloads it", async () => {
  server.answer = (_, response) => setTimeout(() => send(response, packed), 100);
  const all = await Promise.all([lengths(), lengths(), lengths({ wanted: ["set/b.bin"] })]);
  expect(all).toEqual([[2000, 3], [2000, 3], [3]]);
  expect(server.requests).toEqual(["/set.tar.gz"]);
});

test("an archive in the folder is read there, and nothing is written", async () => {
  writeFileSync(join(folder, "set.tar.gz"), packed);
  const [file] = await load({ download: false });
  expect(file.name).toBe(`${join(folder, "set.tar.gz")}: set/a.bin`);
  expect(file.bytes).toEqual(contents["set/a.bin"]);
  expect(stored()).toEqual(["set.tar.gz"]);
});

test("an archive and its files may have a folder of their own, and may lie beside it", async () => {
  const inOwn = { ...archive(), folder: "SET/raw" };
  const names = async (): Promise<string[]> =>
    (await loadArchive(inOwn, { folder, download: false })).map(({ name }) => name.replace(folder, ""));
  await expect(names()).rejects.toThrow(`looked in ${join(folder, "SET/raw")}, ${folder}; expected one of them`);
  const place = (path: string): string => join(folder, path);
  writeFileSync(place("set.tar.gz"), packed);
  expect(await names()).toEqual(["/set.tar.gz: set/a.bin", "/set.tar.gz: set/b.bin"]);
  mkdirSync(place("SET/raw"), { recursive: true });
  writeFileSync(place("SET/raw/set.tar.gz"), packed);
  expect(await names()).toEqual(["/SET/raw/set.tar.gz: set/a.bin", "/SET/raw/set.tar.gz: set/b.bin"]);
  for (const path of ["b.bin", "set/b.bin", "SET/raw/b.bin", "SET/raw/set/b.bin"]) {
    mkdirSync(join(place(path), ".."), { recursive: true });
    writeFileSync(place(path), contents["set/b.bin"]);
    const [found] = await loadArchive(inOwn, { folder, wanted: ["set/b.bin"], download: false });
    expect(found.name).toBe(place(path));
  }
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await loadArchive(inOwn, { folder });
  expect(stored()).toEqual(["SET", "SET/raw", "SET/raw/set", "SET/raw/set/a.bin", "SET/raw/set/b.bin"]);
});

test("files may lie side by side in the folder", async () => {
  writeFileSync(join(folder, "b.bin"), contents["set/b.bin"]);
  expect(await lengths({ wanted: ["set/b.bin"], download: false })).toEqual([3]);
});

test("what lies in the user's folder is the user's, even if it is wrong", async () => {
  mkdirSync(join(folder, "set"));
  writeFileSync(join(folder, "set/b.bin"), "xyz");
  await expect(load({ wanted: ["set/b.bin"] })).rejects.toThrow(/set\/b\.bin has the wrong contents: its SHA-256 is/);
  expect(await lengths({ wanted: ["set/b.bin"], verify: false })).toEqual([3]);
  writeFileSync(join(folder, "set/b.bin"), "wxyz");
  await expect(load({ wanted: ["set/b.bin"] })).rejects.toThrow(/set\/b\.bin has 4 bytes, expected no more than 3/);
  expect(await lengths({ wanted: ["set/b.bin"], verify: false })).toEqual([4]);
  writeFileSync(join(folder, "set/b.bin"), "xy");
  await expect(load({ wanted: ["set/b.bin"] })).rejects.toThrow(
    /set\/b\.bin has the wrong contents: it has 2 bytes, expected 3/,
  );
});

test("the cache is mended", async () => {
  const home = process.env.LUMBRE_HOME;
  try {
    process.env.LUMBRE_HOME = folder;
    mkdirSync(join(folder, "set"));
    writeFileSync(join(folder, "set/a.bin"), "half");
    writeFileSync(join(folder, "set.tar.gz"), "half");
    expect((await loadArchive(archive())).map(({ bytes }) => bytes.length)).toEqual([2000, 3]);
    expect(readFileSync(join(folder, "set/a.bin"))).toHaveLength(2000);
    expect(server.requests).toEqual(["/set.tar.gz"]);
  } finally {
    if (home === undefined) delete process.env.LUMBRE_HOME;
    else process.env.LUMBRE_HOME = home;
  }
});

test("nothing is kept where that is asked for", async () => {
  const files = await loadArchive(archive(), { cache: false });
  expect(files.map(({ bytes }) => bytes.length)).toEqual([2000, 3]);
});

test.each<[string, () => Uint8Array, RegExp]>([
  ["of another hash", () => packed.map((byte, i) => (i === 50 ? byte ^ 1 : byte)), /wrong contents: its SHA-256/],
  ["that was cut", () => packed.subarray(0, 300), /it has 300 bytes, expected/],
  ["that is longer", () => new Uint8Array(packed.length + 1), /expected no more/],
])("an archive %s is an error, and leaves nothing", async (_, body, message) => {
  server.serve({ "/set.tar.gz": body() });
  await expect(load()).rejects.toThrow(message);
  expect(stored()).toEqual([]);
});

test("what is nowhere is an error of its own, and so is a file that is not listed", async () => {
  await expect(load({ download: false })).rejects.toBeInstanceOf(NotFoundError);
  await expect(load({ download: false })).rejects.toThrow(
    `found neither set/a.bin nor set.tar.gz; looked in ${folder}; expected one of them, or download: true`,
  );
  await expect(load({ wanted: ["c"] })).rejects.toThrow(new HubError("loadArchive: set.tar.gz lists no file c"));
  expect(server.requests).toEqual([]);
});

test("arguments are checked first, and what is given up before it begins is not begun", async () => {
  const refused = (change: object, options: object = {}): Promise<unknown> =>
    loadArchive({ ...archive(), ...change }, { folder, ...options });
  await expect(refused({}, { wanted: "a" })).rejects.toThrow('loadArchive: wanted must be a list of strings, got "a"');
  await expect(refused({}, { maxBytes: 1 })).rejects.toThrow("loadArchive: unknown option maxBytes; expected signal,");
  await expect(refused({ name: "" })).rejects.toThrow('loadArchive: name must be a string, got ""');
  await expect(refused({ name: null })).rejects.toThrow("loadArchive: name must be a string, got null");
  await expect(refused({ urls: [] })).rejects.toThrow(
    "loadArchive: urls must be a string or a list of some, got a list",
  );
  await expect(refused({ files: [{ path: "a", size: -1 }] })).rejects.toThrow(
    "loadArchive: size must be an integer >= 0, got -1",
  );
  const reason = new Error("enough");
  mkdirSync(join(folder, "set"));
  for (const [path, bytes] of Object.entries(contents)) writeFileSync(join(folder, path), bytes);
  await expect(refused({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(server.requests).toEqual([]);
});
