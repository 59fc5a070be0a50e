import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readStored, store, withWebLock } from "./storage.js";

afterEach(() => vi.unstubAllGlobals());

const bytes = Uint8Array.of(1, 2, 3);

describe("Cache Storage", () => {
  const kept = new Map<string, Response>();
  const names: string[] = [];
  beforeEach(() => {
    kept.clear();
    names.length = 0;
    vi.stubGlobal("caches", {
      open: async (name: string) => {
        names.push(name);
        return {
          match: async (key: string) => kept.get(key)?.clone(),
          put: async (key: string, response: Response) => void kept.set(key, response),
        };
      },
    });
  });

  test("keeps bytes under an address made of their name, whose folders stay", async () => {
    expect(await readStored("a b/ñ?.pth")).toBe(null);
    await store("a b/ñ?.pth", bytes);
    expect([...kept.keys()]).toEqual(["https://files.lumbre.invalid/a%20b/%C3%B1%3F.pth"]);
    expect([...kept.values()][0].headers.get("Content-Type")).toBe("application/octet-stream");
    expect(await readStored("a b/ñ?.pth")).toEqual(bytes);
    expect(await readStored("other")).toBe(null);
    expect(new Set(names)).toEqual(new Set(["lumbre"]));
  });

  test.each([
    ["refuses", { open: () => Promise.reject(new DOMException("no", "QuotaExceededError")) }],
    ["is missing", undefined],
  ])("that %s keeps nothing", async (_, caches) => {
    vi.stubGlobal("caches", caches);
    await store("a", bytes);
    expect(await readStored("a")).toBe(null);
  });
});

describe("a lock of the browser's", () => {
  test("is asked for by the name of what is done, with the signal if there is one", async () => {
    const request = vi.fn(async (_name: string, _options: object, run: () => Promise<unknown>) => run());
    vi.stubGlobal("navigator", { locks: { request } });
    const run = async (): Promise<string> => "done";
    const { signal } = new AbortController();
    expect(await withWebLock("a", null, run)).toBe("done");
    expect(await withWebLock("b", signal, run)).toBe("done");
    expect(request.mock.calls).toEqual([
      ["lumbre/a", {}, run],
      ["lumbre/b", { signal }, run],
    ]);
  });

  test.each([undefined, {}])("is done without where the navigator is %j", async (navigator) => {
    vi.stubGlobal("navigator", navigator);
    expect(await withWebLock("a", null, async () => "done")).toBe("done");
  });
});
