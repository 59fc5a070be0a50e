import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { withLock } from "./lock.js";

const folder = mkdtempSync(join(tmpdir(), "lumbre-lock-"));
let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(folder, "of-")), "deep/file.lock");
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a lock there that a process of this machine, or of another, has left behind. */
function leave(pid: number, host: string): void {
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, JSON.stringify({ pid, host, id: "x" }));
}

/** No system gives such a number to a process. */
const dead = 2 ** 22 + 1;

test("a lock is there while something runs under it, and names who holds it", async () => {
  const held = await withLock(path, null, async (hasWaited) => {
    expect(hasWaited).toBe(false);
    return JSON.parse(readFileSync(path, "utf8"));
  });
  expect(held).toMatchObject({ pid: process.pid, host: hostname() });
  expect(existsSync(path)).toBe(false);
});

test("an error gives the lock back", async () => {
  const run = async (): Promise<never> => {
    throw new Error("no");
  };
  await expect(withLock(path, null, run)).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});

test("two take turns, and the second is told that it has waited", async () => {
  const told: string[] = [];
  let finish = (): void => {};
  const first = withLock(path, null, async (hasWaited) => {
    told.push(`first ${hasWaited}`);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    told.push("first ends");
  });
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve));
  const second = withLock(path, null, async (hasWaited) => void told.push(`second ${hasWaited}`));
  await new Promise((resolve) => setTimeout(resolve, 20));
  finish();
  await Promise.all([first, second]);
  expect(told).toEqual(["first false", "first ends", "second true"]);
});

test("the lock of a process that is dead is taken over at once, and is gone in the end", async () => {
  leave(dead, hostname());
  const begin = performance.now();
  const held = await withLock(path, null, async (hasWaited) => {
    // Not after the ten seconds without a sign of life.
    expect(performance.now() - begin).toBeLessThan(8000);
    expect(hasWaited).toBe(true);
    return JSON.parse(readFileSync(path, "utf8"));
  });
  expect(held.pid).toBe(process.pid);
  expect(existsSync(path)).toBe(false);
});

test.each([
  ["a process that runs", process.pid, hostname()],
  ["another machine, whose processes nobody here knows", dead, "elsewhere"],
])("the lock of %s is waited for, until the wait is broken off", async (_, pid, host) => {
  leave(pid, host);
  // However long this process has run.
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => 1e6 + now());
  const controller = new AbortController();
  const waiting = withLock(path, controller.signal, async () => "ran");
  const outcome = waiting.catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 250));
  controller.abort(new Error("enough"));
  expect(await outcome).toEqual(new Error("enough"));
  expect(existsSync(path)).toBe(true);
});

test("somebody else's lock is left alone at the end", async () => {
  await withLock(path, null, async () => leave(dead, "elsewhere"));
  expect(JSON.parse(readFileSync(path, "utf8")).host).toBe("elsewhere");
});

test("who holds a lock gives a sign of life every two seconds, and none afterwards", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const age = (): number => Date.now() - statSync(path).mtimeMs;
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));
  try {
    await withLock(path, null, async () => {
      utimesSync(path, 1, 1);
      vi.advanceTimersByTime(1999);
      await settled();
      expect(age()).toBeGreaterThan(1e9);
      vi.advanceTimersByTime(1);
      await vi.waitFor(() => expect(age()).toBeLessThan(60_000));
    });
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test("where no lock can be made, there is none, and things run", async () => {
  writeFileSync(join(folder, "a file"), "");
  expect(await withLock(join(folder, "a file/x.lock"), null, async (hasWaited) => hasWaited)).toBe(false);
});
