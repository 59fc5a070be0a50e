import { cpu, type Device, scope, type Tensor } from "@lumbre/tensor";
import type { HostTensor } from "../device/hostTensor.js";
import { placeTensor } from "../device/layouts.js";
import type { Subject } from "../device/subject.js";
import { samples } from "../samples/index.js";
import type { InputSpec, Sample } from "../samples/sample.js";
import { tensorsOf } from "./outcome.js";
import { drawInputs } from "./samples.js";

/** Calls in one measurement, and measurements of which the median counts. */
const calls = 4;
const rounds = 5;

/** Milliseconds of one call, with the result read once for several, so that all of them are done. */
async function measure(sample: Sample, device: Device, inputs: readonly Tensor[]): Promise<number> {
  const start = performance.now();
  for (let i = 1; i < calls; i++) {
    scope(() => {
      sample.call(inputs, device);
    });
  }
  const outputs = scope(() => tensorsOf(sample.call(inputs, device)));
  for (const output of outputs) await output.read();
  const time = (performance.now() - start) / calls;
  for (const output of outputs) output.dispose();
  return time;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

async function timeOn(sample: Sample, device: Device, hosts: readonly HostTensor[]): Promise<number> {
  const inputs = hosts.map((host) => placeTensor(host, "contiguous", device));
  try {
    await measure(sample, device, inputs);
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) times.push(await measure(sample, device, inputs));
    return median(times);
  } finally {
    for (const input of inputs) input.dispose();
  }
}

/** How many times the reference's time each of the ops takes that has a sample of a size worth timing. */
export async function timeSamples(
  subject: Subject,
  ops: ReadonlySet<string | undefined>,
): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const sample of samples) {
    if (sample.timed === undefined || !ops.has(sample.op) || times.has(sample.op)) continue;
    const hosts = drawInputs(sample, "float32", sample.timed as readonly InputSpec[]);
    try {
      const own = await timeOn(sample, subject.device, hosts);
      times.set(sample.op, own / (await timeOn(sample, cpu, hosts)));
    } catch {
      // What does not compute has no time; its checks say why.
    }
  }
  return times;
}
