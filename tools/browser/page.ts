// What the pages of the browser tests load.
import { createReport, type Report } from "./report.js";

/** What the tests call. */
export interface TestWindow {
  runInPage(): Promise<Report>;
  runInWorker(): Promise<Report>;
}

function runInWorker(): Promise<Report> {
  const worker = new Worker("./worker.js", { type: "module" });
  return new Promise<Report>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Report>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  }).finally(() => worker.terminate());
}

Object.assign(window, { runInPage: createReport, runInWorker } satisfies TestWindow);
