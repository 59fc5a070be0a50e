// The images that networks are trained on: MNIST, or Fashion-MNIST, which the visitor downloads or has.
import { batch, computed } from "@preact/signals";
import { words } from "../i18n/words.js";
import type { DatasetName, FashionProblem } from "../protocol.js";
import { pause } from "./actions.js";
import * as hand from "./hand.js";
import * as state from "./state.js";
import { showWall, wallSize } from "./wall.js";
import { worker } from "./worker.js";

/** The data set whose images are shown. */
export const dataset = computed((): DatasetName => state.loading.value?.dataset ?? "mnist");

/** What the page calls a class: a digit, or a piece of clothing. */
export function nameOf(label: number): string {
  return dataset.value === "mnist" ? String(label) : words.value.fashion.classes[label];
}

/** What networks are trained on from now on. The run that there was ends. */
export async function chooseDataset(name: DatasetName): Promise<void> {
  state.fashion.value = null;
  state.settings.value = { ...state.settings.peek(), changes: [] };
  await worker.ask("cancelFashion");
  if (name === dataset.peek()) return use(name);
  // Those of the other set count no more.
  if (name === "mnist") state.loading.value = null;
  if (await worker.ask("load", { dataset: name })) await use(name);
  else state.fashion.value = { phase: "offered" };
}

/** Downloads Fashion-MNIST, or reads it from the visitor's files. */
export async function fetchFashion(files: readonly File[] | null = null): Promise<void> {
  state.fashion.value = { phase: "loading", bytes: 0, totalBytes: 0 };
  const problem = await worker
    .ask("fetchFashion", { files })
    .catch((error: Error): FashionProblem => ({ problem: "network", file: "", detail: error.message }));
  if (problem === null) {
    state.fashion.value = null;
    await use("fashion");
  } else {
    state.fashion.value = problem.problem === "cancelled" ? { phase: "offered" } : { phase: "failed", problem };
  }
}

export const cancelFashion = (): Promise<void> => worker.ask("cancelFashion");

/** Back to the images that are there. */
export function keepDataset(): void {
  state.fashion.value = null;
  state.settings.value = { ...state.settings.peek(), dataset: dataset.peek() };
}

async function use(name: DatasetName): Promise<void> {
  if (state.isRunning.peek()) await pause();
  batch(() => {
    state.settings.value = { ...state.settings.peek(), dataset: name };
    if (state.run.peek()?.settings.dataset === name) return;
    state.forgetRun();
    hand.shown.value = hand.choices.value = null;
  });
  await showWall(wallSize);
}
