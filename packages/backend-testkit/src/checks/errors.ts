import { cpu, DeviceError, IndexError, LumbreError, type Tensor } from "@lumbre/tensor";
import { ConformanceError } from "../device/compare.js";
import type { HostTensor } from "../device/hostTensor.js";
import { placeTensor } from "../device/layouts.js";
import { evaluate, type Subject } from "../device/subject.js";
import { errorSamples } from "../samples/errors.js";
import { samples } from "../samples/index.js";
import type { Sample } from "../samples/sample.js";
import type { Check } from "./check.js";
import { wholeMemory } from "./outcome.js";
import { drawInputs } from "./samples.js";

/** The error of a sample's call, with what its operands held before and after. */
async function attempt(sample: Sample, device: Subject["device"]) {
  let error: Error | null = null;
  const hosts = drawInputs(sample, "float32");
  const after = await evaluate(() => {
    const operands = hosts.map((host) => placeTensor(host, "contiguous", device));
    try {
      sample.call(operands, device);
    } catch (thrown) {
      error = thrown as Error;
    }
    return operands.map(wholeMemory);
  });
  return { error: error as Error | null, before: hosts, after };
}

function describe(error: Error | null): string {
  return error === null ? "no error" : `${error.name}: ${error.message}`;
}

function requireUnchanged(sample: Sample, before: readonly HostTensor[], after: readonly HostTensor[]): void {
  const changed = before.findIndex(({ data }, i) => !data.every((value, j) => Object.is(value, after[i].data[j])));
  if (changed >= 0) throw new ConformanceError(`${sample.op} threw, and had changed input ${changed} by then`);
}

async function checkError(subject: Subject, sample: Sample): Promise<void> {
  const expected = await attempt(sample, cpu);
  if (!(expected.error instanceof LumbreError)) {
    throw new ConformanceError(
      `${sample.op}: expected the CPU to throw a LumbreError, got ${describe(expected.error)}`,
    );
  }
  // What it cannot read it cannot complain about in time.
  if (subject.isAsyncOnly && (expected.error instanceof IndexError || sample.readsValues)) return;
  const found = await attempt(sample, subject.device);
  if (describe(found.error) !== describe(expected.error)) {
    throw new ConformanceError(`${sample.op}: got ${describe(found.error)}, expected ${describe(expected.error)}`);
  }
  requireUnchanged(sample, found.before, found.after);
}

/** An op over tensors of two devices names both. */
async function refuse(sample: Sample, subject: Subject, other: Subject["device"]): Promise<void> {
  const hosts = drawInputs(sample, "float32");
  await evaluate(() => {
    const operands: Tensor[] = hosts.map((host, i) =>
      placeTensor(host, "contiguous", i === 0 ? subject.device : other),
    );
    let thrown: unknown = null;
    try {
      sample.call(operands, subject.device);
    } catch (error) {
      thrown = error;
    }
    const isRight = thrown instanceof DeviceError && thrown.message.includes("two devices");
    if (!isRight) throw new ConformanceError(`${sample.op} over two devices: got ${thrown}, expected a DeviceError`);
    return [];
  });
}

/** Ops whose second operand only lends its shape, is read on the host, or is copied from anywhere. */
const anywhere = [
  "copy_",
  "viewAs",
  "reshapeAs",
  "expandAs",
  "repeatInterleave",
  "meshgrid",
  "broadcastTensors",
  "at",
  "maskedSelect",
];

async function checkDevices(subject: Subject, other: () => Promise<Subject["device"]>): Promise<void> {
  const device = await other();
  const seen = new Set<string>(anywhere);
  for (const sample of samples) {
    if (sample.inputs.length < 2 || seen.has(sample.op) || (sample.readsValues && subject.isAsyncOnly)) continue;
    seen.add(sample.op);
    await refuse(sample, subject, device);
  }
}

/** Calls that do not fit throw what they throw on the CPU, and change nothing. */
export const errorChecks: readonly Check[] = [
  ...errorSamples.map((sample) => ({
    id: `errors/${sample.op}/${sample.id}`,
    run: (subject: Subject) => checkError(subject, sample),
  })),
  { id: "errors/devices/cpu", run: (subject) => checkDevices(subject, async () => cpu) },
  { id: "errors/devices/same-backend", run: (subject) => checkDevices(subject, () => subject.another()) },
];
