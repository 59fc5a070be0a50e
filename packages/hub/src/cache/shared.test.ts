import { expect, test, vi } from "vitest";
import { shared } from "./shared.js";

/** A promise that is settled from outside. */
function outside<T>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}

test("who asks while it is done gets the same, and later it is done again", async () => {
  const { promise, resolve } = outside<number>();
  const run = vi.fn(() => promise);
  const both = [shared("a", null, run), shared("a", new AbortController().signal, run)];
  expect(await shared("b", null, async () => 7)).toBe(7);
  resolve(5);
  expect(await Promise.all(both)).toEqual([5, 5]);
  expect(run).toHaveBeenCalledTimes(1);
  expect(await shared("a", null, async () => 6)).toBe(6);
});

test("all get the error, and it is not remembered", async () => {
  const { promise, reject } = outside<number>();
  const run = vi.fn(() => promise);
  const all = [shared("a", null, run), shared("a", null, run), shared("a", new AbortController().signal, run)];
  reject(new Error("no"));
  for (const one of all) await expect(one).rejects.toThrow("no");
  expect(run).toHaveBeenCalledTimes(1);
  expect(await shared("a", null, async () => 6)).toBe(6);
});

test("who joins with a signal that is aborted gives up, then or later, and the work goes on", async () => {
  const { promise, resolve } = outside<number>();
  const first = shared("a", null, () => promise);
  const reason = new Error("enough");
  await expect(shared("a", AbortSignal.abort(reason), () => promise)).rejects.toBe(reason);
  const controller = new AbortController();
  const second = shared("a", controller.signal, () => promise);
  controller.abort(reason);
  await expect(second).rejects.toBe(reason);
  resolve(5);
  expect(await first).toBe(5);
});

test("when who began gives up, who joined does it, and when the work fails by itself, nobody does", async () => {
  const { promise, reject } = outside<number>();
  const controller = new AbortController();
  const first = shared("a", controller.signal, () => promise);
  const again = vi.fn(async () => 8);
  const second = shared("a", new AbortController().signal, again);
  controller.abort();
  reject(new Error("aborted"));
  await expect(first).rejects.toThrow("aborted");
  expect(await second).toBe(8);
  expect(again).toHaveBeenCalledTimes(1);
});

test("when who began and who joined give up together, nobody begins anew", async () => {
  const { promise, reject } = outside<number>();
  const controller = new AbortController();
  const reason = new Error("enough");
  controller.signal.addEventListener("abort", () => reject(reason));
  const again = vi.fn(async () => 8);
  const both = [() => promise, again].map((run) => shared("a", controller.signal, run));
  controller.abort(reason);
  for (const one of both) await expect(one).rejects.toBe(reason);
  expect(again).not.toHaveBeenCalled();
});
