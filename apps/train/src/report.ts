import type { ConfusionMatrix } from "./metrics.js";

/** One line of the epoch table. */
export interface EpochResult {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly valLoss: number;
  readonly valAccuracy: number;
  readonly seconds: number;
}

const columns = ["epoch", "loss", "acc", "val_loss", "val_acc", "seconds"];
const widths = [5, 8, 8, 8, 8, 8];

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(widths[i])).join("  ");
}

/** The head of the epoch table. */
export function epochHeader(): string {
  return row(columns);
}

/** An epoch as a line of the table. */
export function epochRow(result: EpochResult): string {
  const percent = (share: number): string => `${(100 * share).toFixed(2)}%`;
  return row([
    String(result.epoch),
    result.loss.toFixed(4),
    percent(result.accuracy),
    result.valLoss.toFixed(4),
    percent(result.valAccuracy),
    result.seconds.toFixed(1),
  ]);
}

/** The confusion matrix with the share of each true class that was read right. */
export function confusionTable({ counts, classes }: ConfusionMatrix): string {
  const labels = Array.from({ length: classes }, (_, i) => String(i));
  const width = Math.max(4, ...counts.flat().map((count) => String(count).length)) + 1;
  const head = `${"true\\pred".padStart(9)} ${labels.map((label) => label.padStart(width)).join("")}   right`;
  const lines = counts.map((line, i) => {
    const total = line.reduce((sum, count) => sum + count, 0);
    const share = total === 0 ? "-" : `${((100 * line[i]) / total).toFixed(1)}%`;
    // A dot keeps the eye on the mistakes.
    const cells = line.map((count) => (count === 0 ? "." : String(count)).padStart(width)).join("");
    return `${labels[i].padStart(9)} ${cells}  ${share.padStart(6)}`;
  });
  return [head, ...lines].join("\n");
}
