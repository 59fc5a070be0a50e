import {
  fromTypedArray,
  Generator,
  GradError,
  rand,
  type Shape,
  type Tensor,
  ValueError,
  zerosLike,
} from "@lumbre/tensor";
import { grad } from "./grad.js";
import { enableGrad } from "./gradMode.js";

/** A function whose gradients are to be checked. */
export type Differentiable = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/** Options of {@link gradcheck} and {@link gradgradcheck}. */
export interface GradcheckOptions {
  /** Step of the central difference, > 0. Default 1e-6. */
  readonly eps?: number;
  /** Absolute tolerance, >= 0. Default 1e-5. */
  readonly atol?: number;
  /** Relative tolerance, >= 0. Default 1e-3. */
  readonly rtol?: number;
  /**
   * Compare every entry of the Jacobian (true) or one random direction (false). Default: every entry when inputs and
   * outputs have at most 64 elements together, which costs a backward per output and two forwards per input element.
   */
  readonly fullJacobian?: boolean;
  /** Throw when the check fails; otherwise the report says so. Default true. */
  readonly raise?: boolean;
  /** Seed of the random directions. Default 0. */
  readonly seed?: number;
}

/** The entry of the Jacobian at which the two gradients differ most, relative to the tolerance. */
export interface GradcheckEntry {
  /** Which input, and which of its elements, row by row. */
  readonly input: number;
  readonly inputIndex: number;
  /** Which output, and which of its elements. */
  readonly output: number;
  readonly outputIndex: number;
  readonly analytical: number;
  readonly numerical: number;
}

/** What {@link gradcheck} found. */
export interface GradcheckReport {
  readonly passed: boolean;
  /** The worst entry of the Jacobian; null when only a random direction was compared and it agreed. */
  readonly worst: GradcheckEntry | null;
}

/** A Jacobian with as many inputs and outputs as this is checked entry by entry. */
const smallJacobian = 64;

type Settings = Required<Omit<GradcheckOptions, "fullJacobian">> & Pick<GradcheckOptions, "fullJacobian">;

const defaults: Settings = { eps: 1e-6, atol: 1e-5, rtol: 1e-3, raise: true, seed: 0 };

/**
 * Checks the gradients of `fn` against central differences: `(f(x + eps) - f(x - eps)) / (2 eps)`.
 *
 * The inputs must be float64; those that require a gradient are checked. By default a small Jacobian is compared
 * entry by entry and a larger one in a random direction, `uᵀ J v`; when that fails, the worst entry is looked for.
 *
 * @throws {ValueError} when an input is not float64, or none requires a gradient.
 * @throws {GradError} when the gradients differ by more than `atol + rtol * |numerical|`; the message has the worst
 *   entry with both values.
 * @example
 * const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
 * gradcheck((x) => x.mul(x), [x]).passed; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
 */
export function gradcheck(
  fn: Differentiable,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): GradcheckReport {
  const settings: Settings = { ...defaults, ...options };
  checkInputs(inputs);
  const outputs = evaluate(fn, inputs);
  const size = [...inputs, ...outputs].reduce((count, tensor) => count + tensor.numel(), 0);
  const full = settings.fullJacobian ?? size <= smallJacobian;
  if (!full && directionAgrees(fn, inputs, settings)) return { passed: true, worst: null };
  const report = compareJacobians(fn, inputs, settings);
  // A direction can fail by rounding that adds up over many entries, each of them within the tolerance.
  if (!report.passed && settings.raise) throw new GradError(describe(report.worst as GradcheckEntry));
  return report;
}

/**
 * Checks the second derivatives of `fn`: {@link gradcheck} over the function that computes its gradients, with
 * respect to the inputs and to random gradients of the outputs.
 *
 * @throws {GradError} when second derivatives differ, or the backward cannot be differentiated.
 * @example
 * const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
 * gradgradcheck((x) => x.exp(), [x]).passed; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html
 */
export function gradgradcheck(
  fn: Differentiable,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): GradcheckReport {
  checkInputs(inputs);
  const generator = new Generator().manualSeed(options.seed ?? defaults.seed);
  const outputs = evaluate(fn, inputs).filter((output) => output.requiresGrad);
  const gradOutputs = outputs.map((output) => randomLike(output.shape, generator).requiresGrad_());
  const firstDerivatives: Differentiable = (...all) => {
    const values = all.slice(0, inputs.length);
    const wanted = values.filter((_, i) => inputs[i].requiresGrad);
    const results = evaluate(fn, values).filter((output) => output.requiresGrad);
    const found = grad(results, wanted, {
      gradOutputs: all.slice(inputs.length),
      createGraph: true,
      allowUnused: true,
    });
    return found.map((gradient, i) => gradient ?? zerosLike(wanted[i]));
  };
  return gradcheck(firstDerivatives, [...inputs, ...gradOutputs], options);
}

function checkInputs(inputs: readonly Tensor[]): void {
  if (!inputs.some((input) => input.requiresGrad))
    throw new ValueError("gradcheck: expected at least one input with requiresGrad");
  for (const [i, input] of inputs.entries()) {
    if (input.requiresGrad && input.dtype !== "float64") {
      throw new ValueError(`gradcheck: input ${i} is ${input.dtype}; differences need float64`);
    }
  }
}

function evaluate(fn: Differentiable, inputs: readonly Tensor[]): readonly Tensor[] {
  const result = enableGrad(() => fn(...inputs));
  return Array.isArray(result) ? result : [result as Tensor];
}

/** Values in [0.5, 1.5): no direction is so small that an error hides in it. */
function randomLike(shape: Shape, generator: Generator): Tensor {
  return rand(shape, { dtype: "float64", generator }).add(0.5);
}

