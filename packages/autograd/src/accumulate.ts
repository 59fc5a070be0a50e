import type { BackwardOptions, Tensor } from "@lumbre/tensor";
import { internals } from "@lumbre/tensor/engine";
import { type Root, rootOf, runBackward } from "./backward.js";
import type { GradNode } from "./node.js";

/**
 * A gradient that nobody else holds. Rules may hand on the incoming gradient itself or a view of it, so two
 * leaves could end up sharing memory, and clipping one in place would change the other.
 */
function owned(grad: Tensor, taken: Set<object>): Tensor {
  const shared = taken.has(internals(grad).storage) || !internals(grad).coversStorage();
  const result = shared ? grad.clone() : grad;
  taken.add(internals(result).storage);
  return result;
}

/** `tensor.backward()`: adds the gradients of the leaves to their `grad`. */
export function backward(tensor: Tensor, gradient: Tensor | null, options: BackwardOptions): void {
  accumulate([rootOf("backward", tensor, gradient)], gradient === null ? [] : [gradient], options);
}

/** Adds the gradients that flow from `roots` to the `grad` of leaves and of tensors with retainGrad. */
export function accumulate(roots: readonly Root[], given: readonly Tensor[], options: BackwardOptions): void {
  const taken = new Set<object>(given.map((grad) => internals(grad).storage));
  const addTo = (tensor: Tensor, grad: Tensor): void => {
    tensor.grad = tensor.grad === null ? owned(grad, taken) : tensor.grad.add(grad);
  };
  runBackward(roots, {
    ...options,
    onLeaf: addTo,
    onNode: (node: GradNode, grad: Tensor) => {
      const tensor = node.retained?.deref();
      if (tensor !== undefined) addTo(tensor, grad);
    },
  });
}
