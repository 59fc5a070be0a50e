import { ConformanceError } from "../device/compare.js";
import type { Subject } from "../device/subject.js";
import type { Check } from "./check.js";
import { TrainingRun } from "./network.js";

const steps = 1000;
/** After so many steps, what a step takes has been taken. */
const warmUp = 20;

/** Lets tasks run, and the garbage collector's callbacks among them; timers would make each wait for milliseconds. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/**
 * Makes the garbage collector come, even where a step leaves it little to do: memory that stays for a while and then goes
 * counts as old, and only a collection of the old finds what a backend's buffers hang on. It is never touched, so it
 * takes no physical page.
 */
class Pressure {
  private held: Uint8Array[] = [];

  add(bytes: number): void {
    this.held.push(new Uint8Array(bytes));
    if (this.held.length > 24) this.held = [];
  }
}

/** Waits until the collector has given back all buffers but `wanted`. @returns How many there are then. */
async function settle({ ledger }: Subject, wanted: number): Promise<number> {
  const pressure = new Pressure();
  for (let i = 0; i < 500 && ledger.liveCount > wanted; i++) {
    pressure.add(8 * 2 ** 20);
    await nextTask();
  }
  return ledger.liveCount;
}

function requireFlat(what: string, before: number, after: number, limit = 0): void {
  if (after > before + limit) throw new ConformanceError(`${what} grew from ${before} to ${after} in ${steps} steps`);
}

async function checkWithScope(subject: Subject): Promise<void> {
  const { ledger, backend } = subject;
  const empty = ledger.liveCount;
  const run = new TrainingRun(subject.device, "momentum", 2);
  const pooled = (): number => backend.pooledBytes?.() ?? 0;
  let [buffers, bytes] = [0, 0];
  for (let i = 0; i < steps; i++) {
    run.scopedStep().dispose();
    if (i === warmUp) [buffers, bytes] = [ledger.liveCount, pooled()];
  }
  requireFlat("the number of live buffers", buffers, ledger.liveCount);
  requireFlat("the number of pooled bytes", bytes, pooled(), 2 ** 20);
  run.dispose();
  requireFlat("the number of live buffers after all was disposed of", empty, ledger.liveCount);
}

/** In a function of its own, whose variables hold nothing when it has returned. */
async function trainWithoutScope(subject: Subject): Promise<number> {
  const run = new TrainingRun(subject.device, "momentum", 2);
  const pressure = new Pressure();
  let most = 0;
  for (let i = 0; i < steps; i++) {
    run.step();
    pressure.add(2 ** 20);
    await nextTask();
    most = Math.max(most, subject.ledger.liveCount);
  }
  return most;
}

async function checkWithoutScope(subject: Subject): Promise<void> {
  const empty = subject.ledger.liveCount;
  const before = subject.ledger.takenCount;
  const most = await trainWithoutScope(subject);
  // The collector comes when it likes, but not only at the end.
  requireFlat("the number of live buffers", empty, most, 0.6 * (subject.ledger.takenCount - before));
  const left = await settle(subject, empty);
  requireFlat("the number of live buffers after garbage collection", empty, left);
}

/** Memory is flat, with a scope and without one, and all of it comes back. */
export const memoryChecks: readonly Check[] = [
  { id: "memory/scope", run: checkWithScope },
  { id: "memory/collected", run: checkWithoutScope },
];
