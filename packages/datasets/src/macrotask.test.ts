import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test.each([
  ["setImmediate", []],
  ["messages", ["setImmediate"]],
  ["timers", ["setImmediate", "MessageChannel"]],
])("a task of its own comes by %s, after what waits already, each once and in order", async (_, missing) => {
  const { setImmediate } = globalThis;
  for (const name of missing) vi.stubGlobal(name, undefined);
  vi.resetModules();
  const { nextMacrotask } = await import("./macrotask.js");
  vi.unstubAllGlobals();
  const seen: string[] = [];
  const tasks = ["a", "b"].map((name) => nextMacrotask().then(() => seen.push(name)));
  for (let i = 0; i < 10; i++) await null;
  expect(seen).toEqual([]);
  await Promise.all(tasks);
  expect(seen).toEqual(["a", "b"]);
  await new Promise((resolve) => setImmediate(resolve));
  await nextMacrotask();
});
