import { ValueError } from "@lumbre/tensor";
import { aBoolean, aFiniteNumber, defineSignature, nullable, oneOf, optional, required } from "@lumbre/tensor/engine";
import { bindNames, requireBetas } from "../checks.js";
import type { Optimizer, ScheduleFields } from "../optimizer.js";
import {
  type LRSchedulerOptions,
  lastEpochParameter,
  onePerGroup,
  optimizerParameter,
  type VerboseOption,
  verboseParameter,
} from "./arguments.js";
import { LRScheduler, requireWhole } from "./lrScheduler.js";

/** Options of {@link OneCycleLR}. */
export interface OneCycleLROptions extends LRSchedulerOptions {
  /** The steps of the cycle; null: epochs times stepsPerEpoch. Default null. */
  readonly totalSteps?: number | null;
  /** Epochs, in place of totalSteps. Default null. */
  readonly epochs?: number | null;
  /** Steps of each epoch, in place of totalSteps. Default null. */
  readonly stepsPerEpoch?: number | null;
  /** The share of the steps in which the learning rate rises, in [0, 1]. Default 0.3. */
  readonly pctStart?: number;
  /** Along what it rises and falls. Default "cos". */
  readonly annealStrategy?: "cos" | "linear";
  /** True if the momentum, or Adam's first beta, goes the other way. Default true. */
  readonly cycleMomentum?: boolean;
  /** The smallest momentum. Default 0.85. */
  readonly baseMomentum?: number | readonly number[];
  /** The largest momentum. Default 0.95. */
  readonly maxMomentum?: number | readonly number[];
  /** The first learning rate is maxLr divided by this, > 0. Default 25. */
  readonly divFactor?: number;
  /** The last learning rate is the first one divided by this, > 0. Default 1e4. */
  readonly finalDivFactor?: number;
  /** True if the rate falls as it rose, and then further, in a third phase. Default false. */
  readonly threePhase?: boolean;
}

interface Phase {
  readonly endStep: number;
  readonly lr: readonly [from: keyof ScheduleFields, to: keyof ScheduleFields];
  readonly momentum: readonly [from: keyof ScheduleFields, to: keyof ScheduleFields];
}

type OneCycleArguments = Required<OneCycleLROptions> & {
  readonly optimizer: Optimizer;
  readonly maxLr: number | readonly number[];
};

interface OneCycleSettings {
  readonly totalSteps: number;
  readonly pctStart: number;
  readonly annealStrategy: "cos" | "linear";
  readonly cycleMomentum: boolean;
  readonly threePhase: boolean;
}

/** A group whose optimizer has a momentum: SGD's and RMSprop's, or the first beta of Adam and its kin. */
type MomentumGroup = ScheduleFields & { momentum?: number; betas?: readonly [number, number] };

/** The options in PyTorch's order. */
type Order = [
  "totalSteps",
  "epochs",
  "stepsPerEpoch",
  "pctStart",
  "annealStrategy",
  "cycleMomentum",
  "baseMomentum",
  "maxMomentum",
  "divFactor",
  "finalDivFactor",
  "threePhase",
];

/** The names up to and with `Last`, in that order. */
type UpTo<Last, Names extends readonly string[] = Order> = Names extends readonly [
  infer First,
  ...infer Rest extends readonly string[],
]
  ? First | (First extends Last ? never : UpTo<Last, Rest>)
  : never;

/** The options that may stand by name behind `Last`, which is given by its position. */
type OptionsAfter<Last extends Order[number]> = Omit<OneCycleLROptions, UpTo<Last> & string>;

const signature = defineSignature(
  "OneCycleLR",
  optimizerParameter,
  required("maxLr", onePerGroup),
  optional("totalSteps", nullable(aFiniteNumber), null),
  optional("epochs", nullable(aFiniteNumber), null),
  optional("stepsPerEpoch", nullable(aFiniteNumber), null),
  optional("pctStart", aFiniteNumber, 0.3),
  optional("annealStrategy", oneOf("cos", "linear"), "cos"),
  optional("cycleMomentum", aBoolean, true),
  optional("baseMomentum", onePerGroup, 0.85),
  optional("maxMomentum", onePerGroup, 0.95),
  optional("divFactor", aFiniteNumber, 25),
  optional("finalDivFactor", aFiniteNumber, 1e4),
  optional("threePhase", aBoolean, false),
  lastEpochParameter,
  verboseParameter,
);

