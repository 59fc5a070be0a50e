import { effect } from "@preact/signals";
import { isRunning, loading, run, wall, wallProbabilities } from "./state.js";
import { worker } from "./worker.js";

/** Digits on the wall. */
export const wallSize = 60;

/** Milliseconds between two predictions of the wall while training goes on. */
const refreshInterval = 200;

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

/** Asks the network once more what it reads. */
export async function refreshWall(): Promise<void> {
  const { value: digits } = wall;
  if (digits === null || run.peek() === null) return;
  wallProbabilities.value = await worker.ask("predict", { pixels: digits.pixels });
}

/** Keeps the wall up to date while the network learns. */
export function watchWall(): void {
  let isAsking = false;
  setInterval(() => {
    if (!isRunning.peek() || isAsking || document.hidden) return;
    isAsking = true;
    refreshWall()
      .catch(() => {})
      .finally(() => {
        isAsking = false;
      });
  }, refreshInterval);
  effect(() => {
    if (!isRunning.value) void refreshWall().catch(() => {});
  });
}
