import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { randomTensor } from "@lumbre/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { download } from "./download.js";
import { HubError } from "./errors.js";
import { type FileSource, loadFile } from "./loadFile.js";

type Handler = (request: IncomingMessage, response: ServerResponse, url: string) => void;

/** A server on loopback, what it was asked for, and a folder for a cache; both go after the test. */
let handler: Handler;
let requests: string[];
let base: string;
let folder: string;
let close: () => Promise<void>;

beforeEach(async () => {
  requests = [];
  folder = mkdtempSync(join(tmpdir(), "lumbre-datasets-"));
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push(`${request.url}${range === undefined ? "" : ` ${range}`}`);
    handler(request, response, request.url ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
});

afterEach(async () => {
  await close();
  rmSync(folder, { recursive: true, force: true });
});

// Bytes that gzip cannot make much shorter.
const content = new Uint8Array(randomTensor([5000], 1, { low: 0, high: 256 }).to("uint8").readSync());
const gzipped = gzipSync(content);
const sha256 = createHash("sha256").update(content).digest("hex");
const file = { name: "numbers", sha256 };
const fast = { retryDelays: [1, 1], idleTimeout: 5000 };
const source = (options: Partial<FileSource> = {}): FileSource => ({
  dataset: "Set",
  root: folder,
  urls: [base],
  download: true,
  verify: true,
  downloadOptions: fast,
  ...options,
});

function send(response: ServerResponse, body: Uint8Array, headers: Record<string, string> = {}, status = 200): void {
  response.writeHead(status, { "Content-Length": body.length, ...headers });
  response.end(body);
}

/** Promises so many bytes, sends some of them, and breaks the connection. */
function breakOff(
  response: ServerResponse,
  body: Uint8Array,
  after: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { "Content-Length": body.length, ...headers });
  response.write(body.subarray(0, after), () => setTimeout(() => response.destroy(), 20));
}

/** What is in the cache, with the temporary files. */
const stored = (): string[] => readdirSync(folder, { recursive: true }).map(String).sort();
const whole = ["Set", "Set/raw", "Set/raw/numbers"];

