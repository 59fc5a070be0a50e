import { createContestants } from "./devices.js";
import { measure, type Row, type Statistic } from "./measure.js";
import { measurePeaks, printPeaks } from "./memoryPeak.js";
import { type BenchOptions, parseOptions } from "./options.js";
import { measureOverhead, printOverhead } from "./overhead.js";
import { describePyTorch, findPython, type PyTorchColumn, startPyTorch } from "./pytorch.js";
import { compareRows, loadRows, saveResults } from "./results.js";
import { measureStartUp, printStartUp } from "./startup.js";
import { Table } from "./table.js";
import { isWanted, workloads } from "./workloads/index.js";

async function measureAll(options: BenchOptions, pytorch: readonly PyTorchColumn[]): Promise<Row[]> {
  const wanted = workloads.filter(
    ({ name, isOnRequest }) => isWanted(name, options.only) && !(isOnRequest === true && options.only === undefined),
  );
  if (wanted.length === 0) return [];
  const statistic: Statistic = options.fastest === true ? "min" : "median";
  const contestants = createContestants(options.threads, options.reference);
  const table = new Table(contestants, pytorch, statistic);
  if (pytorch.length > 0) console.log(`${await describePyTorch(pytorch[0])}\n`);
  console.log(table.head());
  const rows: Row[] = [];
  for (const workload of wanted) {
    const row = await measure(workload, contestants, pytorch, options.rounds, statistic);
    console.log(table.row(row, workload));
    rows.push(row);
  }
  console.log("\nEach ratio is to PyTorch with as many threads, its malloc keeping freed pages. *: returning them.");
  return rows;
}

async function main(options: BenchOptions): Promise<void> {
  // Read first, because the run may write the same file.
  const before = options.compare === undefined ? null : loadRows(options.compare);
  const python = findPython();
  if (python === null) console.log("PyTorch is not installed (Debian: python3-torch): times without ratios\n");
  const pytorch = python === null ? [] : startPyTorch(python, options.threads);
  const rows = await measureAll(options, pytorch).finally(() => {
    for (const { process } of pytorch) process.close();
  });
  const has = (name: string): boolean => isWanted(name, options.only);
  const memory = has("memory") ? measurePeaks(python) : null;
  if (memory !== null) printPeaks(memory);
  const startUp = has("startup") ? measureStartUp(python) : null;
  if (startUp !== null) printStartUp(startUp);
  const overhead = has("overhead") ? measureOverhead() : null;
  if (overhead !== null) printOverhead(overhead);
  const path = saveResults(options.save, { rows, memory, startUp, overhead });
  console.log(`\nwritten to ${path}`);
  if (before === null) return;
  const changes = compareRows(before, rows);
  console.log(
    `\nsince ${options.compare}\n${changes.length === 0 ? "no ratio that both runs have" : changes.join("\n")}`,
  );
}

await main(parseOptions(process.argv.slice(2)));
