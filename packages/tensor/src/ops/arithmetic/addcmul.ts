import type { Tensor } from "../../tensor.js";

/** Options of {@link addcmul} and {@link addcdiv}. */
export interface AddcOptions {
  /** Multiplies what is added. Default 1. */
  readonly value?: number;
}

/**
 * `x + value * tensor1 * tensor2`, with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1]).addcmul(tensor([2]), tensor([3]), { value: 0.5 }); // => tensor([4.])
 * @see https://pytorch.org/docs/stable/generated/torch.addcmul.html
 */
export function addcmul(x: Tensor, tensor1: Tensor, tensor2: Tensor, options: AddcOptions = {}): Tensor {
  return x.add(tensor1.mul(tensor2), { alpha: options.value ?? 1 });
}

/** {@link addcmul}, in place. */
export function addcmul_(x: Tensor, tensor1: Tensor, tensor2: Tensor, options: AddcOptions = {}): Tensor {
  return x.add_(tensor1.mul(tensor2), { alpha: options.value ?? 1 });
}

/**
 * `x + value * tensor1 / tensor2`, with broadcasting.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1]).addcdiv(tensor([6]), tensor([3])); // => tensor([3.])
 * @see https://pytorch.org/docs/stable/generated/torch.addcdiv.html
 */
export function addcdiv(x: Tensor, tensor1: Tensor, tensor2: Tensor, options: AddcOptions = {}): Tensor {
  return x.add(tensor1.div(tensor2), { alpha: options.value ?? 1 });
}

/** {@link addcdiv}, in place. */
export function addcdiv_(x: Tensor, tensor1: Tensor, tensor2: Tensor, options: AddcOptions = {}): Tensor {
  return x.add_(tensor1.div(tensor2), { alpha: options.value ?? 1 });
}