describe("a download", () => {
  test.each([
    ["gzipped", (url: string) => (url.endsWith(".gz") ? gzipped : null), ["/numbers.gz"]],
    ["plain", (url: string) => (url.endsWith(".gz") ? null : content), ["/numbers.gz", "/numbers"]],
    ["plain under the name of a gzipped one", () => content, ["/numbers.gz"]],
  ])("%s is unpacked, checked and stored once", async (_, answer, asked) => {
    handler = (_, response, url) => {
      const body = answer(url);
      if (body === null) send(response, new Uint8Array(), {}, 404);
      else send(response, body);
    };
    const { bytes } = await loadFile(file, source());
    expect(bytes).toEqual(content);
    expect(stored()).toEqual(whole);
    expect(new Uint8Array(readFileSync(join(folder, "Set/raw/numbers")))).toEqual(content);
    expect(requests).toEqual(asked);
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(asked);
  });

  test("that the transport compresses arrives unpacked", async () => {
    handler = (_, response) => send(response, gzipped, { "Content-Encoding": "gzip" });
    expect((await loadFile(file, source())).bytes).toEqual(content);
  });

  test("that breaks off goes on where it broke", async () => {
    handler = (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      if (start === 0) breakOff(response, gzipped, 1000, { ETag: '"v1"' });
      else {
        const range = `bytes ${start}-${gzipped.length - 1}/${gzipped.length}`;
        send(response, gzipped.subarray(start), { ETag: '"v1"', "Content-Range": range }, 206);
      }
    };
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz", "/numbers.gz bytes=1000-"]);
  });

  test.each<[string, Record<string, string>, string]>([
    ["of another version", { ETag: '"v2"', "Content-Range": `bytes 1000-${gzipped.length - 1}/${gzipped.length}` }, ""],
    ["from another place", { ETag: '"v1"', "Content-Range": `bytes 0-${gzipped.length - 1}/${gzipped.length}` }, ""],
  ])("starts anew when the rest is %s", async (_, headers) => {
    let count = 0;
    handler = (request, response) => {
      if (count++ === 0) breakOff(response, gzipped, 1000, { ETag: '"v1"' });
      else if (request.headers.range !== undefined) send(response, gzipped.subarray(1000), headers, 206);
      else send(response, gzipped, { ETag: '"v2"' });
    };
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz", "/numbers.gz bytes=1000-", "/numbers.gz"]);
  });

  test("that breaks off starts anew where the server knows no ranges", async () => {
    let count = 0;
    handler = (_, response) => {
      if (count++ === 0) breakOff(response, gzipped, 1000, { ETag: '"v1"' });
      else send(response, gzipped, { ETag: '"v1"' });
    };
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz", "/numbers.gz bytes=1000-"]);
  });

  test("asks for no range of a file that has no version", async () => {
    let count = 0;
    handler = (_, response) => (count++ === 0 ? breakOff(response, gzipped, 1000) : send(response, gzipped));
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz", "/numbers.gz"]);
  });

  test("is tried again after a server's error", async () => {
    let count = 0;
    handler = (_, response) => (count++ === 0 ? send(response, new Uint8Array(), {}, 500) : send(response, gzipped));
    expect((await loadFile(file, source())).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz", "/numbers.gz"]);
  });

  test("asked for twice at once is fetched once", async () => {
    handler = (_, response) => setTimeout(() => send(response, gzipped), 20);
    const files = await Promise.all([1, 2, 3].map(() => loadFile(file, source())));
    for (const { bytes } of files) expect(bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz"]);
    expect(stored()).toEqual(whole);
  });

  test("comes from the next mirror when one fails", async () => {
    handler = (_, response, url) => {
      if (url.startsWith("/broken/")) send(response, new Uint8Array(), {}, 503);
      else if (url.startsWith("/other/")) send(response, gzipSync(content.subarray(1)));
      else send(response, gzipped);
    };
    const urls = [`${base}/broken/`, `${base}/other`, `${base}/good/`];
    const { name } = await loadFile(file, source({ urls }));
    expect(name).toBe(`${base}/good/numbers.gz`);
    expect(requests.map((url) => url.split("/")[1])).toEqual(["broken", "broken", "broken", "other", "good"]);
    expect(stored()).toEqual(whole);
  });
});

describe("an error names the file and what was expected, and nothing is stored", () => {
  async function failure(options: Partial<FileSource> = {}): Promise<string> {
    const error: unknown = await loadFile(file, source(options)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HubError);
    expect(stored()).toEqual([]);
    return (error as Error).message;
  }

  test("404", async () => {
    handler = (_, response) => send(response, new Uint8Array(), {}, 404);
    expect(await failure()).toBe(
      "Set: could not get numbers\n" +
        `  ${base}/numbers.gz: HTTP 404 Not Found; expected the file\n` +
        `  ${base}/numbers: HTTP 404 Not Found; expected the file`,
    );
    expect(requests).toHaveLength(2);
  });

  test("500, again and again", async () => {
    handler = (_, response) => send(response, new Uint8Array(), {}, 500);
    expect(await failure()).toBe(
      `Set: could not get numbers\n  ${base}/numbers.gz: HTTP 500 Internal Server Error (attempt 3); expected the file`,
    );
  });

  test("a wrong hash", async () => {
    const other = content.slice().fill(7, 0, 1);
    handler = (_, response) => send(response, gzipSync(other));
    const found = createHash("sha256").update(other).digest("hex");
    expect(await failure()).toBe(
      "Set: could not get numbers\n" +
        `  ${base}/numbers.gz has the wrong contents: its SHA-256 is ${found}, expected ${sha256}`,
    );
  });

  test("a truncated gzip file", async () => {
    handler = (_, response) => send(response, gzipped.subarray(0, 2000));
    expect(await failure()).toBe(
      `Set: could not get numbers\n  ${base}/numbers.gz is a damaged or truncated gzip file of 2000 bytes`,
    );
  });

  test("a connection that breaks off each time", async () => {
    handler = (_, response) => breakOff(response, gzipped, 100);
    expect(await failure()).toMatch(/numbers\.gz: .+ \(attempt 3\); expected the file$/);
  });

  test("a server that says nothing", async () => {
    handler = () => {};
    expect(await failure({ downloadOptions: { retryDelays: [], idleTimeout: 50 } })).toBe(
      `Set: could not get numbers\n  ${base}/numbers.gz: nothing arrived for 50 ms; expected the file`,
    );
  });

  test("no server", async () => {
    await close();
    expect(await failure()).toMatch(/numbers\.gz: fetch failed: .*ECONNREFUSED.* \(attempt 3\); expected the file$/);
  });

  test("a body that is shorter than promised", async () => {
    // A proxy may end a connection properly, too early.
    handler = (_, response) => {
      response.writeHead(200, { "Transfer-Encoding": "chunked" });
      response.end(content.subarray(0, 10));
    };
    expect(await failure()).toMatch(/numbers\.gz has the wrong contents: its SHA-256 is [0-9a-f]{64}, expected/);
  });

  test("no file, and no download", async () => {
    expect(await failure({ download: false })).toBe(
      "Set: found neither numbers nor numbers.gz; looked for " +
        ["Set/raw/numbers", "raw/numbers", "numbers"].map((path) => join(folder, path)).join(", ") +
        "; expected one of them, or download: true",
    );
    expect(requests).toEqual([]);
  });
});

describe("a folder", () => {
  test.each(["numbers", "raw/numbers", "Set/raw/numbers"])("is searched for %s, gzipped or not", async (path) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, `${path}.gz`), gzipped);
    expect(await loadFile(file, source({ download: false }))).toEqual({
      name: join(folder, `${path}.gz`),
      bytes: content,
    });
    writeFileSync(join(folder, path), content);
    expect((await loadFile(file, source({ download: false }))).name).toBe(join(folder, path));
    expect(requests).toEqual([]);
  });

  test("of the user's is never written over", async () => {
    writeFileSync(join(folder, "numbers"), "mine");
    await expect(loadFile(file, source())).rejects.toThrow(/numbers has the wrong contents: its SHA-256 is/);
    expect(readFileSync(join(folder, "numbers"), "utf8")).toBe("mine");
    const { bytes } = await loadFile(file, source({ verify: false }));
    expect(Buffer.from(bytes).toString()).toBe("mine");
    expect(requests).toEqual([]);
  });

  test("that cannot be read or written is an error", async () => {
    writeFileSync(join(folder, "Set"), "a file where a folder should be");
    handler = (_, response) => send(response, gzipped);
    await expect(loadFile(file, source())).rejects.toThrow(
      /Set\/raw\/numbers cannot be written: .+; LUMBRE_CACHE names another folder for downloads$/,
    );
    mkdirSync(join(folder, "numbers"));
    await expect(loadFile(file, source({ download: false }))).rejects.toThrow(/numbers cannot be read: EISDIR/);
  });
});

