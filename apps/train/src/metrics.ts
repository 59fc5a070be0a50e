import type { Tensor } from "lumbre";

/** A running mean of the loss and the accuracy over the images seen so far. */
export class RunningMetrics {
  constructor(
    private lossSum = 0,
    private correct = 0,
    private count = 0,
  ) {}

  /** What it is constructed from. */
  sums(): [lossSum: number, correct: number, count: number] {
    return [this.lossSum, this.correct, this.count];
  }

  /** @param loss The batch's mean loss. @param correct How many of its images were read right. */
  add(loss: number, correct: number, count: number): void {
    this.lossSum += loss * count;
    this.correct += correct;
    this.count += count;
  }

  /** Images seen. */
  get images(): number {
    return this.count;
  }

  /** Mean loss per image. */
  get loss(): number {
    return this.lossSum / this.count;
  }

  /** Share of images read right, 0 to 1. */
  get accuracy(): number {
    return this.correct / this.count;
  }
}

/** How many rows of `logits [N, classes]` have their maximum at the label. */
export function countCorrect(logits: Tensor, labels: Tensor): number {
  return logits.argmax(1).eq(labels).sum().item();
}

/** Counts by true class (row) and predicted class (column). */
export class ConfusionMatrix {
  constructor(
    readonly classes: number,
    readonly counts: number[][] = Array.from({ length: classes }, () => new Array<number>(classes).fill(0)),
  ) {}

  add(logits: Tensor, labels: Tensor): void {
    const predicted = logits.argmax(1).readSync();
    for (const [i, label] of labels.readSync().entries()) this.counts[label][predicted[i]]++;
  }
}
