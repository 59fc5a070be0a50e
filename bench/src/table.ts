import type { Row, Statistic } from "./measure.js";
import type { Workload } from "./workloads/workload.js";

/** A column: the key of what it shows, and its head. */
export interface Column {
  readonly key: string;
  readonly label: string;
}

const ratioWidth = 8;
const titleWidth = 50;
const timeWidth = 10;

/** A time with three or four digits. */
export function formatMilliseconds(seconds: number): string {
  const ms = seconds * 1000;
  return ms.toFixed(ms < 10 ? 3 : ms < 100 ? 2 : ms < 1000 ? 1 : 0);
}

/** The table of a run: ratios, then the workload, then the times. */
export class Table {
  constructor(
    /** Lumbre's columns, which have a ratio and a time. */
    private readonly lumbre: readonly Column[],
    /** The other columns, which have a time. */
    private readonly others: readonly Column[],
    private readonly statistic: Statistic,
  ) {}

  /** Two lines: what the groups of columns are, and the name of each. */
  head(): string {
    const name = this.statistic === "median" ? "median" : "fastest";
    const ratios = this.lumbre.map(({ label }) => label.padStart(ratioWidth)).join("");
    const times = [...this.lumbre, ...this.others].map(({ label }) => label.padStart(timeWidth)).join("");
    const first = "ratio to PyTorch".padEnd(Math.max(ratios.length, 16) + 2 + titleWidth);
    return `${first}${`${name}, ms`.padStart(timeWidth)}\n${ratios.padEnd(16)}  ${"".padEnd(titleWidth)}${times}`;
  }

  /** A workload's line. */
  row(row: Row, workload: Workload): string {
    const ratios = this.lumbre.map(({ key }) => formatRatio(row.ratios[key]).padStart(ratioWidth)).join("");
    const times = [...this.lumbre, ...this.others].map(({ key }) =>
      formatMilliseconds(row.timings[key][this.statistic]).padStart(timeWidth),
    );
    return `${ratios.padEnd(16)}  ${workload.title.padEnd(titleWidth)}${times.join("")}${this.rate(row, workload)}`;
  }

  /** What the fastest column of one thread does in a second, beside PyTorch's. */
  private rate(row: Row, { work }: Workload): string {
    if (work === undefined) return "";
    const rates = [this.lumbre[0], this.others[0]].flatMap((column) =>
      column === undefined
        ? []
        : [(work.amount / row.timings[column.key][this.statistic]).toFixed(work.unit === "images" ? 0 : 1)],
    );
    return `   ${rates.join(" against ")} ${work.unit}/s`;
  }
}

function formatRatio(ratio: number | undefined): string {
  return ratio === undefined ? "-" : `${ratio.toFixed(2)}x`;
}
