import {
  type ActivationName,
  type ActivationParameters,
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  numel,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { Workspace } from "../engine/workspace.js";

/** The minimum number of elements for sharing the work between threads. */
const sharedFrom = 2 ** 14;
const grain = 2 ** 12;

/** Activations and the gradients of their inputs, for float32. */
export function activationKernels(engine: Engine): Declining<Pick<FusedKernels, "activation" | "activationInputGrad">> {
  const { heap, team } = engine;

  function run(
    kernel: ActivationName | `${ActivationName}Grad`,
    operands: readonly View[],
    { a, b, c }: ActivationParameters,
  ): DeviceBuffer | null {
    const [{ dtype, shape }] = operands;
    if (dtype !== "float32") return null;
    const n = numel(shape);
    const out = heap.allocate(n, "float32");
    Workspace.lend(engine, (space) => {
      const addresses = operands.map((operand) => space.rowMajor(operand));
      team.run(kernel, [...addresses, a, b, c, out.address], n, n > sharedFrom ? grain : n);
    });
    return out;
  }

  return {
    activation: (name, x, parameters) => run(name, [x], parameters),
    activationInputGrad: (name, grad, x, parameters) => run(`${name}Grad`, [grad, x], parameters),
  };
}
