import type { View } from "../contract.js";
import { type Kernel, noResult } from "../kernel.js";
import type { OptimizerStep } from "./adaptiveStep.js";

/** `g = gradient + weightDecay w; m = momentum m + (1 - dampening) g; w = w - lr m`, or g without momentum. */
export interface SgdStep extends OptimizerStep {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  /** True if `g + momentum m` takes the place of m in the last formula. */
  readonly nesterov: boolean;
}

/** A step of gradient descent for many parameters, with momentum where it is given; operands as for `adaptiveStep`. */
export const sgdStep: Kernel<
  "optimizer",
  (
    parameters: readonly View[],
    gradients: readonly View[],
    momentumBuffers: readonly View[] | null,
    options: SgdStep,
  ) => void
> = {
  group: "optimizer",
  resultDTypes: noResult,
};
