import { ArgumentError, type Tensor } from "@lumbre/tensor";
import {
  aBoolean,
  aFiniteNumber,
  aNumberFrom,
  anIntegerFrom,
  anOperand,
  bind,
  brandClass,
  defineKind,
  defineSignature,
  describe,
  isPlainObject,
  type Kind,
  nullable,
  optional,
  otherCopy,
  positional,
  required,
  type Signature,
} from "@lumbre/tensor/engine";
import { Optimizer } from "../optimizer.js";
import { version } from "../version.js";

// What the schedulers' constructors and methods take, and how it is checked.

/** The state of a scheduler, under PyTorch's names. */
export type SchedulerStateDict = Readonly<Record<string, unknown>>;

/** Options that schedulers have. */
export interface LRSchedulerOptions {
  /** The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1. */
  readonly lastEpoch?: number;
  /** True to print each learning rate that is set. Default false. */
  readonly verbose?: boolean;
}

/** The option that stands last. */
export type VerboseOption = Pick<LRSchedulerOptions, "verbose">;

const optimPackage = "@lumbre/optim";
brandClass(Optimizer, optimPackage, version);

const anOptimizer: Kind<Optimizer> = defineKind(
  "an optimizer",
  (value) => value instanceof Optimizer,
  (op, name, value) =>
    otherCopy(op, value, Optimizer, optimPackage, version) ??
    new ArgumentError(
      `${op}: ${name} must be an optimizer, such as new SGD(model.parameters(), 0.1), got ${describe(value)}`,
    ),
);

export const optimizerParameter = required("optimizer", anOptimizer);
export const lastEpochParameter = optional("lastEpoch", anIntegerFrom(-1), -1);
export const verboseParameter = optional("verbose", aBoolean, false);
export const gammaParameter = optional("gamma", aFiniteNumber, 0.1);

export const finiteNumbers: Kind<readonly number[]> = defineKind(
  "a list of finite numbers",
  (value) => Array.isArray(value) && value.every(Number.isFinite),
);

/** A setting that may differ from group to group; the scheduler compares their number with the groups'. */
export const onePerGroup: Kind<number | readonly number[]> = defineKind(
  "a finite number, or a list of them, one per group",
  (value) => aFiniteNumber.accepts(value) || finiteNumbers.accepts(value),
);

/** Epochs at which something changes. */
export const milestonesKind: Kind<readonly number[]> = defineKind(
  "a list of epochs, such as [30, 80]",
  (value) => Array.isArray(value) && value.every(Number.isInteger),
);

const epoch = optional("epoch", nullable(aNumberFrom(0)), null);
const stepSignature = defineSignature("step", epoch);
const metricsSignature = defineSignature("step", required("metrics", anOperand), epoch);
const nothing: Readonly<Record<string, Signature<[]>>> = {
  start: defineSignature("start"),
  step: defineSignature("step"),
  getLastLr: defineSignature("getLastLr"),
  stateDict: defineSignature("stateDict"),
};
const loadSignature = defineSignature(
  "loadStateDict",
  positional("stateDict", defineKind<SchedulerStateDict>("a scheduler's state dict", isPlainObject)),
);

/** The arguments of a step of the schedulers that may jump to an epoch. */
export function bindStep(given: ArrayLike<unknown>): [epoch: number | null] {
  return bind(stepSignature, given);
}

/** The arguments of a step that goes by a metric. */
export function bindMetrics(given: ArrayLike<unknown>): [metrics: number | Tensor, epoch: number | null] {
  return bind(metricsSignature, given);
}

/** Refuses arguments of a method that takes none. */
export function bindNothing(method: "start" | "step" | "getLastLr" | "stateDict", given: ArrayLike<unknown>): void {
  bind(nothing[method], given);
}

// Kinds of the fields of state dicts.
export const aCount = anIntegerFrom(0);
export const stateDicts: Kind<readonly SchedulerStateDict[]> = defineKind(
  "a list of state dicts",
  (value) => Array.isArray(value) && value.every(isPlainObject),
);

/**
 * The argument of loadStateDict, whose fields have to be of the given kinds.
 * @throws {ArgumentError} that names the field that is missing, or of the wrong kind.
 */
export function bindStateDict<Fields extends Record<string, unknown>>(
  given: ArrayLike<unknown>,
  fields: { readonly [Name in keyof Fields]: Kind<Fields[Name]> },
): SchedulerStateDict & Readonly<Fields> {
  const [dict] = bind(loadSignature, given);
  for (const [name, kind] of Object.entries<Kind<unknown>>(fields)) {
    const value = dict[name];
    if (kind.accepts(value)) continue;
    if (value === undefined) throw new ArgumentError(`loadStateDict: the state dict has no ${name}`);
    throw kind.refusal("loadStateDict", name, value);
  }
  return dict as SchedulerStateDict & Readonly<Fields>;
}

/** Prints the learning rates that were set, where that was asked for. */
export function printRates(isVerbose: boolean, rates: readonly number[], epoch: number | null = null): void {
  if (!isVerbose) return;
  const when = epoch === null ? "Adjusting" : `Epoch ${epoch}: adjusting`;
  for (const [group, rate] of rates.entries()) {
    console.log(`${when} learning rate of group ${group} to ${rate.toExponential(4)}.`);
  }
}
