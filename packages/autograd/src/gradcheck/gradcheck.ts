import { Generator, GradError, type Tensor, ValueError, zerosLike } from "@lumbre/tensor";
import { bind } from "@lumbre/tensor/engine";
import { grad } from "../grad.js";
import { compareDirection, compareJacobians, compareSamples, randomLike, roundingTolerance } from "./compare.js";
import {
  type BoundOptions,
  type Differentiable,
  type GradcheckOptions,
  type GradgradcheckOptions,
  gradcheckSignature,
  gradgradcheckSignature,
  settingsFor,
} from "./options.js";
import { describeWorst, type GradcheckReport } from "./report.js";
import { evaluate, listParameters, restoringBuffers, Subject } from "./subject.js";

/** Tensors that have as many elements together as this are checked entry by entry. */
const smallJacobian = 64;

/** Larger ones are not searched for the worst entry: this many elements of each tensor are. */
const [largeJacobian, largeSample] = [4096, 64];

/**
 * Checks the gradients of `func` against central differences: `(f(x + eps) - f(x - eps)) / (2 eps)`.
 *
 * Inputs that require a gradient are checked, and so are the parameters of a module. They have to be float64. By default
 * a small Jacobian is compared entry by entry and a larger one in a random direction, `uᵀ J v`; when that fails, the worst
 * entry is looked for. A whole network is checked with `maxEntries`. Parameters and buffers are as before afterwards.
 *
 * @param func A function of tensors that gives a tensor or several, such as a module; the same each time it is called.
 * @param inputs Its inputs, one or a list.
 * @param options.eps Step of the difference, > 0. Default 1e-6; for float32 5e-3.
 * @param options.atol Absolute tolerance, >= 0. Default 1e-5; for float32 1e-3; with maxEntries what rounding explains,
 *   where that is less.
 * @param options.rtol Relative tolerance, >= 0. Default 1e-3; for float32 1e-2.
 * @param options.raiseException Throw when the check fails; otherwise the report says so. Default true.
 * @param options.nondetTol The most that outputs may differ when `func` is called again, >= 0. Default 0.
 * @param options.fastMode Compare a random direction (true), or every entry (false). Default null: by size.
 * @param options.parameters What is checked beside the inputs: a module, a list of tensors, or one of
 *   `[name, tensor]`. Default null: the parameters of `func`, where it is a module.
 * @param options.maxEntries Compare this many elements of each tensor, drawn at random, and a random direction, >= 1.
 *   Default null: no limit.
 * @param options.allowFloat32 Take float32 too. Its differences are coarse, and wrong where a step crosses the kink of a
 *   relu or a maximum. Default false.
 * @param options.seed Seed of what is drawn at random. Default 0.
 * @returns Whether it passed, and the worst derivative of all and of each tensor.
 * @throws {ValueError} when a tensor is not float64, none requires a gradient, or `func` gives other outputs each time.
 * @throws {GradError} when a gradient differs by more than `atol + rtol * |numerical|`; the message has the worst
 *   entry with both values.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
 * gradcheck((x) => x.mul(x), x).passed; // => true
 * const model = new nn.Linear(3, 2).to("float64");
 * const report = gradcheck(model, x, { maxEntries: 4 });
 * report.tensors.map(({ name, compared }) => [name, compared]); // => [["input 0", 4], ["weight", 5], ["bias", 3]]
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
 */
export function gradcheck(
  func: Differentiable,
  inputs: Tensor | readonly Tensor[],
  options?: GradcheckOptions,
): GradcheckReport {
  const [fn, given, ...bound] = bind(gradcheckSignature, arguments);
  const inputList = listOf(given);
  const subject = new Subject(fn, inputList, listParameters("gradcheck", fn, parametersOf(bound)));
  return restoringBuffers([fn, parametersOf(bound)], () => check("gradcheck", subject, bound));
}

/**
 * Checks the second derivatives of `func`: {@link gradcheck} over the function that computes its gradients, with
 * respect to the inputs, the parameters, and the gradients of the outputs.
 *
 * @param func A function of tensors that gives a tensor or several, such as a module; the same each time it is called.
 * @param inputs Its inputs, one or a list.
 * @param gradOutputs The gradients of the outputs; null: random ones. Default null.
 * @param options.eps As all others, see {@link gradcheck}.
 * @returns Whether it passed, and the worst derivative of all and of each tensor; the gradients of the outputs are inputs
 *   that come last.
 * @throws {ValueError} as gradcheck, and for another number of gradOutputs than there are outputs.
 * @throws {GradError} when second derivatives differ, or the backward cannot be differentiated.
 * @throws {ArgumentError} for an unknown option, and one of the wrong kind.
 * @example
 * const x = tensor([1, 2, 3], { dtype: "float64", requiresGrad: true });
 * gradgradcheck((x) => x.exp(), x).passed; // => true
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html
 */
