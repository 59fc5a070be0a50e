import { bind } from "../../arguments/bind.js";
import { anything } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { isTensor as holds, type Tensor } from "../../tensor.js";
import { unarySignature } from "../elementwise.js";

const numelSignature = unarySignature("numel");
const isTensorSignature = defineSignature("isTensor", required("obj", anything));

/**
 * The number of elements.
 *
 * @example
 * numel(zeros(2, 3)); // => 6
 * @see https://pytorch.org/docs/stable/generated/torch.numel.html
 */
export function numel(x: Tensor): number {
  [x] = bind(numelSignature, arguments);
  return x.numel();
}

/**
 * True for a tensor, in TypeScript too.
 *
 * @param obj Any value.
 * @example
 * isTensor(zeros(2)); // => true
 * isTensor([1, 2]); // => false
 * @see https://pytorch.org/docs/stable/generated/torch.is_tensor.html
 */
export function isTensor(obj: unknown): obj is Tensor {
  [obj] = bind(isTensorSignature, arguments);
  return holds(obj);
}
