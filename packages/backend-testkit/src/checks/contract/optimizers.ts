import type { OptimizerKernels } from "@lumbre/tensor/backend";
import type { HostTensor } from "../../device/hostTensor.js";
import { placeTensor } from "../../device/layouts.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { contractCheck, randomHost, readBuffer } from "./kernelCall.js";

// Nothing stands in for an optimizer's kernel, so there is no reference: the formulas of the contract, element by element.

const shapes = [[3, 5], [7], [1]];
const options = { weightDecay: 0.1, maximize: false };
const sgd = { ...options, lr: 0.05, momentum: 0.9, dampening: 0.3, nesterov: true };
const adaptive = {
  ...options,
  weightFactor: 0.98,
  beta1: 0.9,
  beta2: 0.99,
  gradSqFactor: 0.01,
  stepSizes: shapes.map((_, i) => ({ expAvg: 0.02 * (i + 1), gradient: 0.01, eps: 1e-4 })),
};

function draw(name: string): HostTensor[] {
  return shapes.map((shape, i) => randomHost("float32", shape, `${name} ${i}`));
}

function positive(hosts: readonly HostTensor[]): HostTensor[] {
  return hosts.map((x) => ({ ...x, data: x.data.map((v) => Math.abs(v) + 0.1) as Float32Array }));
}

/** Runs a kernel on lists of tensors, which it changes, and compares each with what `expected` makes of the lists. */
async function checkStep<Name extends keyof OptimizerKernels>(
  subject: Subject,
  name: Name,
  lists: readonly (readonly HostTensor[])[],
  run: (kernel: NonNullable<OptimizerKernels[Name]>, placed: ReturnType<typeof placeTensor>[][]) => void,
  expected: (i: number, j: number) => readonly number[],
): Promise<void> {
  const { kernels } = subject.device;
  const kernel = kernels[name];
  if (kernel === undefined) return;
  const placed = lists.map((list) => list.map((x) => placeTensor(x, "contiguous", subject.device)));
  run(kernel.bind(kernels) as never, placed);
  for (const [l, list] of placed.entries()) {
    for (const [i, x] of list.entries()) {
      const data = Float32Array.from(lists[l][i].data, (_, j) => expected(i, j)[l]);
      const found = await readBuffer(subject.device, x.buffer);
      subject.compare([found], [{ shape: found.shape, dtype: "float32", data }], `${name}, list ${l}, tensor ${i}`, {
        factor: 2,
      });
      x.dispose();
    }
  }
}

async function checkSgd(subject: Subject): Promise<void> {
  const lists = [draw("weights"), draw("gradients"), draw("momentumBuffers")];
  const step = (i: number, j: number): readonly number[] => {
    const [w, gradient, before] = lists.map((list) => list[i].data[j]);
    const g = gradient + sgd.weightDecay * w;
    const m = sgd.momentum * before + (1 - sgd.dampening) * g;
    return [w - sgd.lr * (g + sgd.momentum * m), gradient, m];
  };
  await checkStep(subject, "sgdStep", lists, (run, [w, g, m]) => run(w, g, m, sgd), step);
  const plain = lists.slice(0, 2);
  const without = { ...sgd, maximize: true, momentum: 0, dampening: 0, nesterov: false };
  const climb = (i: number, j: number): readonly number[] => {
    const [w, gradient] = plain.map((list) => list[i].data[j]);
    return [w - sgd.lr * (sgd.weightDecay * w - gradient), gradient];
  };
  await checkStep(subject, "sgdStep", plain, (run, [w, g]) => run(w, g, null, without), climb);
}

async function checkAdaptive(subject: Subject): Promise<void> {
  const lists = [draw("weights"), draw("gradients"), draw("expAvgs"), positive(draw("expAvgSqs"))];
  const step = (i: number, j: number): readonly number[] => {
    const [w, gradient, expAvg, expAvgSq] = lists.map((list) => list[i].data[j]);
    const g = gradient + adaptive.weightDecay * w;
    const m = adaptive.beta1 * expAvg + (1 - adaptive.beta1) * g;
    const v = adaptive.beta2 * expAvgSq + adaptive.gradSqFactor * g * g;
    const stepSize = adaptive.stepSizes[i];
    const change = (stepSize.expAvg * m + stepSize.gradient * g) / (Math.sqrt(v) + stepSize.eps);
    return [adaptive.weightFactor * w - change, gradient, m, v];
  };
  await checkStep(subject, "adaptiveStep", lists, (run, [w, g, m, v]) => run(w, g, m, v, null, adaptive), step);
}

/** The steps of optimizers, of backends that bring them. */
export const optimizerChecks: readonly Check[] = [
  contractCheck("sgdStep", checkSgd),
  contractCheck("adaptiveStep", checkAdaptive),
];