export function gradgradcheck(
  func: Differentiable,
  inputs: Tensor | readonly Tensor[],
  gradOutputs?: Tensor | readonly Tensor[] | null | GradgradcheckOptions,
  options?: GradcheckOptions,
): GradcheckReport {
  const [fn, given, starts, ...bound] = bind(gradgradcheckSignature, arguments);
  const inputList = listOf(given);
  const parameters = listParameters("gradgradcheck", fn, parametersOf(bound)).filter(
    ([, { requiresGrad }]) => requiresGrad,
  );
  return restoringBuffers([fn, parametersOf(bound)], () => {
    const outputs = evaluate(fn, inputList).filter((output) => output.requiresGrad);
    const startList = starts === null ? randomGradients(outputs, seedOf(bound)) : listOf(starts);
    if (startList.length !== outputs.length) {
      throw new ValueError(
        `gradgradcheck: got ${startList.length} gradOutputs for ${outputs.length} outputs that require a gradient`,
      );
    }
    const firstDerivatives: Differentiable = (...all) => {
      const values = all.slice(0, inputList.length);
      const wanted = [...values.filter((_, i) => inputList[i].requiresGrad), ...parameters.map(([, tensor]) => tensor)];
      const results = evaluate(fn, values).filter((output) => output.requiresGrad);
      const found = grad(results, wanted, all.slice(inputList.length), { createGraph: true, allowUnused: true });
      return found.map((gradient, i) => gradient ?? zerosLike(wanted[i]));
    };
    return check("gradgradcheck", new Subject(firstDerivatives, [...inputList, ...startList], parameters), bound);
  });
}

function check(op: string, subject: Subject, bound: BoundOptions): GradcheckReport {
  const [eps, atol, rtol, raiseException, nondetTol, fastMode, , maxEntries, allowFloat32, seed] = bound;
  const isFloat32 = requireChecked(op, subject, allowFloat32);
  const outputs = subject.outputs();
  subject.requireDeterministic(op, outputs, nondetTol);
  const settings = settingsFor(isFloat32, eps, atol, rtol);
  const generator = new Generator().manualSeed(seed);
  const compare = (): GradcheckReport => {
    if (maxEntries !== null) {
      const rounding = roundingTolerance(outputs, isFloat32, settings.eps);
      const strict = { ...settings, atol: atol ?? Math.min(settings.atol, rounding) };
      return compareSamples(subject, outputs, maxEntries, generator, strict);
    }
    const checkedSize = subject.checked.reduce((count, { tensor }) => count + tensor.numel(), 0);
    const size = subject.inputs.reduce(
      (count, tensor) => count + (tensor.requiresGrad ? 0 : tensor.numel()),
      checkedSize,
    );
    const outputSize = outputs.reduce((count, output) => count + output.numel(), 0);
    if (!(fastMode ?? size + outputSize > smallJacobian)) return compareJacobians(subject, outputs, settings);
    const direction = compareDirection(subject, outputs, generator, settings);
    if (direction.passed) return direction;
    // A direction can fail by rounding that adds up over many entries, each of them within the tolerance.
    if (checkedSize <= largeJacobian) return compareJacobians(subject, outputs, settings);
    const samples = compareSamples(subject, outputs, largeSample, generator, settings);
    return samples.passed ? direction : samples;
  };
  const report = compare();
  if (!report.passed && raiseException && report.worst !== null) {
    throw new GradError(`${op}: ${describeWorst(report.worst)}`);
  }
  return report;
}

/** Throws unless there is something to check, in a dtype that it can be checked in; true for float32. */
function requireChecked(op: string, { checked }: Subject, allowFloat32: boolean): boolean {
  if (checked.length === 0) {
    throw new ValueError(`${op}: expected at least one input with requiresGrad, or parameters`);
  }
  const coarse = checked.find(({ tensor }) => tensor.dtype !== "float64");
  if (coarse !== undefined && !allowFloat32) {
    throw new ValueError(
      `${op}: ${coarse.name} is ${coarse.tensor.dtype}; differences need float64: write .to("float64"), or set ` +
        "{ allowFloat32: true } for a coarse check",
    );
  }
  return coarse !== undefined;
}

function randomGradients(outputs: readonly Tensor[], seed: number): Tensor[] {
  const generator = new Generator().manualSeed(seed);
  return outputs.map((output) => {
    return randomLike(output.shape, generator).to(output.dtype).to(output.device).requiresGrad_();
  });
}

function listOf(given: Tensor | readonly Tensor[]): readonly Tensor[] {
  return Array.isArray(given) ? given : [given as Tensor];
}

const parametersOf = (bound: BoundOptions): unknown => bound[6];
const seedOf = (bound: BoundOptions): number => bound[9];
