import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { cpu, createWasm, type Device } from "lumbre";
import { alternate, type Side, type Timing } from "./alternate.js";
import { measureOverhead, type Overhead } from "./overhead.js";
import { findPython, PyTorch } from "./pytorch.js";
import { type Workload, workloads } from "./workloads.js";

const wasm = createWasm();

interface Row {
  readonly workload: string;
  readonly timings: readonly Timing[];
  /** Medians of Lumbre's devices over PyTorch's with its pages kept, SIMD first; lower is better. */
  readonly ratios: readonly number[];
}

function lumbreSide(workload: Workload, device: Device, name: string): Side {
  let run: (() => void) | null = null;
  return {
    name: `Lumbre (${name})`,
    run: async (repeats) => {
      run ??= workload.prepare(device);
      const seconds: number[] = [];
      for (let i = 0; i < repeats; i++) {
        const start = performance.now();
        run();
        seconds.push((performance.now() - start) / 1000);
      }
      return seconds;
    },
  };
}

async function measure(workload: Workload, pytorch: readonly PyTorch[], rounds: number): Promise<Row> {
  const sides = [
    lumbreSide(workload, wasm, "SIMD, 1 thread"),
    lumbreSide(workload, cpu, "CPU reference"),
    ...pytorch.map((process) => process.side(workload.name)),
  ];
  const timings = await alternate(sides, rounds, workload.repeats);
  const ratios = pytorch.length === 0 ? [] : timings.slice(0, 2).map(({ median }) => median / timings[2].median);
  return { workload: workload.name, timings, ratios };
}

function print({ ratios, timings }: Row, { title, flops }: Workload): void {
  const shown = ratios.map((ratio) => `${ratio.toFixed(2)}x`.padStart(7)).join(" ");
  console.log(`${shown === "" ? "      -" : shown}  ${title}`);
  for (const { name, median, min, max, runs } of timings) {
    const rate = flops === undefined ? "" : `, ${(flops / median / 1e9).toFixed(2)} GFLOP/s`;
    const ms = (seconds: number): string => (seconds * 1000).toFixed(seconds < 0.01 ? 3 : 1);
    console.log(`         ${name}: median ${ms(median)} ms (${ms(min)} to ${ms(max)}, ${runs} runs)${rate}`);
  }
}

function printOverhead({ recordingMicroseconds, backwardPerOp }: Overhead): void {
  console.log(`\nrecording an elementwise op on 64 x 64 costs ${recordingMicroseconds.toFixed(2)} µs over its kernel`);
  const costs = backwardPerOp.map(
    ({ length, microseconds }) => `${microseconds.toFixed(2)} µs at ${length.toLocaleString("en")}`,
  );
  console.log(`backward of a chain, per op: ${costs.join(", ")}`);
}

const program = new Command("npm run bench --")
  .description(
    "Times Lumbre against PyTorch, where Python has it, in turn and in one run. Ratios first: lower is better.",
  )
  .option("--only <names>", `comma-separated: ${workloads.map(({ name }) => name).join(", ")}, overhead`)
  .option("--rounds <n>", "rounds that count", Number, 5)
  .option("--threads <n>", "PyTorch's threads", Number, 1)
  .parse();
const options = program.opts<{ only?: string; rounds: number; threads: number }>();
const wanted = options.only?.split(",");
const unknown =
  wanted?.filter((name) => name !== "overhead" && !workloads.some((workload) => workload.name === name)) ?? [];
if (unknown.length > 0) program.error(`no such workload: ${unknown.join(", ")}`);
const isWanted = (name: string): boolean => wanted === undefined || wanted.includes(name);

const python = findPython();
if (python === null) console.log("PyTorch is not installed (Debian: python3-torch): times without ratios\n");
const pytorch =
  python === null ? [] : [new PyTorch(python, options.threads, true), new PyTorch(python, options.threads, false)];
const rows: Row[] = [];
try {
  for (const workload of workloads.filter(({ name }) => isWanted(name))) {
    const row = await measure(workload, pytorch, options.rounds);
    print(row, workload);
    rows.push(row);
  }
} finally {
  for (const process of pytorch) process.close();
}
const overhead = isWanted("overhead") ? measureOverhead() : null;
if (overhead !== null) printOverhead(overhead);
const folder = fileURLToPath(new URL("../results/", import.meta.url));
mkdirSync(folder, { recursive: true });
const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
writeFileSync(
  `${folder}latest.json`,
  `${JSON.stringify({ date: new Date().toISOString(), machine, rows, overhead }, null, 2)}\n`,
);
