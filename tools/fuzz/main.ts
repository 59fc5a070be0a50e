// Reads mutated files of each format that the packages read: npm run fuzz:formats -- [FORMAT ...] [options]
//   --count <n>   so many files of each format, 100000 by default, which take a core some minutes
//   --seed <n>    chooses the mutations, 1 by default
// Each must give a value or the package's own error, within a second, and ask for no more memory than four times what the
// file can hold. What does not is written to a file.
import { rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { formats } from "./formats.js";
import { fileOf } from "./trial.js";
import type { Failure, Task } from "./trials.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: "string", default: "100000" }, seed: { type: "string", default: "1" } },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
const names = positionals.length > 0 ? positionals : Object.keys(formats);
const unknown = names.find((name) => !Object.hasOwn(formats, name));
if (unknown !== undefined) throw new Error(`There is no format ${unknown}, only ${Object.keys(formats).join(", ")}`);

const longestSilence = 20_000;
const mostFailures = 10;

/** Reads the files from an index on in a thread. Gives the index after the last one that was read or ended the thread. */
function readFrom(task: Task, onFailure: (failure: Failure) => void): Promise<number> {
  const worker = new Worker(new URL("./worker.mjs", import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  return new Promise((resolve) => {
    const end = (problem: string | null): void => {
      clearInterval(watch);
      // A thread that was ended leaves its module.
      rmSync(new URL(`./trials.${process.pid}.mjs`, import.meta.url), { force: true });
      const [index] = task.progress;
      if (problem !== null) onFailure({ index, problem });
      resolve(problem === null ? task.count : index + 1);
    };
    let [last, since] = [-1, performance.now()];
    const watch = setInterval(() => {
      if (task.progress[0] !== last) [last, since] = [task.progress[0], performance.now()];
      if (performance.now() - since < longestSilence) return;
      worker.removeAllListeners();
      void worker.terminate().then(() => end(`did not end within ${longestSilence / 1000} s`));
    }, 500);
    worker.on("message", onFailure);
    worker.once("error", (error) => {
      worker.removeAllListeners("exit");
      end(`ended the thread with ${error.name}: ${error.message}`);
    });
    worker.once("exit", (code) => end(code === 0 ? null : `ended the thread with ${code}`));
  });
}

/** Reads the files of one format. Gives how many were read wrongly. */
async function examine(name: string): Promise<number> {
  const format = await formats[name]();
  const start = performance.now();
  let failures = 0;
  const report = ({ index, problem }: Failure): void => {
    failures++;
    if (failures > mostFailures) return;
    const file = join(tmpdir(), `fuzz-${name}-${seed}-${index}.bin`);
    writeFileSync(file, fileOf(name, format, seed, index));
    console.log(`${name}, seed ${seed}, file ${index}, ${file}: ${problem}`);
  };
  let from = 0;
  const progress = new Int32Array(new SharedArrayBuffer(8));
  while (from < count && failures < mostFailures) {
    progress[0] = from;
    from = await readFrom({ name, seed, from, count, progress }, report);
  }
  const seconds = (performance.now() - start) / 1000;
  console.log(`${name}: ${from} files, ${progress[1]} of them read, ${failures} wrong, ${seconds.toFixed(1)} s`);
  return failures;
}

let wrong = 0;
for (const name of names) wrong += await examine(name);
if (wrong > 0) process.exitCode = 1;
