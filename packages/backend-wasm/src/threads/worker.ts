// The script of a worker. build.mjs makes a text of this file, which the package starts workers from, so it imports
// nothing but types. It never returns to its event loop: jobs come through shared memory, and its end from outside.
import type { WorkerStart } from "./control.js";

type RangeKernel = (...args: number[]) => void;

/** What of Node's and the web's workers is used. */
interface WorkerScope {
  require?(name: string): { readonly workerData: WorkerStart };
  onmessage: ((event: { readonly data: WorkerStart }) => void) | null;
  postMessage(message: null): void;
}

function instantiate({ module, memory, scratch }: WorkerStart): RangeKernel[] {
  const abort = (): never => {
    throw new Error("it gave up");
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort } });
  (exports.setScratch as RangeKernel)(scratch);
  return Object.values(exports) as RangeKernel[];
}

function work(start: WorkerStart): void {
  const { memory, control, slots, index, awakeFor } = start;
  const kernels = instantiate(start);
  const words = new Int32Array(control);
  const numbers = new Float64Array(control, slots.arguments * 4, slots.failed / 2 - slots.arguments / 2);
  const own = slots.workers + index * slots.line;
  const args: number[] = [];
  let pages = 0;

  /** The number of a job other than `last`, as soon as there is one. */
  function awaitJob(last: number): number {
    let sleepAt = performance.now() + awakeFor;
    for (let tries = 1; ; tries++) {
      const job = Atomics.load(words, slots.job);
      if ((job & 1) === 1 && job !== last) return job;
      if (tries % 64 !== 0 || performance.now() < sleepAt) continue;
      Atomics.add(words, slots.sleepers, 1);
      Atomics.wait(words, slots.job, job);
      Atomics.sub(words, slots.sleepers, 1);
      sleepAt = performance.now() + awakeFor;
    }
  }

  /** V8 tells other threads of the memory's growth by interrupting them, which it does in a loop at the latest. */
  function awaitMemory(): void {
    pages = words[slots.pages];
    for (let tries = 0; memory.buffer.byteLength < pages * 65_536 && tries < 1e6; tries++);
  }

  function takePieces(): void {
    if (words[slots.pages] > pages) awaitMemory();
    const kernel = kernels[words[slots.kernel]];
    const total = words[slots.total];
    const grain = words[slots.grain];
    const count = words[slots.argumentCount];
    args.length = count + 2;
    for (let i = 0; i < count; i++) args[i] = numbers[i];
    const last = words[slots.count] - 1;
    while (Atomics.add(words, slots.taken, 1) <= last) {
      // The main thread takes pieces from the front, so that in the next job each finds in its cache what it wrote before.
      const begin = (last - Atomics.add(words, slots.takenFromEnd, 1)) * grain;
      args[count] = begin;
      args[count + 1] = Math.min(begin + grain, total);
      kernel.apply(null, args);
      words[own + slots.pieces]++;
    }
  }

  /** Keeps the first error for the main thread, and lets nobody go on. */
  function report(error: unknown): void {
    Atomics.store(words, slots.taken, words[slots.count]);
    if (Atomics.compareExchange(words, slots.failed, 0, 1) !== 0) return;
    const message = String(error).slice(0, slots.messageLength);
    for (let i = 0; i < message.length; i++) words[slots.message + i] = message.charCodeAt(i);
    words[slots.messageEnd] = message.length;
  }

  // Who is in a job says so first, and then makes sure that the job still is: the main thread ends a job first, and then
  // waits for those who say that they are in it.
  Atomics.store(words, own + slots.started, 1);
  for (let last = 0; ; ) {
    const job = awaitJob(last);
    if (Atomics.compareExchange(words, own, 0, job) !== 0) return;
    try {
      if (Atomics.load(words, slots.job) === job) takePieces();
    } catch (error) {
      report(error);
    }
    last = job;
    if (Atomics.compareExchange(words, own, job, 0) !== job) return;
    if (Atomics.load(words, slots.mainSleeps) === 1) Atomics.notify(words, own);
  }
}

declare const require: WorkerScope["require"];
const scope = globalThis as unknown as WorkerScope;
if (typeof require === "function") work(require("node:worker_threads").workerData);
else {
  scope.onmessage = ({ data }) => {
    scope.postMessage(null);
    work(data);
  };
}
