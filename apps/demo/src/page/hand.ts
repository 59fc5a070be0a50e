// The digit that the visitor drew or chose, and what the network makes of it.
import { computed, effect, signal } from "@preact/signals";
import { type Digits, pixelsPerImage } from "../protocol.js";
import type { History } from "./history.js";
import { Refresher } from "./refresher.js";
import { history, isUnseen, loading, phase, run, step } from "./state.js";
import { worker } from "./worker.js";

/** A digit as the network gets it: 28 x 28 bytes. */
export interface Shown {
  readonly pixels: Uint8Array;
  /** What a test digit is; null for one that was drawn. */
  readonly label: number | null;
}

export const shown = signal<Shown | null>(null);
/** Ten probabilities of the digit that is shown. */
export const handReading = signal<Float32Array | null>(null);
/** Test digits to choose from. */
export const choices = signal<Digits | null>(null);

/** The history of the run whose network had a lesson: another run has another. */
export const taughtHistory = signal<History | null>(null);

/** True while the network is one that was taught drawn digits, which no link holds. */
export const isTaught = computed(() => taughtHistory.value !== null && taughtHistory.value === history.value);

/** Test images among which there are several of each digit. */
const choiceCount = 300;
export const reader = new Refresher(async () => {
  const { value } = shown;
  if (value === null || run.peek() === null) {
    handReading.value = null;
    return;
  }
  const reading = await worker.ask("predict", { pixels: value.pixels });
  if (shown.peek() !== null) handReading.value = reading;
});

/** Keeps the reading up to date, until the function that it returns is called. */
export function watchHand(): () => void {
  return effect(() => {
    void shown.value;
    void run.value;
    void phase.value;
    void step.value;
    if (!isUnseen()) reader.refresh();
  });
}

/** Loads the digits to choose from, as soon as they are there. */
export function loadChoices(): () => void {
  return effect(() => {
    if ((loading.value?.test ?? 0) < choiceCount || choices.value !== null) return;
    const indices = Array.from({ length: choiceCount }, (_, i) => i);
    void worker.ask("digits", { split: "test", indices }).then((digits) => {
      choices.value = digits;
    });
  });
}

/** The test digit of that label which comes after the last one that was chosen. */
export function choose(label: number): void {
  const { value: digits } = choices;
  if (digits === null) return;
  const indices = [...digits.labels.keys()].filter((i) => digits.labels[i] === label);
  const next = indices.find((i) => i > (lastChosen.get(label) ?? -1)) ?? indices[0];
  lastChosen.set(label, next);
  shown.value = { pixels: digits.pixels.slice(next * pixelsPerImage, (next + 1) * pixelsPerImage), label };
}

const lastChosen = new Map<number, number>();
