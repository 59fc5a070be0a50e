import { setImmediate as macrotask } from "node:timers/promises";
import { manualSeed, memory, nn, ones, scope, setDefaultDevice } from "lumbre";
import { createSimd } from "../devices.js";
import { classifierStep, ReferenceCNN } from "../workloads/networks.js";

// One run of the soak, named by the argument. The exit code is 1 where memory grows.

const samples = 10;

/** The memory of the process: all of it, what V8 has of it, what tensors hold, and what waits to be used again. */
interface Sample {
  readonly rss: number;
  readonly heap: number;
  readonly tensors: number;
  readonly pooled: number;
  readonly buffers: number;
}

const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20);

function takeSample(): Sample {
  const { rss, heapUsed } = process.memoryUsage();
  const { buffers, bytes, pooledBytes } = memory();
  return {
    rss: megabytes(rss),
    heap: megabytes(heapUsed),
    tensors: megabytes(bytes),
    pooled: megabytes(pooledBytes),
    buffers,
  };
}

/** A network whose steps are short. */
function smallNetwork(): nn.Module {
  return new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { padding: 1 }),
    new nn.ReLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Linear(8 * 14 * 14, 10),
  );
}

interface Soak {
  readonly steps: number;
  /** The most that the process may have, in MB. */
  readonly limit: number;
  readonly step: () => void;
}

function soakOf(name: string): Soak {
  manualSeed(0);
  // Without scope or yielding, half a gigabyte waits in WebAssembly's memory before tensors move to the collector's.
  if (name === "churn") return { steps: 5000, limit: 1000, step: () => void ones(1024, 1024).sum() };
  if (name.startsWith("small")) {
    return { steps: 10_000, limit: 1000, step: classifierStep(smallNetwork(), [32, 1, 28, 28]) };
  }
  return { steps: 500, limit: 1500, step: classifierStep(new ReferenceCNN(), [64, 1, 28, 28]) };
}

async function soak(name: string): Promise<boolean> {
  const { steps, limit, step } = soakOf(name);
  const run = name.endsWith(", scope") ? () => scope(step) : step;
  const isAsync = name.includes("async");
  const taken: Sample[] = [];
  console.log(`\n${name}: ${steps.toLocaleString("en")} steps`);
  const startedAt = performance.now();
  for (let i = 1; i <= steps; i++) {
    run();
    if (isAsync) await macrotask();
    if (i % (steps / samples) === 0) {
      const sample = takeSample();
      taken.push(sample);
      console.log(format(i, sample));
    }
  }
  const verdict = judge(taken, limit);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(`${verdict === null ? "flat" : `GROWS: ${verdict}`} (${seconds} s)`);
  return verdict === null;
}

function format(step: number, { rss, heap, tensors, pooled, buffers }: Sample): string {
  const mb = (value: number): string => `${String(value).padStart(5)} MB`;
  const count = step.toLocaleString("en").padStart(7);
  return `${count}  process ${mb(rss)}, V8 ${mb(heap)}, tensors ${mb(tensors)} in ${buffers} buffers, pool ${mb(pooled)}`;
}

/** Why the memory is not flat, or null. The collector decides when it comes back, so it may swing but not climb. */
function judge(taken: readonly Sample[], limit: number): string | null {
  const most = (part: readonly Sample[]): number => Math.max(...part.map(({ rss }) => rss));
  const early = most(taken.slice(0, 5));
  const late = most(taken.slice(5));
  if (late > early * 1.15 + 20) return `at most ${early} MB in the first half, ${late} MB in the second`;
  if (late > limit) return `${late} MB, more than ${limit}`;
  return null;
}

setDefaultDevice(createSimd(1)!);
if (!(await soak(process.argv[2]))) process.exitCode = 1;
