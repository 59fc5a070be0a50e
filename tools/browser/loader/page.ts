import { DataLoader } from "@lumbre/datasets";
import { manualSeed } from "@lumbre/tensor";
import { Flowers } from "./flowers.js";

/** What an epoch gave: labels and the sum of the images, batch by batch. */
export interface Epoch {
  readonly labels: readonly (readonly number[])[];
  readonly sums: readonly number[];
  /** The workers that were started until its end. */
  readonly started: number;
}

let started = 0;
const startWorker = (): Worker => {
  started++;
  return new Worker(new URL("./flowers.worker.ts", import.meta.url), { type: "module" });
};

/** Two epochs of shuffled batches, made by workers. */
export async function load(numWorkers: number, persistentWorkers: boolean): Promise<Epoch[]> {
  started = 0;
  manualSeed(5);
  const loader = new DataLoader(new Flowers(), 5, {
    shuffle: true,
    numWorkers,
    persistentWorkers,
    worker: startWorker,
  });
  const epochs: Epoch[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    const labels: number[][] = [];
    const sums: number[] = [];
    for await (const [images, targets] of loader) {
      labels.push(targets.tolist() as number[]);
      sums.push(images.sum().item() as number);
    }
    epochs.push({ labels, sums, started });
  }
  return epochs;
}

/** The error of a worker whose module is not there. */
export async function fail(): Promise<string> {
  const worker = (): Worker => new Worker("./nowhere.js", { type: "module" });
  const loader = new DataLoader(new Flowers(), { numWorkers: 1, worker });
  return loader[Symbol.asyncIterator]().next().then(String, String);
}

/** What the tests call. */
export interface LoaderWindow {
  readonly load: typeof load;
  readonly fail: typeof fail;
}

Object.assign(window, { load, fail } satisfies LoaderWindow);
