import { createHash } from "node:crypto";
import { getEventListeners } from "node:events";
import { breakOff, FileServer, randomTensor, send } from "@lumbre/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HubError } from "../errors.js";
import { type DownloadOptions, download, wait } from "./download.js";

let server: FileServer;
beforeEach(async () => {
  server = await new FileServer().start();
});
afterEach(() => server.close());

const content = new Uint8Array(randomTensor([5000], 1, { low: 0, high: 256 }).to("uint8").readSync());
const total = content.length;
const sha256 = createHash("sha256").update(content).digest("hex");
const md5 = createHash("md5").update(content).digest("hex");
const empty = new Uint8Array();

const get = (options: DownloadOptions = {}): Promise<Uint8Array> =>
  download(`${server.url}/file`, { retryDelays: [1, 1], idleTimeout: 5000, ...options });

async function failure(options: DownloadOptions = {}): Promise<string> {
  const error: unknown = await get(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HubError);
  return (error as Error).message.replaceAll(server.url, "");
}

const startOf = (range: string | undefined): number => Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
const rest = (start: number, end = total): string => `bytes ${start}-${end - 1}/${total}`;

test("gives the bytes as they are, and says how many came", async () => {
  server.serve({ "/file": content });
  const progress: unknown[] = [];
  const bytes = await get({ sha256, md5, onProgress: (received, total) => progress.push([received, total]) });
  expect(bytes).toEqual(content);
  expect(bytes.buffer.byteLength).toBe(total);
  expect(progress.at(-1)).toEqual([total, total]);
});

test("what the transport compresses arrives unpacked, without a total", async () => {
  const { gzipSync } = await import("node:zlib");
  server.answer = (_, response) => send(response, gzipSync(content), { "Content-Encoding": "gzip" });
  let last: unknown;
  expect(await get({ onProgress: (...progress) => (last = progress) })).toEqual(content);
  expect(last).toEqual([total, null]);
});

describe("a connection that breaks", () => {
  /** Sends some bytes at a time, each time from where it is asked to go on. */
  function inSteps(step: number, headers: Record<string, string>): void {
    server.answer = ({ headers: { range } }, response) => {
      const start = startOf(range);
      const part = content.subarray(start);
      const answer = start === 0 ? headers : { ...headers, "Content-Range": rest(start) };
      if (part.length <= step) send(response, part, answer, start === 0 ? 200 : 206);
      else breakOff(response, part, step, answer, start === 0 ? 200 : 206);
    };
  }

  test("is taken up where it broke, as often as it gets further", async () => {
    inSteps(700, { ETag: '"v1"' });
    expect(await get({ sha256 })).toEqual(content);
    expect(server.requests).toEqual(["/file", ...[1, 2, 3, 4, 5, 6, 7].map((i) => `/file bytes=${700 * i}-`)]);
  });

  test("is begun anew where the server knows no version", async () => {
    let count = 0;
    server.answer = (_, response) => (count++ === 0 ? breakOff(response, content, 1000) : send(response, content));
    expect(await get({ sha256 })).toEqual(content);
    expect(server.requests).toEqual(["/file", "/file"]);
  });

  test("is begun anew where the version is a weak one, which does not promise equal bytes", async () => {
    let count = 0;
    server.answer = (_, response) =>
      count++ === 0 ? breakOff(response, content, 1000, { ETag: 'W/"v1"' }) : send(response, content);
    expect(await get({ sha256 })).toEqual(content);
    expect(server.requests).toEqual(["/file", "/file"]);
  });

  test.each<[string, Record<string, string>]>([
    ["of another version", { ETag: '"v2"', "Content-Range": rest(1000) }],
    ["of a file of another length", { ETag: '"v1"', "Content-Range": `bytes 1000-${total - 1}/${total + 1}` }],
    ["from another place", { ETag: '"v1"', "Content-Range": rest(0) }],
    ["without a range", { ETag: '"v1"' }],
  ])("is begun anew when the rest is %s", async (_, headers) => {
    let count = 0;
    server.answer = ({ headers: { range } }, response) => {
      if (count++ === 0) breakOff(response, content, 1000, { ETag: '"v1"' });
      else if (range !== undefined) send(response, content.subarray(1000), headers, 206);
      else send(response, content, { ETag: '"v2"' });
    };
    expect(await get({ sha256 })).toEqual(content);
    expect(server.requests).toEqual(["/file", "/file bytes=1000-", "/file"]);
  });

  test("is begun anew where the server knows no ranges, and when the file became shorter", async () => {
    let count = 0;
    server.answer = ({ headers: { range } }, response) => {
      if (count++ === 0) breakOff(response, content, 1000, { ETag: '"v1"' });
      else if (count === 2) send(response, empty, {}, 416);
      else send(response, content, { ETag: '"v2"' });
      expect(count).toBeLessThan(4);
      expect(range === undefined).toBe(count !== 2);
    };
    expect(await get({ sha256 })).toEqual(content);
  });

  test("goes on when a rest is shorter than what was asked for", async () => {
    server.answer = ({ headers: { range } }, response) => {
      const start = startOf(range);
      if (start === 0) breakOff(response, content, 1000, { ETag: '"v1"' });
      else {
        const end = Math.min(start + 1500, total);
        send(response, content.subarray(start, end), { ETag: '"v1"', "Content-Range": rest(start, end) }, 206);
      }
    };
    expect(await get({ sha256 })).toEqual(content);
    expect(server.requests.slice(1)).toEqual(["/file bytes=1000-", "/file bytes=2500-", "/file bytes=4000-"]);
  });

  test("each time, without ever getting further, is an error", async () => {
    server.answer = (_, response) => breakOff(response, content, 100);
    expect(await failure()).toMatch(/^\/file: .+ \(attempt 3\); expected the file$/);
    expect(server.requests).toHaveLength(3);
  });
});

