import { sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link isclose} and {@link allclose}. */
export interface CloseOptions {
  /** Relative to `other`, >= 0. Default 1e-5. */
  readonly rtol?: number;
  /** Absolute, >= 0. Default 1e-8. */
  readonly atol?: number;
  /** Whether NaN counts as equal to NaN. Default false. */
  readonly equalNan?: boolean;
}

/**
 * Whether each pair of elements is close, as bools: `|x - other| <= atol + rtol * |other|`.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([1, 1]).isclose(tensor([1.000001, 1.1])); // => tensor([ True, False])
 * @see https://pytorch.org/docs/stable/generated/torch.isclose.html
 */
export function isclose(x: Tensor, other: Tensor, options: CloseOptions = {}): Tensor {
  const { rtol = 1e-5, atol = 1e-8, equalNan = false } = options;
  if (!x.isFloatingPoint() || !other.isFloatingPoint()) {
    // Neither bools nor unsigned numbers have a difference.
    const dtype = x.device.backend.dtypes.includes("float64") ? "float64" : "float32";
    return isclose(x.to(dtype), other.to(dtype), options);
  }
  const near = x.sub(other).abs().le(other.abs().mul(rtol).add(atol));
  // An infinity is close to itself alone: the difference of two is NaN, and any number is within rtol of one.
  const close = x.eq(other).logicalOr(near.logicalAnd(other.isfinite()));
  return equalNan ? close.logicalOr(x.isnan().logicalAnd(other.isnan())) : close;
}

/**
 * Whether all pairs of elements are close, as {@link isclose} says.
 *
 * @example
 * tensor([1, 2]).allclose(tensor([1, 2.000001])); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.allclose.html
 */
export function allclose(x: Tensor, other: Tensor, options: CloseOptions = {}): boolean {
  return isclose(x, other, options).all().item() === 1;
}

/**
 * Whether two tensors have the same shape and the same elements.
 *
 * @example
 * tensor([1, 2]).equal(tensor([1, 2])); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.equal.html
 */
export function equal(x: Tensor, other: Tensor): boolean {
  return sameShape(x.shape, other.shape) && x.eq(other).all().item() === 1;
}
