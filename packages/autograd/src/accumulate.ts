import { type Tensor, ValueError } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";
import { keyOf, type Root, requireInputs, rootOf, runBackward } from "./backward.js";

/**
 * A gradient that nobody else holds. Rules may hand on the incoming gradient itself or a view of it, so two
 * leaves could end up sharing memory, and clipping one in place would change the other. The copy that `at` picks by a
 * list could not be clipped at all.
 */
function owned(grad: Tensor, taken: Set<object>): Tensor {
  const { storage } = internals(grad);
  const shared = taken.has(storage) || storage.isPicked || !internals(grad).coversStorage();
  const result = shared ? grad.clone() : grad;
  taken.add(internals(result).storage);
  return result;
}

/** `tensor.backward()`: adds the gradients of the leaves, or of the inputs, to their `grad`. */
export function backward(
  tensor: Tensor,
  gradient: Tensor | null,
  retainGraph: boolean | null,
  createGraph: boolean,
  inputs: readonly Tensor[] | null,
): void {
  accumulateFrom([rootOf("backward", tensor, gradient)], gradient === null ? [] : [gradient], {
    retainGraph,
    createGraph,
    inputs,
  });
}

/** How gradients are accumulated, as `tensor.backward` takes it. */
interface AccumulateOptions {
  readonly retainGraph: boolean | null;
  readonly createGraph: boolean;
  readonly inputs: readonly Tensor[] | null;
}

/**
 * Adds the gradients of the leaves, or of the inputs, to their `grad`.
 * @param given Gradients that the user holds on to.
 */
export function accumulateFrom(
  roots: readonly Root[],
  given: readonly Tensor[],
  { retainGraph, createGraph, inputs }: AccumulateOptions,
): void {
  if (inputs?.length === 0) throw new ValueError("backward: inputs cannot be empty; null means every leaf");
  requireInputs("backward", inputs ?? []);
  const taken = new Set<object>(given.map((gradient) => internals(gradient).storage));
  const addTo = (to: Tensor, grad: Tensor): void => {
    to.grad = to.grad === null ? owned(grad, taken) : to.grad.add(grad);
  };
  const wanted = inputs === null ? null : new Map(inputs.map((input) => [keyOf(input), input]));
  runBackward(roots, {
    retainGraph,
    createGraph,
    targets: wanted === null ? undefined : new Set(wanted.keys()),
    onLeaf: (leaf, grad) => {
      if (wanted === null || wanted.has(leaf)) addTo(leaf, grad);
    },
    onNode: (node, grad) => {
      const to = wanted?.get(node) ?? node.retained?.deref();
      if (to !== undefined) addTo(to, grad);
    },
  });
}
