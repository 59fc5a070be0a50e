import { ArgumentError, ValueError } from "@lumbre/tensor";
import type { Batching } from "../stream.js";
import type { LoaderWorker } from "./port.js";
import type { TeamSettings } from "./team.js";

/** What a DataLoader is told of its workers. */
export interface WorkerOptions {
  readonly numWorkers: number;
  readonly worker: ((id: number) => LoaderWorker) | null;
  readonly persistentWorkers: boolean;
  readonly prefetchFactor: number | null;
  readonly timeout: number;
  readonly collateFn: unknown;
}

const howTo =
  'worker: () => new Worker(new URL("./data.worker.js", import.meta.url), { type: "module" }), whose module calls ' +
  "serveDataset(dataset)";

/**
 * How the workers of a loader work; null where it has none.
 *
 * @param length The length of the dataset; null for an iterable dataset, whose items have no indices.
 * @param batching How the workers make batches of an iterable dataset.
 * @throws {ArgumentError} for workers of which nobody says what they are.
 * @throws {ValueError} for what cannot be had with workers, or without.
 */
export function teamSettings(options: WorkerOptions, length: number | null, batching: Batching): TeamSettings | null {
  const { numWorkers, worker, persistentWorkers, prefetchFactor, timeout, collateFn } = options;
  if (numWorkers === 0) {
    if (persistentWorkers) throw new ValueError("DataLoader: persistentWorkers option needs numWorkers > 0");
    return null;
  }
  if (worker === null) {
    throw new ArgumentError(
      `DataLoader: with numWorkers ${numWorkers} each worker makes its own copy of the dataset, as a live one cannot be sent ` +
        `to another thread; write ${howTo}`,
    );
  }
  if (collateFn !== null) {
    throw new ValueError(
      "DataLoader: with numWorkers > 0 batches are made in the workers; give collateFn to serveDataset(dataset, { collateFn })",
    );
  }
  if (prefetchFactor === 0) throw new ValueError("DataLoader: prefetchFactor must be > 0 with numWorkers > 0, got 0");
  return { numWorkers, worker, length, batching, timeout };
}
