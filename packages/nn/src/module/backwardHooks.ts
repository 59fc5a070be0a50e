import { customFunction } from "@lumbre/autograd";
import { ArgumentError, Tensor, ValueError, zeros, zerosLike } from "@lumbre/tensor";
import { describe, ignoreRejection, internals } from "@lumbre/tensor/engine";
import type { Module } from "./module.js";

/** Gradients by position; null for what is no tensor or needs none. */
type Gradients = readonly (Tensor | null)[];

/**
 * Sees the gradients with respect to a module's inputs and to its outputs, by position, and may return others in place
 * of those of the inputs.
 */
export type FullBackwardHook = (
  module: Module,
  gradInput: readonly (Tensor | null)[],
  gradOutput: readonly (Tensor | null)[],
) => readonly (Tensor | null)[] | Tensor | void;

/** Takes the gradients of some tensors, all at once, and gives those that travel on. */
type OnGradients = (grads: Gradients) => Gradients;

const name = "backwardHook";

/**
 * The same tensors, in the same memory, whose gradients go through `onGradients` together. Each has a gate of its own,
 * which keeps the gradient that arrives, null where none does. All gates depend on one node besides, a scalar that is
 * never read: its backward runs when no gate has a gradient to wait for, and sends on what they kept.
 */
function gate(tensors: readonly Tensor[], onGradients: OnGradients, isOutput: boolean): Tensor[] {
  const kept = new Array<Tensor | null>(tensors.length).fill(null);
  const scalar = (): Tensor => zeros([], { dtype: tensors[0].dtype, device: tensors[0].device });
  const join = customFunction<Tensor[]>({
    name,
    forward: scalar,
    backward: () => {
      const grads = [...kept];
      kept.fill(null);
      return onGradients(grads);
    },
  });
  const joint = join(...tensors);
  return tensors.map((tensor, i) => {
    const pass = customFunction<[x: Tensor, joint: Tensor]>({
      name,
      // A fresh output may be changed in place, by the activation behind it; an input is the user's, too.
      forward: (_, x) => (isOutput && internals(tensor).base === null ? x.detach() : x),
      backward: (_, g) => {
        kept[i] = g;
        return [null, scalar()];
      },
    });
    return pass(tensor.detach(), joint);
  });
}

/** Puts a gate before those of some values that are tensors with a gradient; the gradients keep the values' positions. */
function gateValues(values: readonly unknown[], onGradients: OnGradients, isOutput: boolean): unknown[] | null {
  const positions = values.flatMap((value, i) => (value instanceof Tensor && value.requiresGrad ? [i] : []));
  if (positions.length === 0) return null;
  const spread = (grads: Gradients): Gradients => {
    const all = new Array<Tensor | null>(values.length).fill(null);
    for (const [i, position] of positions.entries()) all[position] = grads[i];
    return all;
  };
  const gated = gate(
    positions.map((position) => values[position] as Tensor),
    (grads) => {
      const next = onGradients(spread(grads));
      return positions.map((position) => next[position]);
    },
    isOutput,
  );
  const result = [...values];
  for (const [i, position] of positions.entries()) result[position] = gated[i];
  return result;
}

/** Inputs, and then an output, whose gradients the hooks see: they run when those of the inputs are complete. */
export function hookBackward(
  module: Module,
  hooks: readonly FullBackwardHook[],
  given: readonly unknown[],
): { readonly inputs: readonly unknown[]; output(value: unknown): unknown } {
  let gradOutput: Gradients = [];
  const run = (gradInput: Gradients): Gradients =>
    hooks.reduce((grads, hook) => nextGradients(module, grads, hook(module, grads, gradOutput)), gradInput);
  // An input that no output depends on has a gradient of zeros, as in PyTorch.
  const zerosFor = (value: unknown): Tensor | null =>
    value instanceof Tensor && value.requiresGrad ? zerosLike(value) : null;
  const inputs = gateValues(given, (grads) => run(grads.map((grad, i) => grad ?? zerosFor(given[i]))), false);
  const onOutput = (grads: Gradients): Gradients => {
    gradOutput = grads;
    if (inputs === null) run(given.map(() => null));
    return grads;
  };
  return {
    inputs: inputs ?? given,
    output: (value) =>
      Array.isArray(value)
        ? (gateValues(value, onOutput, true) ?? value)
        : (gateValues([value], onOutput, true)?.[0] ?? value),
  };
}

function nextGradients(module: Module, grads: Gradients, result: unknown): Gradients {
  if (result === undefined || result === null) return grads;
  const op = module.constructor.name;
  const next: unknown = result instanceof Tensor ? [result] : result;
  ignoreRejection(result);
  if (!Array.isArray(next) || !next.every((grad) => grad === null || grad instanceof Tensor)) {
    throw new ArgumentError(
      `${op}: a full backward hook must return a list of gradients, one gradient or nothing, got ${describe(result)}`,
    );
  }
  if (next.length !== grads.length)
    throw new ValueError(`${op}: a full backward hook returned ${next.length} gradients for ${grads.length} inputs`);
  if (next.some((grad, i) => grad !== null && grads[i] === null))
    throw new ValueError(`${op}: a full backward hook returned a gradient for an input that needs none`);
  return next;
}
