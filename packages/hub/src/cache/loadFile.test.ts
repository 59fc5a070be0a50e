import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { breakOff, FileServer, randomTensor, send } from "@lumbre/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { HubError } from "../errors.js";
import { cacheFolder } from "./folder.js";
import { type LoadFileOptions, loadFile } from "./loadFile.js";

/** A server on loopback and a folder for a cache; both go after the test. */
let server: FileServer;
let folder: string;
let home: string | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-hub-"));
  home = process.env.LUMBRE_HOME;
  process.env.LUMBRE_HOME = folder;
  server = await new FileServer().start();
});

afterEach(async () => {
  if (home === undefined) delete process.env.LUMBRE_HOME;
  else process.env.LUMBRE_HOME = home;
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

// Bytes that gzip cannot make much shorter.
const content = new Uint8Array(randomTensor([5000], 1, { low: 0, high: 256 }).to("uint8").readSync());
const gzipped = gzipSync(content);
const sha256 = createHash("sha256").update(content).digest("hex");
const usual = { sha256, gunzip: true, retryDelays: [1, 1], idleTimeout: 5000 };

const load = (options: LoadFileOptions = {}, urls = [`${server.url}/numbers.gz`, `${server.url}/numbers`]) =>
  loadFile("Set/numbers", urls, { ...usual, ...options });
const inFolder = (options: LoadFileOptions = {}) =>
  load({ folder, alternatives: ["raw/numbers", "numbers"], ...options });

async function failure(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HubError);
  return (error as Error).message.replaceAll(server.url, "");
}

/** What is in the folder, with what is there for a time only. */
const stored = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
const whole = ["Set", "Set/numbers"];
const keep = (path: string, bytes: Uint8Array | string): void => {
  mkdirSync(join(folder, path, ".."), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};

describe("a file that is not there", () => {
  test.each<[string, Record<string, Uint8Array>, string[]]>([
    ["gzipped", { "/numbers.gz": gzipped }, ["/numbers.gz"]],
    ["plain", { "/numbers": content }, ["/numbers.gz", "/numbers"]],
    ["plain under the name of a gzipped one", { "/numbers.gz": content }, ["/numbers.gz"]],
  ])("is downloaded %s, unpacked, checked and kept", async (_, files, asked) => {
    server.serve(files);
    expect((await load()).bytes).toEqual(content);
    expect(stored()).toEqual(whole);
    expect(new Uint8Array(readFileSync(join(folder, "Set/numbers")))).toEqual(content);
    expect(await load()).toEqual({ name: join(folder, "Set/numbers"), bytes: content });
    expect(server.requests).toEqual(asked);
  });

  test("is downloaded once when it is asked for several times at once", async () => {
    server.answer = (_, response) => setTimeout(() => send(response, gzipped), 20);
    for (const { bytes } of await Promise.all([load(), load(), load()])) expect(bytes).toEqual(content);
    expect(server.requests).toEqual(["/numbers.gz"]);
    expect(stored()).toEqual(whole);
  });

  test("comes from the next mirror when one fails", async () => {
    server.answer = (_, response, path) => {
      if (path.startsWith("/broken/")) send(response, new Uint8Array(), {}, 503);
      else if (path.startsWith("/other/")) send(response, gzipSync(content.subarray(1)));
      else send(response, gzipped);
    };
    const urls = ["broken", "other", "good"].flatMap((mirror) =>
      ["numbers.gz", "numbers"].map((name) => `${server.url}/${mirror}/${name}`),
    );
    expect((await load({}, urls)).name).toBe(`${server.url}/good/numbers.gz`);
    expect(server.requests.map((path) => path.split("/")[1])).toEqual(["broken", "broken", "broken", "other", "good"]);
  });

  test("is not remembered as one that could not be had", async () => {
    expect(await failure(load())).toContain("HTTP 404");
    server.serve({ "/numbers.gz": gzipped });
    expect((await load()).bytes).toEqual(content);
  });
});

test("a gzipped file in the folder is not taken where none is asked for", async () => {
  keep("Set/numbers.gz", gzipped);
  const asItIs = { folder, gunzip: false, download: false };
  expect(await failure(load(asItIs))).toContain("found no Set/numbers; looked for");
  expect((await load({ ...asItIs, gunzip: true })).bytes).toEqual(content);
  keep("Set/numbers", content);
  expect((await load(asItIs)).bytes).toEqual(content);
});

describe("who joins a download", () => {
  /** Begins a download, and lets another join it; the server answers when it is told to. */
  async function beginTwo(begins: AbortSignal | null, joins: AbortSignal | null) {
    let answer = (): void => {};
    const mayAnswer = new Promise<void>((resolve) => (answer = resolve));
    const asked = new Promise<void>((resolve) => {
      server.answer = async (_, response) => {
        resolve();
        await mayAnswer;
        send(response, gzipped);
      };
    });
    const first = load({ signal: begins });
    await asked;
    const second = load({ signal: joins });
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { first, second, answer };
  }

  test("may give up alone", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const { first, second, answer } = await beginTwo(null, controller.signal);
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    answer();
    expect((await first).bytes).toEqual(content);
    expect(server.requests).toHaveLength(1);
  });

  test("downloads when who began gives up", async () => {
    const controller = new AbortController();
    const { first, second, answer } = await beginTwo(controller.signal, null);
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    answer();
    expect((await second).bytes).toEqual(content);
    expect(server.requests).toHaveLength(2);
  });
});

describe("an error names the file and what was expected, and nothing is kept", () => {
  afterEach(() => expect(stored().filter((path) => path !== "Set")).toEqual([]));

  test("404", async () => {
    expect(await failure(load())).toBe(
      "could not get Set/numbers\n" +
        "  /numbers.gz: HTTP 404 Not Found; expected the file\n" +
        "  /numbers: HTTP 404 Not Found; expected the file",
    );
    expect(server.requests).toHaveLength(2);
  });

  test("a page that says 404 with the status of a file", async () => {
    server.answer = (_, response) => send(response, Buffer.from("<html>404 Not Found</html>"));
    expect(await failure(load())).toMatch(/numbers\.gz has the wrong contents: its SHA-256 is/);
    expect(await failure(load({ size: content.length }))).toBe(
      "could not get Set/numbers\n  /numbers.gz has the wrong contents: it has 26 bytes, expected 5000",
    );
  });

  test("500, again and again", async () => {
    server.answer = (_, response) => send(response, new Uint8Array(), {}, 500);
    expect(await failure(load())).toBe(
      "could not get Set/numbers\n  /numbers.gz: HTTP 500 Internal Server Error (attempt 3); expected the file",
    );
  });

  test("a wrong hash", async () => {
    const other = content.slice().fill(7, 0, 1);
    server.answer = (_, response) => send(response, gzipSync(other));
    const found = createHash("sha256").update(other).digest("hex");
    expect(await failure(load())).toBe(
      `could not get Set/numbers\n  /numbers.gz has the wrong contents: its SHA-256 is ${found}, expected ${sha256}`,
    );
  });

  test("a truncated gzip file", async () => {
    server.answer = (_, response) => send(response, gzipped.subarray(0, 2000));
    expect(await failure(load())).toBe(
      "could not get Set/numbers\n  /numbers.gz is a damaged or truncated gzip file of 2000 bytes",
    );
  });

  test("a connection that breaks off each time", async () => {
    server.answer = (_, response) => breakOff(response, gzipped, 100);
    expect(await failure(load())).toMatch(/numbers\.gz: .+ \(attempt 3\); expected the file$/);
  });

  test("a small file that unpacks to a large one", async () => {
    const bomb = gzipSync(new Uint8Array(2 ** 26));
    server.answer = (_, response) => send(response, bomb);
    expect(await failure(load())).toContain("unpacks to more than 16777216 bytes; expected no more");
    expect(await failure(load({ size: 5000 }))).toContain("bytes, more than 6029; expected no more");
    expect(await failure(load({ size: 5000, maxBytes: 2 ** 20 }))).toContain("unpacks to more than 5000 bytes");
  });

  test("more than a gigabyte, where no size is known", async () => {
    server.answer = (_, response) => response.writeHead(200, { "Content-Length": 2 ** 30 + 1 }).flushHeaders();
    expect(await failure(load())).toContain("1073741825 bytes, more than 1073741824; expected no more");
  });

  test("more than the size that it has", async () => {
    server.answer = (_, response) => send(response, new Uint8Array(7000));
    expect(await failure(load({ size: 5000 }))).toContain("7000 bytes, more than 6029; expected no more");
    expect(await failure(load({ size: 5000, gunzip: false }))).toContain("7000 bytes, more than 5000");
  });

  test("no file, and no download", async () => {
    expect(await failure(load({ download: false }))).toBe(
      `found neither Set/numbers nor Set/numbers.gz; looked for ${join(folder, "Set/numbers")}; expected it, or ` +
        "download: true",
    );
    expect(await failure(load({ download: false, cache: false }))).toBe(
      "Set/numbers: there is no folder to look for it in, and download is false",
    );
    expect(server.requests).toEqual([]);
  });
});

describe("a folder", () => {
  test.each(["numbers", "raw/numbers", "Set/numbers"])("is searched for %s, gzipped or not", async (path) => {
    keep(`${path}.gz`, gzipped);
    expect(await inFolder({ download: false })).toEqual({ name: join(folder, `${path}.gz`), bytes: content });
    keep(path, content);
    expect((await inFolder({ download: false })).name).toBe(join(folder, path));
    expect(server.requests).toEqual([]);
  });

  test("that has it nowhere is an error with all that was looked for", async () => {
    expect(await failure(inFolder({ download: false }))).toBe(
      `found neither Set/numbers nor Set/numbers.gz; looked for ${["Set/numbers", "raw/numbers", "numbers"]
        .map((path) => join(folder, path))
        .join(", ")}; expected one of them, or download: true`,
    );
  });

  test("of the user's is never written over", async () => {
    keep("numbers", "mine");
    expect(await failure(inFolder())).toMatch(/numbers has the wrong contents: its SHA-256 is/);
    expect(readFileSync(join(folder, "numbers"), "utf8")).toBe("mine");
    const { bytes } = await inFolder({ sha256: null });
    expect(Buffer.from(bytes).toString()).toBe("mine");
    expect(server.requests).toEqual([]);
  });

  test("that cannot be read or written is an error", async () => {
    writeFileSync(join(folder, "Set"), "a file where a folder should be");
    server.serve({ "/numbers.gz": gzipped });
    expect(await failure(inFolder())).toMatch(
      /Set\/numbers cannot be written: .+; LUMBRE_HOME names another folder for downloads$/,
    );
    mkdirSync(join(folder, "numbers"));
    expect(await failure(inFolder())).toMatch(/numbers cannot be read: it is a folder, expected a file/);
  });

  test("with a named pipe in it does not hang", async () => {
    execFileSync("mkfifo", [join(folder, "numbers")]);
    expect(await failure(inFolder())).toMatch(/numbers cannot be read: it is a named pipe, expected a file$/);
  });

  test("with a file that is too long is not read", async () => {
    keep("numbers", new Uint8Array(7000));
    expect(await failure(inFolder({ size: 5000 }))).toMatch(/numbers has 7000 bytes, expected no more than 6029$/);
  });
});

describe("the cache", () => {
  test("is a folder that the environment names", async () => {
    expect(await cacheFolder()).toBe(folder);
    delete process.env.LUMBRE_HOME;
    const before = process.env.XDG_CACHE_HOME;
    try {
      process.env.XDG_CACHE_HOME = "/caches";
      expect(await cacheFolder()).toBe("/caches/lumbre");
      delete process.env.XDG_CACHE_HOME;
      expect(await cacheFolder()).toMatch(/\/\.cache\/lumbre$/);
    } finally {
      if (before !== undefined) process.env.XDG_CACHE_HOME = before;
    }
  });

  test.each([
    ["shorter", content.subarray(1)],
    ["longer", new Uint8Array(70_000)],
    ["empty", ""],
  ])("is mended when a file in it is %s", async (_, damaged) => {
    server.serve({ "/numbers.gz": gzipped });
    keep("Set/numbers", damaged);
    expect((await load({ size: content.length })).bytes).toEqual(content);
    expect(server.requests).toEqual(["/numbers.gz"]);
    expect(new Uint8Array(readFileSync(join(folder, "Set/numbers")))).toEqual(content);
    expect(stored()).toEqual(whole);
  });

  test("says so when it is damaged and nothing may be downloaded", async () => {
    keep("Set/numbers", content.subarray(1));
    expect(await failure(load({ download: false }))).toContain(
      `${join(folder, "Set/numbers")} has the wrong contents: its SHA-256 is`,
    );
  });

  test("is mended when something else lies in the place of a file", async () => {
    server.serve({ "/numbers.gz": gzipped });
    mkdirSync(join(folder, "Set"));
    execFileSync("mkfifo", [join(folder, "Set/numbers")]);
    expect((await load()).bytes).toEqual(content);
    expect((await load({ download: false })).bytes).toEqual(content);
  });

  test("is left alone where that is asked for", async () => {
    server.answer = (_, response) => send(response, gzipSync("variant"));
    const { bytes } = await load({ sha256: null, cache: false });
    expect(Buffer.from(bytes).toString()).toBe("variant");
    expect(stored()).toEqual([]);
  });

  test("is rid of what a killed process left, when nobody can be writing it any more", async () => {
    server.serve({ "/numbers.gz": gzipped });
    keep(`Set/numbers.${process.pid}-0.part`, "half");
    keep("Set/numbers.1.part", "half");
    keep("Set/other.1.part", "half");
    keep("Set/numbers.2.part", "half");
    keep("Set/numbers.3.part", "half");
    for (const name of ["numbers.1", "other.1"]) utimesSync(join(folder, `Set/${name}.part`), 1, 1);
    // Nobody writes for more than an hour.
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(join(folder, "Set/numbers.2.part"), hourAgo - 60, hourAgo - 60);
    utimesSync(join(folder, "Set/numbers.3.part"), hourAgo + 60, hourAgo + 60);
    expect((await load()).bytes).toEqual(content);
    const left = ["Set/numbers", "Set/numbers.3.part", `Set/numbers.${process.pid}-0.part`, "Set/other.1.part"];
    expect(stored()).toEqual(["Set", ...left].sort());
  });
});

test.each<[unknown[], string]>([
  [[7, "https://a.b/c"], "loadFile: path must be a string, got 7"],
  [["a", []], "loadFile: urls must be a string or a list of some, got a list"],
  [["a", "https://a.b/c", { folder: 7 }], "loadFile: folder must be a string, got 7"],
  [["a", "https://a.b/c", { cached: true }], "loadFile: unknown option cached; expected sha256, md5, signal,"],
])("arguments are checked first: %j", async (args, message) => {
  await expect(loadFile(...(args as [string, string]))).rejects.toThrow(message);
  expect(stored()).toEqual([]);
});

test("what is given up before it begins is not begun", async () => {
  keep("Set/numbers", content);
  const reason = new Error("enough");
  await expect(load({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  expect(server.requests).toEqual([]);
});