describe("an error that may pass is retried", () => {
  test.each([408, 429, 500, 502, 503, 504])("HTTP %i", async (status) => {
    let count = 0;
    server.answer = (_, response) => (count++ === 0 ? send(response, empty, {}, status) : send(response, content));
    expect(await get()).toEqual(content);
    expect(server.requests).toHaveLength(2);
  });

  test("HTTP 500 as often as there are waits", async () => {
    server.answer = (_, response) => send(response, empty, {}, 500);
    expect(await failure()).toBe("/file: HTTP 500 Internal Server Error (attempt 3); expected the file");
    expect(server.requests).toHaveLength(3);
  });

  test.each([429, 503])("HTTP %i, after as long as the server asks", async (status) => {
    let count = 0;
    server.answer = (_, response) =>
      count++ === 0 ? send(response, empty, { "Retry-After": "1" }, status) : send(response, content);
    const start = performance.now();
    expect(await get()).toEqual(content);
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  test("at the date that the server says", async () => {
    let count = 0;
    server.answer = (_, response) => {
      const date = new Date(Date.now() + 2000).toUTCString();
      if (count++ === 0) send(response, empty, { "Retry-After": date }, 503);
      else send(response, content);
    };
    const start = performance.now();
    expect(await get()).toEqual(content);
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  test("after the waits in turn, and after the first one again once it got further", async () => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    const waits = (): unknown[] =>
      timers.mock.calls.map(([, delay]) => delay).filter((delay) => [11, 22].includes(Number(delay)));
    server.answer = (_, response) => send(response, empty, {}, 500);
    await failure({ retryDelays: [11, 22] });
    expect(waits()).toEqual([11, 22]);
    timers.mockClear();
    server.answer = ({ headers: { range } }, response) => {
      const start = startOf(range);
      const headers = { ETag: '"v1"', "Content-Range": rest(start) };
      if (start === 3000) send(response, content.subarray(start), headers, 206);
      else breakOff(response, content.subarray(start), 1000, headers, start === 0 ? 200 : 206);
    };
    expect(await get({ retryDelays: [11, 22] })).toEqual(content);
    expect(waits()).toEqual([11, 11, 11]);
    timers.mockRestore();
  });

  test("a hundred times at most, even if each gets further", async () => {
    server.answer = ({ headers: { range } }, response) => {
      const start = startOf(range);
      const headers = { ETag: '"v1"', "Content-Range": rest(start) };
      breakOff(response, content.subarray(start), 1, headers, start === 0 ? 200 : 206);
    };
    expect(await failure({ retryDelays: [0] })).toMatch(/ \(attempt 100\); expected the file$/);
    expect(server.requests).toHaveLength(100);
  });

  test("but not where the server asks for more than a minute", async () => {
    server.answer = (_, response) => send(response, empty, { "Retry-After": "3600" }, 503);
    expect(await failure()).toBe("/file: HTTP 503 Service Unavailable, and asks to wait 3600 s; expected the file");
    expect(server.requests).toHaveLength(1);
    server.answer = (_, response) => send(response, empty, { "Retry-After": "61" }, 503);
    expect(await failure()).toContain("and asks to wait 61 s");
    server.answer = (_, response) => send(response, empty, { "Retry-After": "60" }, 503);
    expect(await failure({ timeout: 200 })).toContain("not all of it came within 200 ms");
  });

  test("no server", async () => {
    await server.close();
    expect(await failure()).toMatch(/^\/file: fetch failed: .*ECONNREFUSED.* \(attempt 3\); expected the file$/);
    server = await new FileServer().start();
  });
});

describe("an error that stays is not retried", () => {
  test.each([400, 401, 403, 404, 410, 451, 501])("HTTP %i", async (status) => {
    server.answer = (_, response) => send(response, new TextEncoder().encode("<html>"), {}, status);
    expect(await failure()).toMatch(new RegExp(`^/file: HTTP ${status} [\\w ]+; expected the file$`));
    expect(server.requests).toHaveLength(1);
  });

  test("a redirection in a circle", async () => {
    server.answer = (_, response) => send(response, empty, { Location: "/file" }, 302);
    expect(await failure()).toMatch(/redirect count exceeded; expected the file$/);
    expect(server.requests.length).toBeLessThan(30);
  });

  test("an address that fetch takes none from", async () => {
    await expect(download("https://127.0.0.1:9/file")).rejects.toThrow("fetch failed: bad port; expected the file");
  });
});

describe("time", () => {
  test("a server that says nothing is given up", async () => {
    server.answer = () => {};
    expect(await failure({ retryDelays: [], idleTimeout: 50 })).toBe(
      "/file: nothing arrived for 50 ms; expected the file",
    );
  });

  test("a slow but steady transfer is not", async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { "Content-Length": total });
      const next = (start: number): void => {
        if (start >= total) response.end();
        else response.write(content.subarray(start, start + 500), () => setTimeout(next, 60, start + 500));
      };
      next(0);
    };
    expect(await get({ retryDelays: [], idleTimeout: 400 })).toEqual(content);
    expect(server.requests).toHaveLength(1);
  });

  test("one that takes too long in all is, however steady, and so are retries and waits", async () => {
    server.answer = (_, response) => {
      response.writeHead(200, { "Content-Length": total });
      const next = (): void => void response.write(content.subarray(0, 1), () => setTimeout(next, 20));
      next();
    };
    expect(await failure({ idleTimeout: 5000, timeout: 200 })).toBe(
      "/file: not all of it came within 200 ms; expected the file; timeout is the bound",
    );
    server.answer = (_, response) => send(response, empty, {}, 503);
    expect(await failure({ retryDelays: [1000, 1000], timeout: 100 })).toMatch(/not all of it came within 100 ms/);
  });

  test("is 30 seconds without a byte and an hour in all, unless another is given, and no timer is left", async () => {
    server.serve({ "/file": content });
    const timers = vi.spyOn(globalThis, "setTimeout");
    const cleared = vi.spyOn(globalThis, "clearTimeout");
    await download(`${server.url}/file`);
    const ended = new Set(cleared.mock.calls.map(([timer]) => timer as unknown));
    // The server and fetch have timers of their own, of other lengths.
    for (const bound of [30_000, 3_600_000]) {
      const started = timers.mock.results.filter((_, i) => timers.mock.calls[i][1] === bound);
      expect(started).not.toHaveLength(0);
      expect(started.every(({ value }) => ended.has(value))).toBe(true);
    }
    vi.restoreAllMocks();
  });

  test("may be without a bound, which no timer takes", async () => {
    server.answer = (_, response) => setTimeout(() => send(response, content), 50);
    for (const bound of [Infinity, 2 ** 31]) {
      expect(await get({ retryDelays: [], timeout: bound })).toEqual(content);
      expect(await get({ retryDelays: [], idleTimeout: bound })).toEqual(content);
    }
    const begin = performance.now();
    await expect(wait(2 ** 31, AbortSignal.timeout(50))).rejects.toThrow("timeout");
    expect(performance.now() - begin).toBeGreaterThan(40);
  });

  test("the caller's signal ends a download as before", async () => {
    server.answer = () => {};
    const reason = new Error("enough");
    await expect(get({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 20);
    await expect(get({ signal: controller.signal })).rejects.toBe(reason);
  });
});

describe("a bound", () => {
  test("ends a server that never stops", async () => {
    let sent = 0;
    let close: (value: unknown) => void;
    const isClosed = new Promise((resolve) => {
      close = resolve;
    });
    server.answer = (_, response) => {
      response.on("close", close);
      const chunk = new Uint8Array(2 ** 16);
      const more = (): void => {
        if (response.destroyed) return;
        sent += chunk.length;
        response.write(chunk, () => setImmediate(more));
      };
      more();
    };
    expect(await failure({ maxBytes: 300_000 })).toBe(
      "/file: more than 300000 bytes; expected no more; maxBytes is the bound",
    );
    expect(server.requests).toHaveLength(1);
    await isClosed;
    expect(sent).toBeLessThan(10_000_000);
  });

  test("refuses what is announced as longer, before any of it comes", async () => {
    server.answer = (_, response) => response.writeHead(200, { "Content-Length": 2 ** 40 }).flushHeaders();
    expect(await failure()).toBe(
      "/file: 1099511627776 bytes, more than 1073741824; expected no more; maxBytes is the bound",
    );
  });

  test("admits as much as it says", async () => {
    server.serve({ "/file": content });
    expect(await get({ maxBytes: total })).toEqual(content);
    await expect(get({ maxBytes: total - 1 })).rejects.toThrow(`${total} bytes, more than ${total - 1}`);
  });
});

describe("a signal", () => {
  test("ends a download that is under way, and one that waits", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    server.answer = (_, response) => {
      breakOff(response, content, 100);
      setTimeout(() => controller.abort(reason), 60);
    };
    await expect(get({ signal: controller.signal, retryDelays: [60_000] })).rejects.toBe(reason);
    await expect(get({ signal: controller.signal })).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test("is listened to no longer than a download takes", async () => {
    const { signal } = new AbortController();
    let count = 0;
    server.answer = (_, response) => (count++ === 0 ? send(response, empty, {}, 503) : send(response, content));
    expect(await get({ signal })).toEqual(content);
    server.answer = (_, response) => send(response, empty, {}, 404);
    await failure({ signal });
    await wait(1, signal);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("an error of onProgress is the caller's own, and ends it", async () => {
    server.serve({ "/file": content });
    const error = new Error("mine");
    const onProgress = (): void => {
      throw error;
    };
    await expect(get({ onProgress })).rejects.toBe(error);
    expect(server.requests).toHaveLength(1);
  });
});

test.each([
  ["sha256", { sha256: "0".repeat(64) }, `its SHA-256 is ${sha256}, expected ${"0".repeat(64)}`],
  ["the beginning of one", { sha256: "0000000a" }, `its SHA-256 is ${sha256}, expected one that starts with 0000000a`],
  ["md5", { md5: "0".repeat(32) }, `its MD5 is ${md5}, expected ${"0".repeat(32)}`],
])("a wrong hash is an error: %s", async (_, hashes, message) => {
  server.serve({ "/file": content });
  expect(await failure(hashes)).toBe(`/file has the wrong contents: ${message}`);
});

describe("plain http is refused", () => {
  test("from another machine, unless the SHA-256 is compared", async () => {
    const url = "http://192.0.2.1/file";
    const message = `${url}: plain http, where anybody on the way can change the file; expected https, or a sha256`;
    await expect(download(url)).rejects.toThrow(message);
    await expect(download(url, { md5: "0".repeat(32) })).rejects.toThrow(message);
    const hashed = download(url, { sha256: "0".repeat(64), signal: AbortSignal.timeout(50) });
    await expect(hashed).rejects.toThrow(/aborted due to timeout/);
  });

  test("where a redirection leads to it", async () => {
    // This machine, by an address that is not known for it.
    const other = `${server.url.replace("127.0.0.1", "0.0.0.0")}/other`;
    server.answer = (_, response, path) => {
      if (path === "/file") send(response, empty, { Location: other }, 302);
      else send(response, content);
    };
    expect(await failure()).toContain(`${other}: plain http, where anybody on the way can change the file`);
    expect(server.requests).toEqual(["/file", "/other"]);
    expect(await get({ sha256 })).toEqual(content);
  });

  test.each([
    ["file:///etc/passwd", "file:///etc/passwd: file: is no scheme that files are fetched by; expected https"],
    ["numbers.gz", '"numbers.gz" is no absolute URL'],
  ])("and so is %s", async (url, message) => {
    await expect(download(url)).rejects.toThrow(message);
  });
});

test.each<[unknown[], string]>([
  [[7], "download: url must be a string, got 7"],
  [["x:", { maxByte: 1 }], "download: unknown option maxByte; expected sha256, md5, signal, onProgress, maxBytes"],
  [["x:", { maxBytes: -1 }], "download: maxBytes must be an integer >= 0, got -1"],
  [["x:", { sha256: "xyz" }], "download: sha256 must be the 64 hexadecimal digits of a SHA-256, or its first 8 or"],
  [["x:", 5], "download: options must be an object, got 5"],
])("arguments are checked first: %j", async (given, message) => {
  await expect((download as (...args: unknown[]) => Promise<unknown>)(...given)).rejects.toThrow(message);
});
