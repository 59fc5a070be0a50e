import type { Advance, Evaluation, RunSettings } from "../protocol.js";

/** One point of the training loss, or of a test. */
export interface Point {
  /** Epochs since the start, with fractions. */
  readonly x: number;
  readonly seconds: number;
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface TestPoint extends Point {
  readonly isFull: boolean;
}

/** Accuracies that the clock waits for. */
export const milestones = [0.97, 0.98, 0.99] as const;

/** Share of the old value in the smoothed training loss, for a batch. */
const smoothing = 0.95;

/** What happened in a run so far. Panels redraw when {@link version} changes, which the state's signal holds. */
export class History {
  train: Point[] = [];
  tests: TestPoint[] = [];
  /** Every step's loss, from the first on: what a replay has to give again. */
  losses: number[] = [];
  private loss = Number.NaN;
  private accuracy = Number.NaN;

  constructor(
    readonly settings: RunSettings,
    readonly stepsPerEpoch: number,
  ) {}

  addSteps({ step, seconds, losses, accuracies }: Advance): void {
    for (const [i, loss] of losses.entries()) {
      this.loss = blend(this.loss, loss);
      this.accuracy = blend(this.accuracy, accuracies[i]);
      this.losses.push(loss);
    }
    this.train.push({ x: step / this.stepsPerEpoch, seconds, step, loss: this.loss, accuracy: this.accuracy });
  }

  addTest({ step, seconds, loss, accuracy, isFull }: Evaluation): void {
    this.tests.push({ x: step / this.stepsPerEpoch, seconds, step, loss, accuracy, isFull });
  }

  /** Forgets what came after a step. */
  cutAfter(step: number): void {
    this.train = this.train.filter((point) => point.step <= step);
    this.tests = this.tests.filter((point) => point.step <= step);
    this.losses = this.losses.slice(0, step);
    this.loss = this.train.at(-1)?.loss ?? Number.NaN;
    this.accuracy = this.train.at(-1)?.accuracy ?? Number.NaN;
  }

  /** The first test that reached an accuracy: on all test images if there is one, else on the sample. */
  reached(accuracy: number): TestPoint | null {
    const passed = this.tests.filter((point) => point.accuracy >= accuracy);
    return passed.find(({ isFull }) => isFull) ?? passed[0] ?? null;
  }
}

const blend = (old: number, value: number): number =>
  Number.isFinite(old) ? smoothing * old + (1 - smoothing) * value : value;
