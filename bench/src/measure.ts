import { alternate, type Side, type Timing } from "./alternate.js";
import { type Contestant, lumbreSide } from "./devices.js";
import type { PyTorchColumn } from "./pytorch.js";
import type { Workload } from "./workloads/workload.js";

/** What was found out about a workload. The keys are those of the columns. */
export interface Row {
  readonly workload: string;
  readonly timings: Readonly<Record<string, Timing>>;
  /** Each of Lumbre's devices over PyTorch with as many threads and its pages kept; lower is better. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** Which of a timing's numbers stands for it. */
export type Statistic = "median" | "min";

/** Times a workload on every device and in every PyTorch, in turn. */
export async function measure(
  workload: Workload,
  contestants: readonly Contestant[],
  pytorch: readonly PyTorchColumn[],
  rounds: number,
  statistic: Statistic,
): Promise<Row> {
  const sides: Side[] = [
    ...contestants.map(({ device }) => lumbreSide(workload, device)),
    ...pytorch.map(({ process }) => process.side(workload.name)),
  ];
  const keys = [...contestants, ...pytorch].map(({ key }) => key);
  const found = await alternate(sides, rounds);
  const timings = Object.fromEntries(found.map((timing, i) => [keys[i], timing]));
  const ratios = contestants.flatMap(({ key, threads }): [string, number][] => {
    const base = pytorch.find((column) => column.keepsPages && column.threads === threads);
    return base === undefined ? [] : [[key, timings[key][statistic] / timings[base.key][statistic]]];
  });
  return { workload: workload.name, timings, ratios: Object.fromEntries(ratios) };
}
