import { cpu, type Device } from "@lumbre/tensor";
import { ConformanceError } from "../device/compare.js";
import type { Subject } from "../device/subject.js";
import type { Check } from "./check.js";
import { type Optimizer, TrainingRun } from "./network.js";

const steps = 30;
/** Training magnifies rounding: by so much in so many steps. */
const magnification = 200;

async function losses(device: Device, optimizer: Optimizer): Promise<number[]> {
  const run = new TrainingRun(device, optimizer);
  try {
    const found: number[] = [];
    for (let i = 0; i < steps; i++) {
      const loss = run.scopedStep();
      found.push((await loss.read())[0]);
      loss.dispose();
    }
    return found;
  } finally {
    run.dispose();
  }
}

async function checkTraining(subject: Subject, optimizer: Optimizer): Promise<void> {
  const expected = await losses(cpu, optimizer);
  const found = await losses(subject.device, optimizer);
  const allowed = Math.min(0.05, magnification * subject.closeness("float32", "tensor").tolerance);
  for (const [i, loss] of found.entries()) {
    if (!(Math.abs(loss - expected[i]) <= allowed * Math.max(1, expected[0]))) {
      throw new ConformanceError(
        `training with ${optimizer}: the loss at step ${i} is ${loss}, on the CPU ${expected[i]}`,
      );
    }
  }
  const last = found[steps - 1];
  if (!(last < 0.5 * found[0]))
    throw new ConformanceError(`training with ${optimizer}: the loss went from ${found[0]} to ${last}`);
}

async function checkDeterminism(subject: Subject): Promise<void> {
  if (!subject.backend.deterministic) return;
  const first = await losses(subject.device, "adam");
  const second = await losses(subject.device, "adam");
  const different = first.findIndex((loss, i) => !Object.is(loss, second[i]));
  if (different >= 0) {
    throw new ConformanceError(
      `the manifest says deterministic, but two runs differ at step ${different}: ${first[different]} and ${second[different]}`,
    );
  }
}

/** Whole training runs. */
export const trainingChecks: readonly Check[] = [
  { id: "training/momentum", run: (subject) => checkTraining(subject, "momentum") },
  { id: "training/adam", run: (subject) => checkTraining(subject, "adam") },
  { id: "training/deterministic", run: checkDeterminism },
];
