import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RunningMetrics } from "./metrics.js";
import { createBar, createProgress, formatSeconds } from "./progress.js";

let now = 0;
beforeEach(() => {
  now = 1_000_000;
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** Metrics of as many images, of which two of five are right. */
function after(images: number): RunningMetrics {
  const metrics = new RunningMetrics();
  metrics.add(0.5, 0.4 * images, images);
  return metrics;
}

function linesOf(images: number, done: number, steps: readonly (readonly [seconds: number, images: number])[]) {
  const lines: string[] = [];
  const output = { isTTY: false, write: (text: string) => lines.push(text) };
  const progress = createProgress("epoch 1/2", images, output as never, done);
  for (const [seconds, images] of steps) {
    now = 1_000_000 + 1000 * seconds;
    progress.update(after(images));
  }
  progress.stop();
  return lines;
}

describe("lines", () => {
  const rest = "loss 0.5000, acc 40.00%\n";

  test("say how fast it goes and how long it will take", () => {
    expect(
      linesOf(1000, 0, [
        [1, 50],
        [10, 100],
        [20, 190],
        [50, 1000],
      ]),
    ).toEqual([
      `epoch 1/2 10% 100/1000 10 img/s, 90s left, ${rest}`,
      `epoch 1/2 100% 1000/1000 20 img/s, 0s left, ${rest}`,
    ]);
  });

  test("count the speed from where a run goes on", () => {
    expect(
      linesOf(1000, 500, [
        [10, 599],
        [10, 600],
        [20, 900],
      ]),
    ).toEqual([
      `epoch 1/2 60% 600/1000 10 img/s, 40s left, ${rest}`,
      `epoch 1/2 90% 900/1000 20 img/s, 5s left, ${rest}`,
    ]);
  });

  test("are printed in no time, too", () => {
    expect(linesOf(10, 0, [[0, 10]])).toEqual([`epoch 1/2 100% 10/10 10000 img/s, 0s left, ${rest}`]);
  });
});

describe("a bar on a terminal", () => {
  function barOf(columns: number): string {
    let text = "";
    const output = { isTTY: true, columns, write: (part: string) => (text += part) };
    const stream = new Proxy(output, { get: (target, key) => Reflect.get(target, key) ?? (() => true) });
    const progress = createProgress("test", 100, stream as never, 0);
    now += 10_000;
    progress.update(after(50));
    progress.stop();
    return text;
  }

  const rest = "5 img/s, 10s left, loss 0.5000, acc 40.00%";

  test.each([
    [102, 24, " 50/100"],
    [101, 24, ""],
    [90, 24, ""],
    [76, 10, ""],
    [40, 3, ""],
  ])("of %i columns is %i wide", (columns, width, count) => {
    const full = "█".repeat(Math.round(width / 2));
    expect(barOf(columns)).toContain(`test ${full}${"░".repeat(width - full.length)} 50%${count} ${rest}`);
  });

  test("is drawn for the tests as well, and nothing where there is no terminal", () => {
    let text = "";
    const output = { isTTY: false, write: (part: string) => (text += part) };
    const progress = createBar("test", 100, output as never);
    progress.update(after(100));
    progress.stop();
    expect(text).toBe("");
    const stream = new Proxy(
      { ...output, isTTY: true, columns: 120 },
      { get: (target, key) => Reflect.get(target, key) ?? (() => true) },
    );
    const bar = createBar("test", 100, stream as never);
    now += 1000;
    bar.update(after(2));
    bar.stop();
    expect(text).toContain("test ░░░");
    expect(text).toContain("2/100 2 img/s, 49s left");
  });
});

test("seconds become minutes from 100 on", () => {
  expect([0, 59, 99.4, 99.5, 125, 6000].map(formatSeconds)).toEqual(["0s", "59s", "99s", "1m40s", "2m05s", "100m00s"]);
});
