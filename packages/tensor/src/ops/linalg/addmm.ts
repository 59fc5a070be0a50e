import { ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { bmm, matmul } from "./matmul.js";

/** Options of {@link addmm} and {@link baddbmm}. */
export interface AddProductOptions {
  /** Multiplies the tensor that is added. Default 1; with 0 it is not looked at, so that its NaN do not count. */
  readonly beta?: number;
  /** Multiplies the product. Default 1. */
  readonly alpha?: number;
}

function addProduct(op: string, x: Tensor, product: Tensor, { beta = 1, alpha = 1 }: AddProductOptions): Tensor {
  const lead = product.ndim - x.ndim;
  const fits = lead >= 0 && x.shape.every((size, d) => size === 1 || size === product.shape[d + lead]);
  if (!fits) {
    throw new ShapeError(
      `${op}: shape ${formatShape(x.shape)} does not broadcast to the product's shape ${formatShape(product.shape)}`,
    );
  }
  const scaled = alpha === 1 ? product : product.mul(alpha);
  if (beta === 0) return scaled;
  return scaled.add(beta === 1 ? x : x.mul(beta));
}

/**
 * `beta * x + alpha * (a @ b)` for matrices a `[M, K]` and b `[K, N]`; x broadcasts to `[M, N]`.
 *
 * @param options.beta Multiplies x. Default 1.
 * @param options.alpha Multiplies the product. Default 1.
 * @throws {ShapeError} unless the shapes fit.
 * @example
 * ones(2).addmm(tensor([[1, 2]]), tensor([[1, 0], [0, 1]])); // => tensor([[2., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.addmm.html
 */
export function addmm(x: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  if (a.ndim !== 2 || b.ndim !== 2 || a.shape[1] !== b.shape[0]) {
    throw new ShapeError(
      `addmm: expected matrices [M, K] and [K, N], got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  return addProduct("addmm", x, matmul(a, b), options);
}

/**
 * `beta * x + alpha * (a @ b)` for batches of matrices a `[B, M, K]` and b `[B, K, N]`; x broadcasts to `[B, M, N]`.
 *
 * @param options.beta Multiplies x. Default 1.
 * @param options.alpha Multiplies the product. Default 1.
 * @throws {ShapeError} unless the shapes fit.
 * @example
 * ones(1).baddbmm(ones(2, 1, 3), ones(2, 3, 1)).shape; // => [2, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.baddbmm.html
 */
export function baddbmm(x: Tensor, a: Tensor, b: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct("baddbmm", x, bmm(a, b), options);
}
