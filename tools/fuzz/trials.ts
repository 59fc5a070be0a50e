// Reads mutated files in a thread, and tells the main thread at which it is, which it may have to end.
import { parentPort, workerData } from "node:worker_threads";
import { formats } from "./formats.js";
import { fileOf, problemOf } from "./trial.js";

/** What the main thread asks for. */
export interface Task {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly count: number;
  /** The index of the file that is being read, and how many gave a value. */
  readonly progress: Int32Array;
}

/** A file that was read wrongly. */
export interface Failure {
  readonly index: number;
  readonly problem: string;
}

const { name, seed, from, count, progress } = workerData as Task;
const format = await formats[name]();
const counted = {
  ...format,
  read: async (bytes: Uint8Array) => {
    await format.read(bytes);
    progress[1]++;
  },
};
for (let index = from; index < count; index++) {
  progress[0] = index;
  const problem = await problemOf(counted, fileOf(name, format, seed, index));
  if (problem !== null) parentPort?.postMessage({ index, problem } satisfies Failure);
}
progress[0] = count;
