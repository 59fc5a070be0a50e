import type { ActivationParameters, Declining, FusedKernels } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { runFloatJob } from "./floatJob.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 14;

/** Activations and the gradients of their inputs, for float32. */
export function activationKernels(engine: Engine): Declining<Pick<FusedKernels, "activation" | "activationInputGrad">> {
  const numbers = ({ a, b, c }: ActivationParameters): number[] => [a, b, c];
  return {
    activation: (name, x, parameters) => runFloatJob(engine, name, [x], numbers(parameters), sharedFrom),
    activationInputGrad: (name, grad, x, parameters) =>
      runFloatJob(engine, `${name}Grad`, [grad, x], numbers(parameters), sharedFrom),
  };
}
