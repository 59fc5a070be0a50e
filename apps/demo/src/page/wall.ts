import { effect } from "@preact/signals";
import { Refresher } from "./refresher.js";
import { isRunning, isUnseen, loading, phase, run, step, wall, wallProbabilities } from "./state.js";
import { worker } from "./worker.js";

/** Digits on the wall. */
export const wallSize = 60;

/** Shows the first test digits as soon as they are there. */
export function showWall(count: number): Promise<void> {
  return new Promise((resolve) => {
    const end = effect(() => {
      if ((loading.value?.test ?? 0) < count) return;
      const indices = Array.from({ length: count }, (_, i) => i);
      void worker.ask("digits", { split: "test", indices }).then((digits) => {
        wall.value = digits;
        resolve();
      });
      queueMicrotask(() => end());
    });
  });
}

/** What was read since the last report of the steps. */
let next: Float32Array | null = null;

/** Asks the network once more what it reads. */
export async function refreshWall(): Promise<void> {
  const { value: digits } = wall;
  if (digits === null || run.peek() === null) return;
  const read = await worker.ask("predict", { pixels: digits.pixels });
  if (isRunning.peek()) next = read;
  else wallProbabilities.value = read;
}

/**
 * Keeps the wall up to date. While the network learns it asks with each report of the steps, and shows the answer with
 * the report after it: the page is painted once for both.
 */
export function watchWall(): void {
  const refresher = new Refresher(refreshWall);
  effect(() => {
    void step.value;
    void phase.value;
    if (isRunning.peek() && next !== null) wallProbabilities.value = next;
    next = null;
    if (!isUnseen()) refresher.refresh();
  });
}
