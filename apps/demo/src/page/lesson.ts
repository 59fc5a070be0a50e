// "Teach it your hand": ten drawn digits, and what the network learnt of them.
import { signal } from "@preact/signals";
import { classes, type Digits, type Lesson, pixelsPerImage } from "../protocol.js";
import { pause } from "./actions.js";
import { reader, shown, taughtHistory } from "./hand.js";
import { history, isRunning } from "./state.js";
import { refreshWall } from "./wall.js";
import { worker } from "./worker.js";

export interface LessonState {
  readonly phase: "drawing" | "teaching" | "done";
  /** The drawn digits by their label; null where one is missing. */
  readonly digits: readonly (Uint8Array | null)[];
  /** The label that is drawn next. */
  readonly next: number;
  readonly result: Lesson | null;
}

/** Null while no lesson is given. */
export const lesson = signal<LessonState | null>(null);
export const lessonError = signal<string | null>(null);

export function startLesson(): void {
  lessonError.value = null;
  shown.value = null;
  lesson.value = { phase: "drawing", digits: new Array<null>(classes).fill(null), next: 0, result: null };
}

export function endLesson(): void {
  lesson.value = null;
}

/** Draws that digit next. */
export function selectDigit(label: number): void {
  const { value } = lesson;
  if (value !== null) lesson.value = { ...value, phase: "drawing", next: label, result: null };
}

/** Takes what is on the pad as the digit that was asked for. */
export function takeDigit(): void {
  const { value } = lesson;
  const drawn = shown.peek();
  if (value === null || drawn === null) return;
  const digits = value.digits.map((pixels, label) => (label === value.next ? drawn.pixels : pixels));
  const missing = digits.indexOf(null);
  lesson.value = { ...value, digits, next: missing === -1 ? value.next : missing };
  shown.value = null;
}

/** The ten digits, once all are drawn. */
export function drawnDigits({ digits }: LessonState): Digits | null {
  const pixels = new Uint8Array(classes * pixelsPerImage);
  for (const [label, digit] of digits.entries()) {
    if (digit === null) return null;
    pixels.set(digit, label * pixelsPerImage);
  }
  return { pixels, labels: Uint8Array.from(digits.keys()) };
}

export async function teach(): Promise<void> {
  const { value } = lesson;
  const digits = value === null ? null : drawnDigits(value);
  if (value === null || digits === null) return;
  lesson.value = { ...value, phase: "teaching" };
  try {
    if (isRunning.peek()) await pause();
    const result = await worker.ask("teach", digits);
    lesson.value = { ...value, phase: "done", result };
    taughtHistory.value = history.peek();
    await showChange();
  } catch (error) {
    lessonError.value = error instanceof Error ? error.message : String(error);
    lesson.value = value;
  }
}

/** The network as it was before the lesson. */
export async function forget(): Promise<void> {
  await worker.ask("forget");
  taughtHistory.value = null;
  const { value } = lesson;
  if (value !== null) lesson.value = { ...value, phase: "drawing", result: null };
  await showChange();
}

async function showChange(): Promise<void> {
  reader.refresh();
  await refreshWall();
}