/** The inputs, with `step` added to input `at`. */
function shifted(inputs: readonly Tensor[], at: number, step: Float64Array): Tensor[] {
  return inputs.map((input, i) => {
    if (i !== at) return input;
    const data = input.dataSync();
    for (let j = 0; j < data.length; j++) data[j] += step[j];
    return fromTypedArray(data, input.shape, { requiresGrad: true });
  });
}

function scale(values: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(values, (value) => value * factor);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

function isClose(analytical: number, numerical: number, scaleBy: number, { atol, rtol }: Settings): boolean {
  return Math.abs(analytical - numerical) <= atol * scaleBy + rtol * Math.abs(numerical);
}

function values(tensors: readonly Tensor[]): Float64Array[] {
  return tensors.map((tensor) => Float64Array.from(tensor.dataSync()));
}

/** Compares `uᵀ J v` for each input, with u and v random; as much work as a few forwards and one backward. */
function directionAgrees(fn: Differentiable, inputs: readonly Tensor[], settings: Settings): boolean {
  const generator = new Generator().manualSeed(settings.seed);
  const outputs = evaluate(fn, inputs);
  const u = outputs.map((output) => randomLike(output.shape, generator));
  const uValues = values(u);
  const project = (at: number, step: Float64Array): number =>
    values(evaluate(fn, shifted(inputs, at, step))).reduce((total, output, o) => total + dot(output, uValues[o]), 0);
  const gradients = outputGradients(outputs, inputs, u);
  return inputs.every((input, i) => {
    if (!input.requiresGrad) return true;
    const v = randomLike(input.shape, generator).dataSync();
    const numerical = (project(i, scale(v, settings.eps)) - project(i, scale(v, -settings.eps))) / (2 * settings.eps);
    const analytical = dot(gradients[i] ?? new Float64Array(v.length), v);
    return isClose(analytical, numerical, Math.max(1, Math.sqrt(v.length)), settings);
  });
}

/** `uᵀ J` for every input that requires a gradient; null where the outputs do not depend on it. */
function outputGradients(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  u: readonly Tensor[],
): (Float64Array | null)[] {
  const used = outputs.map((output, o) => [output, u[o]] as const).filter(([output]) => output.requiresGrad);
  const wanted = inputs.filter((input) => input.requiresGrad);
  if (used.length === 0) return inputs.map(() => null);
  const found = grad(
    used.map(([output]) => output),
    wanted,
    { gradOutputs: used.map(([, g]) => g), allowUnused: true, retainGraph: true },
  );
  let next = 0;
  return inputs.map((input) => {
    const gradient = input.requiresGrad ? found[next++] : null;
    return gradient === null ? null : Float64Array.from(gradient.dataSync());
  });
}

/** Compares every entry of the Jacobian. */
function compareJacobians(fn: Differentiable, inputs: readonly Tensor[], settings: Settings): GradcheckReport {
  const outputs = evaluate(fn, inputs);
  const rows = analyticalRows(outputs, inputs);
  let worst: GradcheckEntry | null = null;
  let worstExcess = -Infinity;
  for (const [i, input] of inputs.entries()) {
    if (!input.requiresGrad) continue;
    for (let j = 0; j < input.numel(); j++) {
      const column = differences(fn, inputs, i, j, settings.eps);
      for (const [o, output] of column.entries()) {
        for (let k = 0; k < output.length; k++) {
          const entry = {
            input: i,
            inputIndex: j,
            output: o,
            outputIndex: k,
            analytical: rows[o][k][i]?.[j] ?? 0,
            numerical: output[k],
          };
          const excess = excessOf(entry, settings);
          if (excess <= worstExcess) continue;
          worst = entry;
          worstExcess = excess;
        }
      }
    }
  }
  return { passed: worstExcess <= 1, worst };
}

/** How many times the tolerance two values differ by; a NaN or an infinity on one side alone is infinitely wrong. */
function excessOf({ analytical, numerical }: GradcheckEntry, { atol, rtol }: Settings): number {
  if (Object.is(analytical, numerical)) return 0;
  const excess = Math.abs(analytical - numerical) / (atol + rtol * Math.abs(numerical));
  return Number.isNaN(excess) ? Infinity : excess;
}

/** `rows[o][k][i]`: the gradient of element k of output o with respect to input i. */
function analyticalRows(outputs: readonly Tensor[], inputs: readonly Tensor[]): (Float64Array | null)[][][] {
  return outputs.map((output) =>
    Array.from({ length: output.numel() }, (_, k) => {
      const unit = new Float64Array(output.numel());
      unit[k] = 1;
      return outputGradients([output], inputs, [fromTypedArray(unit, output.shape)]);
    }),
  );
}

/** The central difference of every output with respect to one element of one input. */
function differences(fn: Differentiable, inputs: readonly Tensor[], i: number, j: number, eps: number): Float64Array[] {
  const step = new Float64Array(inputs[i].numel());
  step[j] = eps;
  const above = values(evaluate(fn, shifted(inputs, i, step)));
  step[j] = -eps;
  const below = values(evaluate(fn, shifted(inputs, i, step)));
  return above.map((output, o) => output.map((value, k) => (value - below[o][k]) / (2 * eps)));
}

function describe(worst: GradcheckEntry): string {
  return (
    `gradcheck: the gradient of output ${worst.output} [element ${worst.outputIndex}] with respect to input ${worst.input} ` +
    `[element ${worst.inputIndex}] is ${worst.analytical}, but differences give ${worst.numerical}`
  );
}
