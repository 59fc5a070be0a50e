import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { FileServer, send } from "@lumbre/testing";
import { packTar } from "modern-tar";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HubError, NotFoundError } from "../errors.js";
import { type LoadArchiveOptions, loadArchive } from "./loadArchive.js";
import { type LoadFileOptions, loadFile } from "./loadFile.js";

let server: FileServer;
const kept = new Map<string, Response>();
beforeEach(async () => {
  server = await new FileServer().start();
  kept.clear();
  vi.stubGlobal("caches", {
    open: async () => ({
      match: async (key: string) => kept.get(key)?.clone(),
      put: async (key: string, response: Response) => void kept.set(key, response),
    }),
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await server.close();
});

/** Begins something where there is no file system, as in a page. Where it runs is asked at once, before anything waits. */
function inBrowser<T>(begin: () => Promise<T>): Promise<T> {
  const { process } = globalThis;
  globalThis.process = { env: {} } as never;
  try {
    return begin();
  } finally {
    globalThis.process = process;
  }
}

const content = Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251);
const sha256 = createHash("sha256").update(content).digest("hex");
const key = "https://files.lumbre.invalid/Set/numbers";
const load = (options: LoadFileOptions = {}) =>
  inBrowser(() =>
    loadFile("Set/numbers", `${server.url}/numbers.gz`, { sha256, gunzip: true, retryDelays: [], ...options }),
  );
const keptBytes = async (): Promise<Uint8Array | undefined> => {
  const response = kept.get(key)?.clone();
  return response && new Uint8Array(await response.arrayBuffer());
};

test("a file is downloaded once, unpacked and kept", async () => {
  server.answer = (_, response) => setTimeout(() => send(response, gzipSync(content)), 20);
  for (const { bytes } of await Promise.all([load(), load()])) expect(bytes).toEqual(content);
  expect(await keptBytes()).toEqual(content);
  expect(await load({ download: false })).toEqual({ name: "Set/numbers", bytes: content });
  expect(server.requests).toEqual(["/numbers.gz"]);
});

test("what is kept is fetched again where it is damaged, and is said not to be there where nothing may be", async () => {
  server.serve({ "/numbers.gz": gzipSync(content) });
  kept.set(key, new Response("half"));
  const missing = new NotFoundError("Set/numbers is not in this browser's cache, and download is false");
  await expect(load({ download: false })).rejects.toThrow(missing);
  expect((await load()).bytes).toEqual(content);
  expect(await keptBytes()).toEqual(content);
});

test("without the cache nothing is looked for in it, and nothing kept", async () => {
  server.serve({ "/numbers.gz": gzipSync(content) });
  kept.set(key, new Response(content));
  await expect(load({ cache: false, download: false })).rejects.toThrow(NotFoundError);
  kept.clear();
  expect((await load({ cache: false })).name).toBe(`${server.url}/numbers.gz`);
  expect(kept.size).toBe(0);
});

test("who waits for another page finds what that one has kept", async () => {
  const request = async (_: string, __: object, run: () => Promise<unknown>): Promise<unknown> => {
    kept.set(key, new Response(content));
    return run();
  };
  vi.stubGlobal("navigator", { locks: { request } });
  expect((await load()).bytes).toEqual(content);
  expect(server.requests).toEqual([]);
});

test("there are no folders", async () => {
  await expect(load({ folder: "data" })).rejects.toThrow(
    new HubError('Set/numbers: there are no folders in a browser; leave "data" out'),
  );
});

test("of an archive it is the archive that is kept", async () => {
  const packed = gzipSync(await packTar([{ header: { name: "set/a", size: content.length }, body: content }]));
  server.serve({ "/set.tar.gz": packed });
  const archive = { name: "set.tar.gz", folder: "SET", urls: `${server.url}/set.tar.gz`, files: [{ path: "set/a" }] };
  const load = (options: LoadArchiveOptions = {}) =>
    inBrowser(() => loadArchive(archive, { retryDelays: [], ...options }));
  expect((await load({ cache: false }))[0].bytes).toEqual(content);
  expect(kept.size).toBe(0);
  for (let i = 0; i < 2; i++) expect((await load())[0].bytes).toEqual(content);
  expect([...kept.keys()]).toEqual(["https://files.lumbre.invalid/SET/set.tar.gz"]);
  expect(server.requests).toHaveLength(2);
  await expect(load({ folder: "data" })).rejects.toThrow("there are no folders in a browser");
});
