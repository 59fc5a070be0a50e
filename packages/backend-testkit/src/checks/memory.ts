import { ConformanceError } from "../device/compare.js";
import type { Subject } from "../device/subject.js";
import type { Check } from "./check.js";
import { TrainingRun } from "./network.js";

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
 * Waits until the garbage collector has given back all buffers but `wanted`, and makes it come: memory that stays for a
 * while and then goes counts as old, and only a collection of the old finds what a backend's buffers hang on. That memory
 * is never touched, so it takes no physical page. After so many tasks it waits no longer.
 * @returns How many buffers there are then.
 */
async function settle({ ledger }: Subject, wanted: number, tasks: number): Promise<number> {
  let held: Uint8Array[] = [];
  for (let i = 0; i < tasks && ledger.liveCount > wanted; i++) {
    held.push(new Uint8Array(8 * 2 ** 20));
    if (held.length > 24) held = [];
    await nextTask();
  }
  return ledger.liveCount;
}

function requireFlat(what: string, steps: number, before: number, after: number, limit = 0): void {
  if (after > before + limit) throw new ConformanceError(`${what} grew from ${before} to ${after} in ${steps} steps`);
}

async function checkWithScope(subject: Subject, steps: number): Promise<void> {
  const { ledger, backend } = subject;
  const empty = ledger.liveCount;
  const run = new TrainingRun(subject.device, "momentum", 2);
  const pooled = (): number => backend.pooledBytes?.() ?? 0;
  let [buffers, bytes] = [0, 0];
  for (let i = 0; i < steps; i++) {
    run.scopedStep().dispose();
    if (i === warmUp) [buffers, bytes] = [ledger.liveCount, pooled()];
  }
  requireFlat("the number of live buffers", steps, buffers, ledger.liveCount);
  requireFlat("the number of pooled bytes", steps, bytes, pooled(), 2 ** 20);
  run.dispose();
  requireFlat("the number of live buffers after all was disposed of", steps, empty, ledger.liveCount);
}

/** As often the collector is waited for in a loop without memory code. */
const interval = 100;
/** What the last step, and whoever has not been collected with it, may still hold. */
const atMost = 500;

/** In a function of its own, whose variables hold nothing when it has returned. */
async function trainWithoutScope(subject: Subject, steps: number, tasks: number): Promise<void> {
  const run = new TrainingRun(subject.device, "momentum", 2);
  const before = subject.ledger.liveCount;
  for (let i = 1; i <= steps; i++) {
    run.step();
    await nextTask();
    if (i % interval !== 0) continue;
    requireFlat("the number of live buffers", i, before, await settle(subject, before + atMost, tasks), atMost);
  }
}

async function checkWithoutScope(subject: Subject, steps: number, tasks: number): Promise<void> {
  const empty = subject.ledger.liveCount;
  await trainWithoutScope(subject, steps, tasks);
  requireFlat("the number of live buffers after garbage collection", steps, empty, await settle(subject, empty, tasks));
}

/**
 * Memory is flat over so many steps, with a scope and without one, and all of it comes back: without one, when the garbage
 * collector has had so many tasks' time.
 */
export function memoryChecksOf(steps: number, tasks: number): readonly Check[] {
  return [
    { id: "memory/scope", run: (subject) => checkWithScope(subject, steps) },
    { id: "memory/collected", run: (subject) => checkWithoutScope(subject, steps, tasks) },
  ];
}

export const memoryChecks: readonly Check[] = memoryChecksOf(1000, 500);