/**
 * One cycle: the learning rate rises from a small value to a large one, and falls to one that is much smaller still,
 * while the momentum falls and rises. To be stepped after each batch, not each epoch.
 *
 * @param optimizer Its groups' learning rates are set.
 * @param maxLr The largest learning rate, for all groups or for each.
 * @param totalSteps The steps of the cycle, >= 1; null: `epochs` times `stepsPerEpoch`. Default null.
 * @param epochs Epochs, >= 1, in place of totalSteps. Default null.
 * @param stepsPerEpoch Steps of each epoch, >= 1, in place of totalSteps. Default null.
 * @param pctStart The share of the steps in which the learning rate rises, in [0, 1]. Default 0.3.
 * @param annealStrategy Along what it rises and falls, "cos" or "linear". Default "cos".
 * @param cycleMomentum True if the momentum, or Adam's first beta, goes the other way. Default true.
 * @param baseMomentum The smallest momentum, for all groups or for each. Default 0.85.
 * @param maxMomentum The largest momentum, for all groups or for each. Default 0.95.
 * @param divFactor The first learning rate is maxLr divided by this, > 0. Default 25.
 * @param finalDivFactor The last learning rate is the first one divided by this, > 0. Default 1e4.
 * @param threePhase True if the rate falls as it rose, and then further, in a third phase. Default false.
 * @param lastEpoch The epoch to go on from, for an optimizer that was loaded; -1: start anew. Default -1.
 * @param verbose True to print each learning rate that is set. Default false.
 * @throws {ValueError} for options out of range, an optimizer without momentum when it is to be cycled, and more steps
 *   than there are.
 * @throws {ArgumentError} for what is no optimizer, an unknown option, and one of the wrong kind.
 * @example
 * const optimizer = new SGD([tensor(1, { requiresGrad: true })], { lr: 1, momentum: 0.9 });
 * const scheduler = new OneCycleLR(optimizer, 1, { totalSteps: 6, pctStart: 0.5 });
 * const rates = [0, 1, 2, 3, 4].map(() => {
 *   const { lr } = optimizer.paramGroups[0];
 *   optimizer.step();
 *   scheduler.step();
 *   return Math.round(lr * 1000) / 1000;
 * });
 * rates; // => [0.04, 0.52, 1, 0.75, 0.25]
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 * @see https://arxiv.org/abs/1708.07120 Smith, Topin: Super-convergence
 */
export class OneCycleLR extends LRScheduler<OneCycleSettings> {
  constructor(
    optimizer: Optimizer,
    maxLr: number | readonly number[] | (OneCycleLROptions & { readonly maxLr: number | readonly number[] }),
    totalSteps?: number | null | OneCycleLROptions,
    epochs?: number | null | OptionsAfter<"totalSteps">,
    stepsPerEpoch?: number | null | OptionsAfter<"epochs">,
    pctStart?: number | OptionsAfter<"stepsPerEpoch">,
    annealStrategy?: "cos" | "linear" | OptionsAfter<"pctStart">,
    cycleMomentum?: boolean | OptionsAfter<"annealStrategy">,
    baseMomentum?: number | readonly number[] | OptionsAfter<"cycleMomentum">,
    maxMomentum?: number | readonly number[] | OptionsAfter<"baseMomentum">,
    divFactor?: number | OptionsAfter<"maxMomentum">,
    finalDivFactor?: number | OptionsAfter<"divFactor">,
    threePhase?: boolean | OptionsAfter<"finalDivFactor">,
    lastEpoch?: number | LRSchedulerOptions,
    verbose?: boolean | VerboseOption,
  ) {
    const bound = bindNames<OneCycleArguments>(signature, arguments);
    super(bound.optimizer, prepare(bound), bound.lastEpoch, bound.verbose);
  }

  protected override nextLr(): number[] {
    const { totalSteps, annealStrategy, cycleMomentum } = this.settings;
    const step = this.lastEpoch;
    if (step > totalSteps) throw tooManySteps(step, totalSteps);
    const anneal = annealStrategy === "cos" ? annealCosine : annealLinear;
    const { phase, share } = phaseAt(step, this.settings);
    for (const [i, group] of this.optimizer.paramGroups.entries()) requireEnds(group, i, cycleMomentum);
    return this.optimizer.paramGroups.map((group) => {
      const between = ([from, to]: Phase["lr"]): number => anneal(group[from] as number, group[to] as number, share);
      if (cycleMomentum) setMomentum(group, between(phase.momentum));
      return between(phase.lr);
    });
  }
}

function tooManySteps(step: number, totalSteps: number): ValueError {
  return new ValueError(
    `OneCycleLR: Tried to step ${step + 1} times. The specified number of total steps is ${totalSteps}`,
  );
}

/** Throws unless a group has the ends of the cycle, which one that was added later does not. */
function requireEnds(group: ScheduleFields, index: number, cycleMomentum: boolean): void {
  const ends: (keyof ScheduleFields)[] = ["initialLr", "maxLr", "minLr"];
  if (cycleMomentum) ends.push("baseMomentum", "maxMomentum");
  const missing = ends.find((end) => group[end] === undefined);
  if (missing === undefined) return;
  throw new ValueError(
    `OneCycleLR: parameter group ${index} has no ${missing}; add all groups before the scheduler is made, and load the ` +
      "optimizer's state dict before one that goes on",
  );
}

