import { Tensor } from "@lumbre/tensor";
import type { Network } from "./layers.js";

/** Calls `run` with the network in evaluation mode; each module has its own mode again afterwards. */
export function inEvaluation<T>(model: Network, run: () => T): T {
  const modes = model.modules().map((module) => [module, module.training] as const);
  try {
    model.eval();
    return run();
  } finally {
    for (const [module, mode] of modes) module.training = mode;
  }
}

/**
 * Calls `run` while `see` gets the output of each layer; what it returns takes the output's place. The hooks are gone
 * afterwards, whatever happens.
 */
export function withHooks<T>(
  layers: readonly Network[],
  see: (layer: Network, output: unknown) => Tensor | void,
  run: () => T,
): T {
  const handles = layers.map((layer) => layer.registerForwardHook((_, __, output) => see(layer, output)));
  try {
    return run();
  } finally {
    for (const handle of handles) handle.remove();
  }
}

/** A copy of its own: a ReLU in place may write into the output of the layer before it. */
export function copyOf(output: unknown): Tensor | null {
  return output instanceof Tensor ? output.clone() : null;
}
