// What the worker tells, written into the state.
import { batch } from "@preact/signals";
import type { Loading } from "../protocol.js";
import * as state from "./state.js";
import { worker } from "./worker.js";

/** How far the images are, while a run goes on: shown with its next report, for each frame takes time from the training. */
let loadedMeanwhile: Loading | null = null;

function showLoading(loading: Loading): void {
  loadedMeanwhile = null;
  state.loading.value = loading;
}

export function listen(): void {
  worker.on("loading", (loading) => {
    const isOnTheWay = loading.bytes < loading.totalBytes && loading.failed.length === 0;
    if (state.isRunning.peek() && isOnTheWay) loadedMeanwhile = loading;
    else showLoading(loading);
  });
  worker.on("downloading", (progress) => {
    if (state.fashion.peek()?.phase === "loading") state.fashion.value = { phase: "loading", ...progress };
  });
  worker.on("advance", (advance) =>
    batch(() => {
      if (loadedMeanwhile !== null) showLoading(loadedMeanwhile);
      state.history.peek()?.addSteps(advance);
      state.historyVersion.value++;
      state.step.value = advance.step;
      state.seconds.value = advance.seconds;
      state.currentLr.value = advance.lr;
      state.imagesPerSecond.value = advance.imagesPerSecond;
      if (advance.layers.length > 0) state.layerNumbers.value = advance.layers;
    }),
  );
  worker.on("evaluated", (evaluation) =>
    batch(() => {
      state.history.peek()?.addTest(evaluation);
      state.historyVersion.value++;
      state.lastTest.value = evaluation;
      if (evaluation.isFull) state.fullTest.value = evaluation;
    }),
  );
  worker.on("checkpoint", (checkpoint) => {
    state.checkpoint.value = checkpoint;
  });
  worker.on("stopped", (stopped) =>
    batch(() => {
      state.stopped.value = stopped;
      state.seconds.value = stopped.seconds;
      // The run may have been replaced meanwhile.
      if (state.phase.peek() === "running") state.phase.value = stopped.reason;
    }),
  );
  worker.on("failed", ({ name, message }) =>
    batch(() => {
      state.failure.value = `${name}: ${message}`;
      state.phase.value = "failed";
    }),
  );
}
