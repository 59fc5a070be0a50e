import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";

/** What the parameters of a step have in common. */
export interface OptimizerStep {
  /** The coefficient of an L2 penalty, whose gradient is added. */
  readonly weightDecay: number;
  /** True to maximize instead of minimize. */
  readonly maximize: boolean;
}

/**
 * `g = gradient + weightDecay w; m = beta1 m + (1 - beta1) g; v = beta2 v + gradSqFactor g²;
 * w = weightFactor w - (stepSize.expAvg m + stepSize.gradient g) / (sqrt(v) + stepSize.eps)`, with m the `expAvg` of a
 * parameter, v its `expAvgSq` (or `maxExpAvgSq`), and a step size for each parameter.
 */
export interface AdaptiveStep extends OptimizerStep {
  /** The factor of the weights: `1 - lr weightDecay` where weight decay is decoupled, else 1. */
  readonly weightFactor: number;
  /** Decay rate of the exponential moving average of the gradients. */
  readonly beta1: number;
  /** Decay rate of the exponential moving average of their squares. */
  readonly beta2: number;
  /** The factor of the squared gradient: `1 - beta2` for an average, 1 for a sum. */
  readonly gradSqFactor: number;
  readonly stepSizes: readonly StepSize[];
}

/** How far a step goes for one parameter, bias corrections included: parameters may have had different numbers of steps. */
export interface StepSize {
  /** Along the exponential moving average of the gradient. */
  readonly expAvg: number;
  /** Along the gradient itself. */
  readonly gradient: number;
  /** Term added to the denominator for numerical stability. */
  readonly eps: number;
}

/**
 * A step of Adam or a similar optimizer for many parameters: writes into them, into the exponential moving averages of
 * their gradients where these are given, into those of the squared gradients, and into the maxima of the latter so far
 * where these are given. All are float32 and row-major, and share no memory.
 */
export const adaptiveStep: Kernel<
  "optimizer",
  (
    parameters: readonly View[],
    gradients: readonly View[],
    expAvgs: readonly View[] | null,
    expAvgSqs: readonly View[],
    maxExpAvgSqs: readonly View[] | null,
    options: AdaptiveStep,
  ) => void
> = {
  group: "optimizer",
  resultDTypes: noResult,
};
