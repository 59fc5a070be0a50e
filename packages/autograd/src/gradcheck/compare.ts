import {
  fromTypedArray,
  type Generator,
  onesLike,
  rand,
  randn,
  randperm,
  type Shape,
  type Tensor,
} from "@lumbre/tensor";
import type { Settings } from "./options.js";
import { type GradcheckReport, Tally } from "./report.js";
import { type Checked, type Subject, valuesOf } from "./subject.js";

/** Values in [0.5, 1.5): no direction is so small that an error hides in it. */
export function randomLike(shape: Shape, generator: Generator): Tensor {
  return rand(shape, { dtype: "float64", generator }).add(0.5);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** The sum of all outputs' elements, each times its weight. */
function weighted(outputs: readonly Float64Array[], weights: readonly Float64Array[]): number {
  return outputs.reduce((total, output, o) => total + dot(output, weights[o]), 0);
}

/** The central difference of the weighted sum of the outputs, along a step of one tensor. */
function differenceAlong(subject: Subject, checked: Checked, step: Float64Array, weights: readonly Float64Array[]) {
  const at = Float64Array.from(checked.tensor.readSync());
  const above = weighted(
    subject.valuesWith(
      checked,
      at.map((value, j) => value + step[j]),
    ),
    weights,
  );
  const below = weighted(
    subject.valuesWith(
      checked,
      at.map((value, j) => value - step[j]),
    ),
    weights,
  );
  return above - below;
}

/** Compares `uᵀ J v` for each tensor, with u and v random; as much work as a few forwards and one backward. */
export function compareDirection(
  subject: Subject,
  outputs: readonly Tensor[],
  generator: Generator,
  settings: Settings,
): GradcheckReport {
  const u = outputs.map((output) => randomLike(output.shape, generator));
  const weights = valuesOf(u);
  const gradients = subject.gradients(outputs, u);
  const tally = new Tally(settings);
  for (const [i, checked] of subject.checked.entries()) {
    const v = Float64Array.from(randomLike(checked.tensor.shape, generator).readSync());
    const step = v.map((value) => value * settings.eps);
    const numerical = differenceAlong(subject, checked, step, weights) / (2 * settings.eps);
    const analytical = dot(gradients[i] ?? new Float64Array(v.length), v);
    tally.begin(checked);
    tally.add({ inputIndex: null, output: null, outputIndex: null, analytical, numerical }, Math.sqrt(v.length));
  }
  return tally.report();
}

/** Compares every entry of the Jacobian. */
export function compareJacobians(subject: Subject, outputs: readonly Tensor[], settings: Settings): GradcheckReport {
  const rows = jacobianRows(subject, outputs);
  const tally = new Tally(settings);
  for (const [i, checked] of subject.checked.entries()) {
    tally.begin(checked);
    for (let j = 0; j < checked.tensor.numel(); j++) {
      for (const [o, output] of differences(subject, checked, j, settings.eps).entries()) {
        for (let k = 0; k < output.length; k++) {
          const analytical = rows[o][k][i]?.[j] ?? 0;
          tally.add({ inputIndex: j, output: o, outputIndex: k, analytical, numerical: output[k] });
        }
      }
    }
  }
  return tally.report();
}

/** `rows[o][k][i]`: the gradient of element k of output o with respect to tensor i. */
function jacobianRows(subject: Subject, outputs: readonly Tensor[]): (Float64Array | null)[][][] {
  return outputs.map((output) =>
    Array.from({ length: output.numel() }, (_, k) => {
      const unit = new Float64Array(output.numel());
      unit[k] = 1;
      return subject.gradients([output], [fromTypedArray(unit, output.shape, { device: output.device })]);
    }),
  );
}

/** The central difference of every output with respect to element j of one tensor. */
function differences(subject: Subject, checked: Checked, j: number, eps: number): Float64Array[] {
  const data = Float64Array.from(checked.tensor.readSync());
  const [up, down] = [data[j] + eps, data[j] - eps];
  data[j] = up;
  const above = subject.valuesWith(checked, data);
  data[j] = down;
  const below = subject.valuesWith(checked, data);
  // What was really stepped: a float's neighbours are not eps apart.
  const width = stored(checked, up) - stored(checked, down);
  return above.map((output, o) => output.map((value, k) => (value - below[o][k]) / width));
}

/** A number as the tensor holds it. */
function stored({ tensor }: Checked, value: number): number {
  return tensor.dtype === "float32" ? Math.fround(value) : value;
}

/**
 * Compares some elements of each tensor, the one with the largest gradient among them, and a random direction: the
 * derivatives of the outputs' weighted sum, or of the output itself where it is one number.
 */
export function compareSamples(
  subject: Subject,
  outputs: readonly Tensor[],
  count: number,
  generator: Generator,
  settings: Settings,
): GradcheckReport {
  const isScalar = outputs.length === 1 && outputs[0].numel() === 1;
  const u = isScalar ? [onesLike(outputs[0])] : outputs.map((output) => randomLike(output.shape, generator));
  const weights = valuesOf(u);
  const gradients = subject.gradients(outputs, u);
  const of = isScalar ? { output: 0, outputIndex: 0 } : { output: null, outputIndex: null };
  const tally = new Tally(settings);
  for (const [i, checked] of subject.checked.entries()) {
    const gradient = gradients[i] ?? new Float64Array(checked.tensor.numel());
    tally.begin(checked);
    for (const j of pick(gradient, count, generator)) {
      const numerical = weighted(differences(subject, checked, j, settings.eps), weights);
      tally.add({ inputIndex: j, ...of, analytical: gradient[j], numerical });
    }
    const direction = unitDirection(gradient.length, generator);
    const step = direction.map((value) => value * settings.eps);
    const numerical = differenceAlong(subject, checked, step, weights) / (2 * settings.eps);
    tally.add({ inputIndex: null, ...of, analytical: dot(gradient, direction), numerical });
  }
  return tally.report();
}

/** The index of the largest gradient, and others drawn at random. */
function pick(gradient: Float64Array, count: number, generator: Generator): Iterable<number> {
  if (gradient.length <= count) return gradient.keys();
  let largest = 0;
  for (let j = 1; j < gradient.length; j++) if (Math.abs(gradient[j]) > Math.abs(gradient[largest])) largest = j;
  const drawn = randperm(gradient.length, { generator }).readSync();
  const picked = new Set([largest]);
  for (let n = 0; picked.size < count; n++) picked.add(drawn[n]);
  return picked;
}

/** A random vector of length 1, with both signs: a step along it moves no unit of a network far. */
function unitDirection(size: number, generator: Generator): Float64Array {
  const values = Float64Array.from(randn([size], { dtype: "float64", generator }).readSync());
  const length = Math.sqrt(dot(values, values));
  return values.map((value) => value / length);
}

/**
 * The absolute tolerance that rounding explains: the outputs are known to some units in their last place, and their
 * difference is divided by the step.
 */
export function roundingTolerance(outputs: readonly Tensor[], isFloat32: boolean, eps: number): number {
  const total = valuesOf(outputs).reduce(
    (sum, output) => sum + output.reduce((part, value) => part + Math.abs(value), 0),
    0,
  );
  const unit = isFloat32 ? 2 ** -23 : 2 ** -52;
  return (32 * unit * total) / eps;
}
