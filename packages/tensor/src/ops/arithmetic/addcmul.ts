import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";

function addcSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("tensor1", aTensor),
    required("tensor2", aTensor),
    named("value", aNumber, 1),
  );
}

const addcmulSignature = addcSignature("addcmul");
const addcmulInPlaceSignature = addcSignature("addcmul_");
const addcdivSignature = addcSignature("addcdiv");
const addcdivInPlaceSignature = addcSignature("addcdiv_");

/** Options of {@link addcmul} and {@link addcdiv}. */
export interface AddcOptions {
  /** Multiplies what is added. Default 1. */
  readonly value?: number;
}

/**
 * `x + value * tensor1 * tensor2`, with broadcasting.
 *
 * @param tensor1 A tensor that broadcasts with x.
 * @param tensor2 A tensor that broadcasts with x.
 * @param options A factor for what is added.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1]).addcmul(tensor([2]), tensor([3]), { value: 0.5 }); // => tensor([4.])
 * @see https://pytorch.org/docs/stable/generated/torch.addcmul.html
 */
export function addcmul(x: Tensor, tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor {
  const [input, a, b, value] = bind(addcmulSignature, arguments);
  return callAs("addcmul", () => input.add(a.mul(b), { alpha: value }));
}

/**
 * {@link addcmul}, in place.
 *
 * @param tensor1 A tensor that broadcasts with x.
 * @param tensor2 A tensor that broadcasts with x.
 * @param options A factor for what is added.
 * @throws {ShapeError} when the result has another shape than x.
 * @example
 * tensor([1]).addcmul_(tensor([2]), tensor([3]), { value: 0.5 }); // => tensor([4.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.addcmul_.html
 */
export function addcmul_(x: Tensor, tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor {
  const [input, a, b, value] = bind(addcmulInPlaceSignature, arguments);
  return callAs("addcmul_", () => input.add_(a.mul(b), { alpha: value }));
}

/**
 * `x + value * tensor1 / tensor2`, with broadcasting.
 *
 * @param tensor1 A tensor that broadcasts with x.
 * @param tensor2 A tensor that broadcasts with x.
 * @param options A factor for what is added.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1]).addcdiv(tensor([6]), tensor([3])); // => tensor([3.])
 * @see https://pytorch.org/docs/stable/generated/torch.addcdiv.html
 */
export function addcdiv(x: Tensor, tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor {
  const [input, a, b, value] = bind(addcdivSignature, arguments);
  return callAs("addcdiv", () => input.add(a.div(b), { alpha: value }));
}

/**
 * {@link addcdiv}, in place.
 *
 * @param tensor1 A tensor that broadcasts with x.
 * @param tensor2 A tensor that broadcasts with x.
 * @param options A factor for what is added.
 * @throws {ShapeError} when the result has another shape than x.
 * @example
 * tensor([1]).addcdiv_(tensor([6]), tensor([3])); // => tensor([3.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.addcdiv_.html
 */
export function addcdiv_(x: Tensor, tensor1: Tensor, tensor2: Tensor, options?: AddcOptions): Tensor {
  const [input, a, b, value] = bind(addcdivInPlaceSignature, arguments);
  return callAs("addcdiv_", () => input.add_(a.div(b), { alpha: value }));
}
