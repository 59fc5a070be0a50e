// What the pages of the browser tests load.
import { doJob, type Order, type Where } from "./jobs.js";

/** What the tests call. */
export interface TestWindow {
  run(where: Where, order: Order): Promise<unknown>;
}

function runInWorker(order: Order): Promise<unknown> {
  const worker = new Worker("./worker.js", { type: "module" });
  worker.postMessage(order);
  return new Promise<unknown>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<unknown>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  }).finally(() => worker.terminate());
}

Object.assign(window, {
  run: (where, order) => (where === "page" ? doJob(order) : runInWorker(order)),
} satisfies TestWindow);
