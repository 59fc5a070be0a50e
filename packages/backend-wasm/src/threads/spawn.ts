import { nodeModule } from "../engine/nodeModule.js";
import { workerScript } from "../generated/worker.js";
import type { WorkerStart } from "./control.js";

/** A worker, of Node or of the web. */
export interface WorkerHandle {
  /** Ends it wherever it is; where that can be known, the promise resolves when it has ended. */
  end(): Promise<unknown>;
}

/** What of `node:worker_threads` is used. */
interface NodeThreads {
  readonly Worker: new (
    script: string,
    options: object,
  ) => {
    on(event: string, listener: (argument: unknown) => void): void;
    unref(): void;
    terminate(): Promise<unknown>;
  };
}

/** Why there can be no workers that share memory with this thread; null where there can. */
export function missingForThreads(): string | null {
  const { crossOriginIsolated, SharedArrayBuffer: shared } = globalThis as Partial<typeof globalThis>;
  if (crossOriginIsolated === false) {
    return (
      "a page shares memory with workers only when it is cross-origin isolated: serve it with the headers " +
      "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp"
    );
  }
  if (typeof shared !== "function") return "this engine has no SharedArrayBuffer";
  if (nodeModule("node:worker_threads") !== null || typeof Worker === "function") return null;
  return "process" in globalThis ? "workers need Node 20.16 or later" : "this engine has no workers";
}

/** How many threads the machine runs at the same time. */
export function countCores(): number {
  const os = nodeModule<{ availableParallelism(): number }>("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Starts a worker. It may begin only when this thread yields. `onEnd` is called when it has ended by itself. */
export function spawnWorker(start: WorkerStart, prelude: string, onEnd: (reason: string) => void): WorkerHandle {
  const threads = nodeModule<NodeThreads>("node:worker_threads");
  const script = prelude + workerScript;
  return threads === null ? spawnInBrowser(script, start, onEnd) : spawnInNode(threads, script, start, onEnd);
}

function spawnInNode(
  threads: NodeThreads,
  script: string,
  workerData: WorkerStart,
  onEnd: (reason: string) => void,
): WorkerHandle {
  // Options of the process, loaders for example, are not for a script of ours.
  const worker = new threads.Worker(script, { eval: true, workerData, execArgv: [], env: {} });
  worker.on("error", (error) => onEnd(String(error)));
  worker.on("exit", (code) => onEnd(`it exited with code ${code}`));
  worker.unref();
  return { end: async () => worker.terminate() };
}

function spawnInBrowser(script: string, start: WorkerStart, onEnd: (reason: string) => void): WorkerHandle {
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = () => URL.revokeObjectURL(url);
  worker.onerror = (event) => {
    event.preventDefault();
    onEnd(event.message || "it could not be started; the page's policy may lack worker-src blob:");
  };
  worker.postMessage(start);
  return { end: async () => worker.terminate() };
}
