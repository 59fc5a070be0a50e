import type { ClampBounds, Declining, FusedKernels } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { runFloatJob } from "./floatJob.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 16;

/** Clamping to numbers and its gradient, for float32. */
export function clampingKernels(engine: Engine): Declining<Pick<FusedKernels, "clamp" | "clampInputGrad">> {
  return {
    clamp: (x, { low, high }: ClampBounds) => runFloatJob(engine, "clamp", [x], [low, high], sharedFrom),
    clampInputGrad: (grad, x, { low, high, isOpen }: ClampBounds) =>
      runFloatJob(engine, "clampGrad", [grad, x], [low, high, Number(isOpen)], sharedFrom),
  };
}
