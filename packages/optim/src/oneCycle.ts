import { ValueError } from "@lumbre/tensor";
import { type AnyOptimizer, LRScheduler, requireSteps } from "./scheduler.js";

/** Options of {@link OneCycleLR}. */
export interface OneCycleOptions {
  /** The top of the learning rate; one for all groups, or one for each. */
  readonly maxLr: number | readonly number[];
  /** Steps in all; may be given as epochs times stepsPerEpoch. */
  readonly totalSteps?: number;
  readonly epochs?: number;
  readonly stepsPerEpoch?: number;
  /** Share of the steps that go up, in [0, 1]. Default 0.3. */
  readonly pctStart?: number;
  /** Default "cos". */
  readonly annealStrategy?: "cos" | "linear";
  /** Whether the momentum (Adam: beta 1) goes the other way. Default true. */
  readonly cycleMomentum?: boolean;
  /** Default 0.85. */
  readonly baseMomentum?: number;
  /** Default 0.95. */
  readonly maxMomentum?: number;
  /** The first learning rate is maxLr divided by it. Default 25. */
  readonly divFactor?: number;
  /** The last learning rate is the first one divided by it. Default 1e4. */
  readonly finalDivFactor?: number;
  /** Go down in two phases, the first as long as the way up. Default false. */
  readonly threePhase?: boolean;
}

/** A stretch of the cycle: until `end`, from one value to another. */
interface Phase {
  readonly end: number;
  readonly lr: readonly [from: keyof Rates, to: keyof Rates];
  readonly momentum: readonly [from: number, to: number];
}

interface Rates {
  readonly first: number;
  readonly most: number;
  readonly last: number;
}

/**
 * The one-cycle policy: the learning rate goes up to a maximum and down to almost nothing, the momentum the other way.
 * To be stepped after every batch.
 *
 * @throws {ValueError} for options out of range, or more steps than there are.
 * @see https://arxiv.org/abs/1708.07120 Smith, Topin
 * @see https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
 */
export class OneCycleLR extends LRScheduler {
  readonly totalSteps: number;
  private readonly rates: readonly Rates[];
  private readonly phases: readonly Phase[];
  private readonly anneal: (from: number, to: number, share: number) => number;
  private readonly cycleMomentum: boolean;

  constructor(optimizer: AnyOptimizer, options: OneCycleOptions) {
    super(optimizer);
    const {
      maxLr,
      pctStart = 0.3,
      annealStrategy = "cos",
      cycleMomentum = true,
      divFactor = 25,
      finalDivFactor = 1e4,
    } = options;
    const { baseMomentum = 0.85, maxMomentum = 0.95, threePhase = false } = options;
    this.totalSteps = readTotalSteps(options);
    if (!(pctStart >= 0 && pctStart <= 1))
      throw new ValueError(`OneCycleLR: expected float between 0 and 1 pctStart, but got ${pctStart}`);
    if (annealStrategy !== "cos" && annealStrategy !== "linear")
      throw new ValueError(
        `OneCycleLR: annealStrategy must be one of 'cos' or 'linear', instead got ${String(annealStrategy)}`,
      );
    const tops = typeof maxLr === "number" ? optimizer.paramGroups.map(() => maxLr) : maxLr;
    if (tops.length !== optimizer.paramGroups.length)
      throw new ValueError(`OneCycleLR: expected ${optimizer.paramGroups.length} values for maxLr, got ${tops.length}`);
    this.rates = tops.map((most) => ({ first: most / divFactor, most, last: most / divFactor / finalDivFactor }));
    const top = pctStart * this.totalSteps - 1;
    const up: Phase = { end: top, lr: ["first", "most"], momentum: [maxMomentum, baseMomentum] };
    const end = this.totalSteps - 1;
    this.phases = threePhase
      ? [
          up,
          { end: 2 * pctStart * this.totalSteps - 2, lr: ["most", "first"], momentum: [baseMomentum, maxMomentum] },
          { end, lr: ["first", "last"], momentum: [maxMomentum, maxMomentum] },
        ]
      : [up, { end, lr: ["most", "last"], momentum: [baseMomentum, maxMomentum] }];
    this.anneal = annealStrategy === "cos" ? cosine : (from, to, share) => from + (to - from) * share;
    this.cycleMomentum = cycleMomentum;
    if (cycleMomentum && !("momentum" in optimizer.defaults || "betas" in optimizer.defaults)) {
      throw new ValueError("OneCycleLR: optimizer must support momentum with cycleMomentum enabled");
    }
    this.apply();
  }

  protected rate(epoch: number, _base: number, group: number): number {
    const { phase, share } = this.position(epoch);
    const rates = this.rates[group];
    return this.anneal(rates[phase.lr[0]], rates[phase.lr[1]], share);
  }

  protected override apply(): void {
    super.apply();
    if (!this.cycleMomentum) return;
    const { phase, share } = this.position(this.lastEpoch);
    const momentum = this.anneal(phase.momentum[0], phase.momentum[1], share);
    for (const group of this.optimizer.paramGroups) {
      if ("betas" in group) group.betas = [momentum, ...(group.betas as number[]).slice(1)];
      else group.momentum = momentum;
    }
  }

  /** The phase that a step lies in, and how much of it has passed. */
  private position(step: number): { readonly phase: Phase; readonly share: number } {
    if (step > this.totalSteps)
      throw new ValueError(
        `OneCycleLR: tried to step ${step} times. The specified number of total steps is ${this.totalSteps}`,
      );
    let start = 0;
    for (const [i, phase] of this.phases.entries()) {
      if (step <= phase.end || i === this.phases.length - 1)
        return { phase, share: (step - start) / (phase.end - start) };
      start = phase.end;
    }
    throw new ValueError("OneCycleLR: there are no phases");
  }
}

function cosine(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + Math.cos(Math.PI * share));
}

function readTotalSteps({ totalSteps, epochs, stepsPerEpoch }: OneCycleOptions): number {
  if (totalSteps !== undefined) {
    requireSteps("OneCycleLR", "totalSteps", totalSteps);
    return totalSteps;
  }
  if (epochs === undefined || stepsPerEpoch === undefined) {
    throw new ValueError("OneCycleLR: you must define either totalSteps OR (epochs AND stepsPerEpoch)");
  }
  requireSteps("OneCycleLR", "epochs", epochs);
  requireSteps("OneCycleLR", "stepsPerEpoch", stepsPerEpoch);
  return epochs * stepsPerEpoch;
}
