import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { multiply, multiplyBatches } from "./matmul.js";

function addProductSignature(op: string, first: "mat1" | "batch1", second: "mat2" | "batch2") {
  return defineSignature(
    op,
    required("x", aTensor),
    required(first, aTensor),
    required(second, aTensor),
    named("beta", aNumber, 1),
    named("alpha", aNumber, 1),
  );
}

const addmmSignature = addProductSignature("addmm", "mat1", "mat2");
const baddbmmSignature = addProductSignature("baddbmm", "batch1", "batch2");

/** Options of {@link addmm} and {@link baddbmm}. */
export interface AddProductOptions {
  /** Multiplies the tensor that is added. Default 1; with 0 it is not looked at, so that its NaN do not count. */
  readonly beta?: number;
  /** Multiplies the product. Default 1. */
  readonly alpha?: number;
}

function addProduct(op: string, x: Tensor, product: Tensor, beta: number, alpha: number): Tensor {
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
 * `beta * x + alpha * (mat1 @ mat2)` for matrices mat1 `[M, K]` and mat2 `[K, N]`; x broadcasts to `[M, N]`.
 *
 * @param options.beta Multiplies x. Default 1.
 * @param options.alpha Multiplies the product. Default 1.
 * @throws {ShapeError} unless the shapes fit.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * ones(2).addmm(tensor([[1, 2]]), tensor([[1, 0], [0, 1]])); // => tensor([[2., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.addmm.html
 */
export function addmm(x: Tensor, mat1: Tensor, mat2: Tensor, options?: AddProductOptions): Tensor {
  const [input, a, b, beta, alpha] = bind(addmmSignature, arguments);
  if (a.ndim !== 2 || b.ndim !== 2 || a.shape[1] !== b.shape[0]) {
    throw new ShapeError(
      `addmm: expected matrices [M, K] and [K, N], got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  return addProduct("addmm", input, multiply("addmm", a, b), beta, alpha);
}

/**
 * `beta * x + alpha * (batch1 @ batch2)` for batches of matrices batch1 `[B, M, K]` and batch2 `[B, K, N]`; x broadcasts
 * to `[B, M, N]`.
 *
 * @param options.beta Multiplies x. Default 1.
 * @param options.alpha Multiplies the product. Default 1.
 * @throws {ShapeError} unless the shapes fit.
 * @throws {DTypeError} for two bool tensors.
 * @example
 * ones(1).baddbmm(ones(2, 1, 3), ones(2, 3, 1)).shape; // => [2, 1, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.baddbmm.html
 */
export function baddbmm(x: Tensor, batch1: Tensor, batch2: Tensor, options?: AddProductOptions): Tensor {
  const [input, a, b, beta, alpha] = bind(baddbmmSignature, arguments);
  return addProduct("baddbmm", input, multiplyBatches("baddbmm", a, b), beta, alpha);
}
