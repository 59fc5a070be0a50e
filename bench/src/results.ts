import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import type { Row } from "./measure.js";
import type { Peak } from "./memoryPeak.js";
import type { Overhead } from "./overhead.js";
import type { StartUp } from "./startup.js";

/** What a run leaves behind. */
export interface Results {
  readonly rows: readonly Row[];
  readonly overhead: Overhead | null;
  readonly memory: readonly Peak[] | null;
  readonly startUp: StartUp | null;
}

/** Writes results/<name>.json with the date and the machine; the path. */
export function saveResults(name: string, results: object): string {
  const folder = fileURLToPath(new URL("../results/", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const path = `${folder}${name}.json`;
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  writeFileSync(path, `${JSON.stringify({ date: new Date().toISOString(), machine, ...results }, null, 2)}\n`);
  return path;
}

/** The rows of an earlier run. */
export function loadRows(path: string): readonly Row[] {
  return (JSON.parse(readFileSync(path, "utf8")) as Results).rows;
}

/** How the ratios changed since an earlier run, a line for each that both runs have. */
export function compareRows(before: readonly Row[], after: readonly Row[]): string[] {
  return after.flatMap(({ workload, ratios }) => {
    const old = before.find((row) => row.workload === workload)?.ratios ?? {};
    return Object.entries(ratios)
      .filter(([key]) => key in old)
      .map(([key, ratio]) => {
        const change = `${ratio >= old[key] ? "+" : ""}${(100 * (ratio / old[key] - 1)).toFixed(0)}%`;
        return `${change.padStart(7)}  ${workload}, ${key}: ${old[key].toFixed(2)}x, now ${ratio.toFixed(2)}x`;
      });
  });
}
