import { ArgumentError, type Device, GradError, getDefaultDevice, scope, Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFunction,
  anIntegerFrom,
  anything,
  bind,
  defineSignature,
  named,
  refusePromise,
  required,
  watchKernels,
} from "@lumbre/tensor/engine";
import { Module } from "../module/module.js";
import { Profile, type ProfileStep } from "./profileResult.js";
import { Recorder } from "./recorder.js";
import { watchGraph } from "./watchGraph.js";
import { watchModules } from "./watchModules.js";

// biome-ignore lint/suspicious/noExplicitAny: a model takes inputs of its own
type Model = (...inputs: any[]) => unknown;

/** Options of {@link profile}. */
export interface ProfileOptions {
  /** Also run the backward pass, from the output, or from the sum of it where it is no scalar. Default false. */
  readonly backward?: boolean;
  /** How many times the model runs before it is measured, so that it is compiled by then. Default 1. */
  readonly warmup?: number;
  /** How many times it is measured; times and calls of all of them are added up. Default 1. */
  readonly active?: number;
}

const signature = defineSignature(
  "profile",
  required("model", aFunction<Model>("a module or a function")),
  required("inputs", anything),
  named("backward", aBoolean, false),
  named("warmup", anIntegerFrom(0), 1),
  named("active", anIntegerFrom(1), 1),
);

/**
 * Runs a model and measures how long each kernel took, in which module, and who computed it. The result prints as tables,
 * and `toChromeTrace()` is a file for chrome://tracing or https://ui.perfetto.dev. The model runs as it always does: layers
 * that run as one kernel with their neighbours still do, and stand in the table as `features.0-2`. Nothing is measured,
 * and nothing costs anything, outside of this function.
 *
 * The model's mode is left as it is, and with `backward` the gradients of its parameters and of the inputs; batch norm
 * updates its running statistics in training mode, as ever. Write `noGrad(() => profile(model, x))` for inference. Times are
 * those of the clock on the wall, on all threads of a device together; on a GPU, which computes later, a kernel's time is
 * that of its call.
 *
 * @param model A module, or any function of tensors, such as a whole training step, whose kernels then stand in no module.
 * @param inputs Its input, or a list of them.
 * @param options.backward Also run the backward pass, from the output, or from the sum of it where it is no scalar. Default
 *   false.
 * @param options.warmup How many times the model runs before it is measured, 0 or more. Default 1.
 * @param options.active How many times it is measured, 1 or more; all of them are added up. Default 1.
 * @throws {ArgumentError} for what is neither a module nor a function, for a model that returns a promise, and for an
 *   unknown option.
 * @throws {ValueError} for a number of runs out of range.
 * @throws {GradError} with `backward`, when no tensor of the output requires a gradient.
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 8), new nn.Tanh(), new nn.Linear(8, 2));
 * const result = nn.profile(model, randn(16, 4), { backward: true });
 * result.keyAverages().some(({ key }) => key === "unary"); // => true
 * result.moduleAverages().map(({ key }) => key).sort(); // => ["", "0", "1", "2"]
 * result.table().startsWith("Kernel"); // => true
 * JSON.parse(result.toChromeTrace()).traceEvents.length > 10; // => true
 * @see https://pytorch.org/docs/stable/profiler.html
 */
export function profile(model: Module | Model, inputs: unknown, options?: ProfileOptions): Profile {
  const [run, given, backward, warmup, active] = bind(signature, arguments);
  const args = Array.isArray(given) ? given : [given];
  const leaves = leavesOf(run, args);
  const grads = leaves.map((leaf) => leaf.grad);
  const recorder = new Recorder();
  const step = (): void => {
    if (backward) for (const leaf of leaves) leaf.grad = null;
    runStep(run, args, backward);
  };
  try {
    for (let i = 0; i < warmup; i++) step();
    const steps = measure(run, devicesOf(run, args), recorder, active, step);
    return new Profile(recorder.kernels, recorder.modules, steps);
  } finally {
    if (backward) for (const [i, leaf] of leaves.entries()) leaf.grad = grads[i];
  }
}

function runStep(run: Model, args: readonly unknown[], backward: boolean): void {
  scope(() => {
    const output = run(...args);
    refusePromise(output, promiseError);
    if (backward) lossOf(output).backward();
  });
}

/** Runs the steps with everything watched, and gives back when each began and how long it took. */
function measure(
  run: Model,
  devices: ReadonlySet<Device>,
  recorder: Recorder,
  count: number,
  step: () => void,
): ProfileStep[] {
  const undo = [...devices].map((device) => watchKernels(device, recorder));
  const steps: ProfileStep[] = [];
  try {
    undo.push(watchGraph(recorder));
    if (run instanceof Module) undo.push(watchModules(run, recorder));
    for (let i = 0; i < count; i++) {
      const start = recorder.now();
      step();
      steps.push({ start, duration: recorder.now() - start });
    }
    return steps;
  } finally {
    for (const end of undo.reverse()) end();
  }
}

/** What gradients flow into: parameters, and inputs that require one. */
function leavesOf(run: Model, args: readonly unknown[]): Tensor[] {
  const inputs = tensorsIn(args).filter((input) => input.requiresGrad && input.isLeaf);
  return [...new Set([...(run instanceof Module ? run.parameters() : []), ...inputs])];
}

function devicesOf(run: Model, args: readonly unknown[]): Set<Device> {
  const own = run instanceof Module ? [...run.parameters(), ...run.buffers()] : [];
  return new Set([getDefaultDevice(), ...[...own, ...tensorsIn(args)].map(({ device }) => device)]);
}

/** The tensors in a value: itself, or those in lists and plain objects. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}

/** The scalar that backward starts from. */
function lossOf(output: unknown): Tensor {
  const [first, ...rest] = tensorsIn(output).filter(({ requiresGrad }) => requiresGrad);
  if (first === undefined) {
    throw new GradError(
      "profile: no tensor of the model's output requires a gradient, so there is no backward pass; leave backward out, " +
        "or call profile outside of noGrad()",
    );
  }
  if (rest.length === 0 && first.numel() === 1) return first;
  return rest.reduce((sum, x) => sum.add(x.sum()), first.sum());
}

function promiseError(): ArgumentError {
  return new ArgumentError("profile: the model returned a promise, which nobody would wait for; profile what it calls");
}
