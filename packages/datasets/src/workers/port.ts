import { ArgumentError, ValueError } from "@lumbre/tensor";
import { describe } from "@lumbre/tensor/engine";

// The one place that knows that Node's worker threads and the web's workers are different things.

/** A worker: of the web, or of `node:worker_threads`. */
export interface LoaderWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/** What of a worker of the web is used. */
interface WebWorker extends LoaderWorker {
  addEventListener(type: string, listener: (event: { data?: unknown; message?: string }) => void): void;
}

/** What of a worker of Node's is used. */
interface NodeWorker extends LoaderWorker {
  on(event: string, listener: (argument: unknown) => void): void;
  ref(): void;
  unref(): void;
}

/** A worker as the thread that has made it sees it. */
export interface Handle {
  post(message: unknown): void;
  end(): void;
  /** False: the process may end although the worker is there. */
  hold(isHeld: boolean): void;
}

/** Listens to a worker, and to its end. @throws {ArgumentError} for what is no worker. */
export function listenTo(
  worker: LoaderWorker,
  onMessage: (message: unknown) => void,
  onEnd: (why: string) => void,
): Handle {
  const { on, addEventListener, postMessage } = Object(worker) as Partial<NodeWorker & WebWorker>;
  const post = (message: unknown): void => worker.postMessage(message);
  const end = (): void => void worker.terminate();
  if (typeof postMessage === "function" && typeof on === "function") {
    const thread = worker as NodeWorker;
    thread.on("message", onMessage);
    thread.on("messageerror", (error) => onEnd(String(error)));
    thread.on("error", (error) => onEnd(String(error)));
    thread.on("exit", (code) => onEnd(`it exited with code ${code}`));
    return { post, end, hold: (isHeld) => (isHeld ? thread.ref() : thread.unref()) };
  }
  if (typeof postMessage === "function" && typeof addEventListener === "function") {
    const web = worker as WebWorker;
    web.addEventListener("message", ({ data }) => onMessage(data));
    web.addEventListener("messageerror", () => onEnd("a message of its could not be read"));
    web.addEventListener("error", ({ message }) => onEnd(message || "its module could not be loaded"));
    return { post, end, hold: () => {} };
  }
  throw new ArgumentError(`DataLoader: worker must return a new Worker(...), got ${describe(worker)}`);
}

/** The other side, as a worker sees it. */
export interface Port {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  listen(onMessage: (message: unknown) => void): void;
}

/** What of the scope of a web worker is used. */
interface WorkerScope {
  postMessage(message: unknown, options: { readonly transfer: ArrayBuffer[] }): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

/** @throws {ValueError} in what is no worker. */
export async function openPort(op: string): Promise<Port> {
  const { WorkerGlobalScope: Scope } = globalThis as { WorkerGlobalScope?: new () => object };
  if (Scope !== undefined && globalThis instanceof Scope) {
    const scope = globalThis as unknown as WorkerScope;
    return {
      post: (message, transfer) => scope.postMessage(message, { transfer: [...transfer] }),
      listen: (onMessage) => scope.addEventListener("message", ({ data }) => onMessage(data)),
    };
  }
  const port = await parentPort();
  if (port === null) {
    throw new ValueError(`${op}: this is no worker; call it in the module that new Worker(...) is given`);
  }
  return {
    post: (message, transfer) => port.postMessage(message, transfer),
    listen: (onMessage) => port.on("message", onMessage),
  };
}

interface NodePort {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  on(event: "message", listener: (message: unknown) => void): void;
}

async function parentPort(): Promise<NodePort | null> {
  if (typeof process !== "object" || typeof process.versions?.node !== "string") return null;
  const threads = (await importModule("node:worker_threads")) as { parentPort: NodePort | null };
  return threads.parentPort;
}

/** Imports by a name that bundlers for browsers do not see. */
function importModule(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
