import { type BackwardOptions, GradError, type Tensor, ValueError } from "@lumbre/tensor";
import { type Root, rootOf, runBackward } from "./backward.js";
import type { GradNode } from "./node.js";

/** Options of {@link grad}. */
export interface GradOptions extends BackwardOptions {
  /** The gradient of each output; 1 for scalar outputs when left out. */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[];
  /** Give null for an input that the outputs do not depend on, instead of throwing. Default false. */
  readonly allowUnused?: boolean;
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

/**
 * The gradients of the sum of `outputs` with respect to `inputs`, returned and not accumulated into `grad`.
 *
 * @param options.gradOutputs One gradient per output. Default: 1, for scalar outputs.
 * @param options.createGraph Record the backward, so that the result can be differentiated again. Default false.
 * @param options.retainGraph Keep what was saved for another backward. Default: createGraph.
 * @param options.allowUnused Null instead of an error for inputs that do not matter. Default false.
 * @throws {GradError} when an output does not require grad, or an input is not in the graph.
 * @example
 * const x = tensor(3, { requiresGrad: true });
 * const [dx] = grad(x.pow(3), x, { createGraph: true });
 * dx.item(); // => 27
 * grad(dx, x)[0].item(); // => 18
 * @see https://pytorch.org/docs/stable/generated/torch.autograd.grad.html
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options?: GradOptions & { readonly allowUnused?: false },
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions,
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const outputList = listOf(outputs);
  const inputList = listOf(inputs);
  const given = options.gradOutputs === undefined ? [] : listOf<Tensor | null>(options.gradOutputs);
  if (given.length > 0 && given.length !== outputList.length) {
    throw new ValueError(`grad: got ${outputList.length} outputs and ${given.length} gradOutputs`);
  }
  const roots: Root[] = outputList.map((output, i) => rootOf("grad", output, given[i] ?? null));
  for (const [i, input] of inputList.entries()) {
    if (!input.requiresGrad)
      throw new GradError(`grad: input ${i}, of shape [${input.shape.join(", ")}], does not require grad`);
  }
  const found = gradientsOf(roots, inputList, options);
  return inputList.map((input, i) => {
    const result = found.get(keyOf(input)) ?? null;
    if (result === null && options.allowUnused !== true) {
      throw new GradError(
        `grad: input ${i} appears to not have been used in the graph; set { allowUnused: true } if this is the desired behavior`,
      );
    }
    return result;
  });
}

function keyOf(tensor: Tensor): GradNode | Tensor {
  return (tensor.gradFn as GradNode | null) ?? tensor;
}

function gradientsOf(
  roots: readonly Root[],
  inputs: readonly Tensor[],
  options: BackwardOptions,
): Map<GradNode | Tensor, Tensor> {
  const targets = new Set(inputs.map(keyOf));
  const found = new Map<GradNode | Tensor, Tensor>();
  runBackward(roots, {
    ...options,
    targets,
    onLeaf: (leaf, gradient) => {
      if (targets.has(leaf)) found.set(leaf, gradient);
    },
    onNode: (node, gradient) => {
      if (targets.has(node)) found.set(node, gradient);
    },
  });
  return found;
}
