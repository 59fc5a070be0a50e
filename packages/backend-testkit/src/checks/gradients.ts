import { grad } from "@lumbre/autograd";
import { cpu, type Device, type DType, type Tensor } from "@lumbre/tensor";
import { isFloat } from "@lumbre/tensor/backend";
import { ConformanceError } from "../device/compare.js";
import { type HostTensor, hostArray } from "../device/hostTensor.js";
import { placeTensor } from "../device/layouts.js";
import { randomNumbers } from "../device/random.js";
import type { Subject } from "../device/subject.js";
import { samples } from "../samples/index.js";
import type { Sample } from "../samples/sample.js";
import type { Check, Finding } from "./check.js";
import { compareOutcomes, isInPlace, type Outcome, settle, tensorsOf } from "./outcome.js";
import { drawInputs } from "./samples.js";

/** How much more than a result a gradient may be wrong: it takes several kernels, and is compared with float64. */
const gradientFactor = 10;
/** The step of differences; it balances the rounding of float32 against the curvature. */
const step = 1e-2;

function withDType(x: HostTensor, dtype: DType): HostTensor {
  return isFloat(x.dtype) ? { ...x, dtype, data: hostArray(dtype, x.data) } : x;
}

/** Values in [0.5, 1.5) of alternating sign, from the seed: no direction is so small that an error hides in it. */
function direction(length: number, seed: number): Float32Array {
  const next = randomNumbers(seed);
  return Float32Array.from({ length }, (_, i) => (i % 2 === 0 ? 1 : -1) * (0.5 + next()));
}

/** A sample's results that have a gradient, from leaves on the device. */
function forward(sample: Sample, device: Device, inputs: readonly HostTensor[]) {
  const leaves = inputs.map((input) => {
    const leaf = placeTensor(input, "contiguous", device);
    return isFloat(leaf.dtype) ? leaf.requiresGrad_() : leaf;
  });
  // A leaf that requires a gradient must not be changed in place; a copy may.
  const operands = isInPlace(sample) ? [leaves[0].clone(), ...leaves.slice(1)] : leaves;
  const outputs = tensorsOf(sample.call(operands, device)).filter((output) => output.requiresGrad);
  return { leaves: leaves.filter((leaf) => leaf.requiresGrad), outputs };
}

/** What the gradients of the results are. */
function cotangents(outputs: readonly Tensor[], device: Device): Tensor[] {
  return outputs.map(({ shape, dtype }, i) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return placeTensor({ shape, dtype, data: hostArray(dtype, direction(length, i + 1)) }, "contiguous", device);
  });
}

function gradientsOn(sample: Sample, device: Device, inputs: readonly HostTensor[]): Promise<Outcome> {
  return settle(() => {
    const { leaves, outputs } = forward(sample, device, inputs);
    if (outputs.length === 0) return [];
    const found = grad(outputs, leaves, { gradOutputs: cotangents(outputs, device), allowUnused: true });
    // Where a result does not depend on an input, it does not on either device.
    return found.map((gradient, i) => gradient ?? leaves[i].detach().mul(0));
  });
}

function dot(a: readonly HostTensor[], b: readonly ArrayLike<number>[], absolute = false): number {
  let total = 0;
  for (const [i, { data }] of a.entries()) {
    for (let j = 0; j < data.length; j++) total += absolute ? Math.abs(data[j] * b[i][j]) : data[j] * b[i][j];
  }
  return total;
}

/** The gradient along a direction, against the difference of two results on the device itself. */
async function checkDifference(
  subject: Subject,
  sample: Sample,
  inputs: readonly HostTensor[],
  gradients: readonly HostTensor[],
): Promise<void> {
  const isLeaf = (x: HostTensor): boolean => isFloat(x.dtype);
  const steps = inputs.map(({ data }, i) => direction(data.length, 100 + i));
  const resultsAt = async (by: number): Promise<Outcome> => {
    const shifted = inputs.map((x, i) => (isLeaf(x) ? { ...x, data: x.data.map((v, j) => v + by * steps[i][j]) } : x));
    return settle(() => forward(sample, subject.device, shifted as HostTensor[]).outputs.map((y) => y.detach()));
  };
  const [above, below] = [await resultsAt(step), await resultsAt(-step)];
  if ("error" in above) throw above.error;
  if ("error" in below) throw below.error;
  const weights = above.values.map(({ data }, i) => direction(data.length, i + 1));
  const numerical = (dot(above.values, weights) - dot(below.values, weights)) / (2 * step);
  const along = steps.filter((_, i) => isLeaf(inputs[i]));
  const analytical = dot(gradients, along);
  const { tolerance } = subject.closeness("float32", "tensor");
  const allowed = 2e-2 * dot(gradients, along, true) + (tolerance / step) * dot(above.values, weights, true);
  if (Math.abs(numerical - analytical) <= allowed) return;
  throw new ConformanceError(
    `${sample.op}: the gradient along a direction is ${analytical}, but differences of results give ${numerical}`,
  );
}

async function checkGradients(subject: Subject, sample: Sample): Promise<Finding | void> {
  const inputs = drawInputs(sample, "float32");
  const inDouble = inputs.map((input) => withDType(input, "float64"));
  const found = await gradientsOn(sample, subject.device, inputs);
  const reference = await gradientsOn(sample, cpu, inDouble);
  // A sample with a gradient has one everywhere: an error on both devices is no agreement.
  if ("error" in reference) throw reference.error;
  const expected = { values: reference.values.map((x) => withDType(x, "float32")) };
  const error = compareOutcomes(subject, found, expected, `the gradient of ${sample.op}`, {
    scale: "tensor",
    factor: gradientFactor * (sample.tolerance?.factor ?? 1),
    readsValues: sample.readsValues,
  });
  if (sample.isSmooth && "values" in found && found.values.length > 0) {
    await checkDifference(subject, sample, inputs, found.values);
  }
  return reference.values.length === 0 ? undefined : { error };
}

/** Gradients on the device, against those of the CPU in float64 and against differences. */
export function gradientChecks(): readonly Check[] {
  const isCandidate = ({ inputs, noGradient }: Sample): boolean =>
    noGradient === undefined && inputs.some(({ dtype }) => dtype === "data");
  return samples.filter(isCandidate).map((sample) => ({
    id: `ops/${sample.op}/${sample.id}/gradients`,
    op: sample.op,
    run: (subject) => checkGradients(subject, sample),
  }));
}