/** Checks the arguments, and leaves the ends of the cycle in the groups. */
function prepare(bound: OneCycleArguments): OneCycleSettings {
  const { optimizer, maxLr, pctStart, annealStrategy, cycleMomentum, threePhase } = bound;
  const { baseMomentum, maxMomentum, divFactor, finalDivFactor, lastEpoch } = bound;
  const totalSteps = totalStepsOf(bound);
  if (!(pctStart >= 0 && pctStart <= 1)) {
    throw new ValueError(`OneCycleLR: Expected float between 0 and 1 pctStart, but got ${pctStart}`);
  }
  for (const [name, value] of Object.entries({ divFactor, finalDivFactor })) {
    if (!(value > 0)) throw new ValueError(`OneCycleLR: ${name} must be > 0, got ${value}`);
  }
  if (pctStart * totalSteps === 1) {
    throw new ValueError(
      `OneCycleLR: pctStart ${pctStart} of ${totalSteps} steps is one step, which leaves none to rise in; choose another pctStart`,
    );
  }
  const { defaults } = optimizer;
  if (cycleMomentum && !("momentum" in defaults) && !("betas" in defaults)) {
    throw new ValueError("OneCycleLR: optimizer must support momentum with `cycleMomentum` option enabled");
  }
  const [maxLrs, bases, maxima] = [
    perGroup("maxLr", optimizer, maxLr),
    perGroup("baseMomentum", optimizer, baseMomentum),
    perGroup("maxMomentum", optimizer, maxMomentum),
  ];
  if (cycleMomentum && "betas" in defaults) {
    for (const momentum of [...bases, ...maxima]) requireBetas("OneCycleLR", [momentum, 0]);
  }
  if (lastEpoch === -1) {
    for (const [i, group] of optimizer.paramGroups.entries()) {
      const initialLr = maxLrs[i] / divFactor;
      Object.assign(group, { initialLr, maxLr: maxLrs[i], minLr: initialLr / finalDivFactor });
      if (cycleMomentum) Object.assign(group, { maxMomentum: maxima[i], baseMomentum: bases[i] });
    }
  }
  return { totalSteps, pctStart, annealStrategy, cycleMomentum, threePhase };
}

function totalStepsOf({ totalSteps, epochs, stepsPerEpoch }: OneCycleArguments): number {
  if (totalSteps !== null) {
    requireWhole("OneCycleLR", "totalSteps", totalSteps);
    return totalSteps;
  }
  if (epochs === null || stepsPerEpoch === null) {
    throw new ValueError("OneCycleLR: You must define either totalSteps OR (epochs AND stepsPerEpoch)");
  }
  requireWhole("OneCycleLR", "epochs", epochs);
  requireWhole("OneCycleLR", "stepsPerEpoch", stepsPerEpoch);
  return epochs * stepsPerEpoch;
}

function perGroup(name: string, optimizer: Optimizer, value: number | readonly number[]): readonly number[] {
  const count = optimizer.paramGroups.length;
  if (typeof value === "number") return new Array<number>(count).fill(value);
  if (value.length !== count) {
    throw new ValueError(`OneCycleLR: expected ${count} values for ${name}, got ${value.length}`);
  }
  return value;
}

function setMomentum(group: MomentumGroup, momentum: number): void {
  if (group.betas !== undefined) group.betas = [momentum, group.betas[1]];
  else group.momentum = momentum;
}

function phasesOf({ totalSteps, pctStart, threePhase }: OneCycleSettings): readonly Phase[] {
  const up: Phase = {
    endStep: pctStart * totalSteps - 1,
    lr: ["initialLr", "maxLr"],
    momentum: ["maxMomentum", "baseMomentum"],
  };
  const endStep = totalSteps - 1;
  if (!threePhase) return [up, { endStep, lr: ["maxLr", "minLr"], momentum: ["baseMomentum", "maxMomentum"] }];
  const down: Phase = {
    endStep: 2 * pctStart * totalSteps - 2,
    lr: ["maxLr", "initialLr"],
    momentum: ["baseMomentum", "maxMomentum"],
  };
  return [up, down, { endStep, lr: ["initialLr", "minLr"], momentum: ["maxMomentum", "maxMomentum"] }];
}

/** The phase that a step lies in, and how much of it has passed. */
function phaseAt(step: number, settings: OneCycleSettings): { readonly phase: Phase; readonly share: number } {
  const phases = phasesOf(settings);
  const found = phases.findIndex(({ endStep }) => step <= endStep);
  const index = found < 0 ? phases.length - 1 : found;
  const start = index === 0 ? 0 : phases[index - 1].endStep;
  // The last phase has no length where the rise, or both phases before it, take all steps.
  if (phases[index].endStep === start) throw tooManySteps(step, settings.totalSteps);
  return { phase: phases[index], share: (step - start) / (phases[index].endStep - start) };
}

function annealCosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (Math.cos(Math.PI * share) + 1);
}

function annealLinear(from: number, to: number, share: number): number {
  return (to - from) * share + from;
}