describe("the cache", () => {
  let before: string | undefined;
  beforeEach(() => {
    before = process.env.LUMBRE_CACHE;
    process.env.LUMBRE_CACHE = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.LUMBRE_CACHE;
    else process.env.LUMBRE_CACHE = before;
  });

  test("is mended when it is damaged", async () => {
    handler = (_, response) => send(response, gzipped);
    mkdirSync(join(folder, "Set/raw"), { recursive: true });
    writeFileSync(join(folder, "Set/raw/numbers"), content.subarray(1));
    expect((await loadFile(file, source({ root: undefined }))).bytes).toEqual(content);
    expect(requests).toEqual(["/numbers.gz"]);
    expect(new Uint8Array(readFileSync(join(folder, "Set/raw/numbers")))).toEqual(content);
    expect(stored()).toEqual(whole);
  });

  test("says so when it is damaged and nothing may be downloaded", async () => {
    mkdirSync(join(folder, "Set/raw"), { recursive: true });
    writeFileSync(join(folder, "Set/raw/numbers"), content.subarray(1));
    await expect(loadFile(file, source({ root: undefined, download: false }))).rejects.toThrow(
      `${join(folder, "Set/raw/numbers")} has the wrong contents: its SHA-256 is`,
    );
  });

  test("holds nothing that was not verified", async () => {
    handler = (_, response) => send(response, gzipSync("variant"));
    const { bytes } = await loadFile(file, source({ root: undefined, verify: false }));
    expect(Buffer.from(bytes).toString()).toBe("variant");
    expect(stored()).toEqual([]);
  });
});

test("download alone gives the bytes as they are", async () => {
  handler = (_, response) => send(response, gzipped);
  expect(await download(base)).toEqual(new Uint8Array(gzipped));
});
