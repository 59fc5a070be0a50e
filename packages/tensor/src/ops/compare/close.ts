import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumberFrom } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { callAs } from "../../op/callAs.js";
import { sameShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

function closeSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("other", aTensor),
    optional("rtol", aNumberFrom(0), 1e-5),
    optional("atol", aNumberFrom(0), 1e-8),
    optional("equalNan", aBoolean, false),
  );
}

const iscloseSignature = closeSignature("isclose");
const allcloseSignature = closeSignature("allclose");
const equalSignature = defineSignature("equal", required("x", aTensor), required("other", aTensor));

/** Options of {@link isclose} and {@link allclose}. */
export interface CloseOptions {
  /** Tolerance relative to `other`, >= 0. Default 1e-5. */
  readonly rtol?: number;
  /** Absolute tolerance, >= 0. Default 1e-8. */
  readonly atol?: number;
  /** NaN counts as equal to NaN. Default false. */
  readonly equalNan?: boolean;
}

/**
 * True where a pair of elements is close, as a bool tensor: `|x - other| <= atol + rtol * |other|`.
 *
 * @param other A tensor that broadcasts with x.
 * @param rtol Tolerance relative to other, >= 0. Default 1e-5.
 * @param atol Absolute tolerance, >= 0. Default 1e-8.
 * @param equalNan NaN counts as equal to NaN. Default false.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {ValueError} for a negative tolerance.
 * @example
 * tensor([1, 1]).isclose(tensor([1.000001, 1.1])); // => tensor([ True, False])
 * tensor([1, 1]).isclose(tensor([1.000001, 1.1]), { rtol: 0.2 }); // => tensor([True, True])
 * @see https://pytorch.org/docs/stable/generated/torch.isclose.html
 */
export function isclose(
  x: Tensor,
  other: Tensor,
  rtol?: number | CloseOptions,
  atol?: number | Omit<CloseOptions, "rtol">,
  equalNan?: boolean | Pick<CloseOptions, "equalNan">,
): Tensor {
  const bound = bind(iscloseSignature, arguments);
  return callAs("isclose", () => closePairs(...bound));
}

function closePairs(x: Tensor, other: Tensor, rtol: number, atol: number, equalNan: boolean): Tensor {
  if (!x.isFloatingPoint() || !other.isFloatingPoint()) {
    // Neither bools nor unsigned numbers have a difference.
    const dtype = x.device.backend.dtypes.includes("float64") ? "float64" : "float32";
    return closePairs(x.to(dtype), other.to(dtype), rtol, atol, equalNan);
  }
  const near = x.sub(other).abs().le(other.abs().mul(rtol).add(atol));
  // An infinity is close to itself alone: the difference of two is NaN, and any number is within rtol of one.
  const close = x.eq(other).logicalOr(near.logicalAnd(other.isfinite()));
  return equalNan ? close.logicalOr(x.isnan().logicalAnd(other.isnan())) : close;
}

/**
 * True if all pairs of elements are close, as {@link isclose} says.
 *
 * @param other A tensor that broadcasts with x.
 * @param rtol Tolerance relative to other, >= 0. Default 1e-5.
 * @param atol Absolute tolerance, >= 0. Default 1e-8.
 * @param equalNan NaN counts as equal to NaN. Default false.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {ValueError} for a negative tolerance.
 * @example
 * tensor([1, 2]).allclose(tensor([1, 2.000001])); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.allclose.html
 */
export function allclose(
  x: Tensor,
  other: Tensor,
  rtol?: number | CloseOptions,
  atol?: number | Omit<CloseOptions, "rtol">,
  equalNan?: boolean | Pick<CloseOptions, "equalNan">,
): boolean {
  const bound = bind(allcloseSignature, arguments);
  return (
    callAs("allclose", () => closePairs(...bound))
      .all()
      .item() === 1
  );
}

/**
 * True if two tensors have the same shape and the same elements.
 *
 * @param other A tensor.
 * @example
 * tensor([1, 2]).equal(tensor([1, 2])); // => true
 * @see https://pytorch.org/docs/stable/generated/torch.equal.html
 */
export function equal(x: Tensor, other: Tensor): boolean {
  [x, other] = bind(equalSignature, arguments);
  return sameShape(x.shape, other.shape) && x.eq(other).all().item() === 1;
}
