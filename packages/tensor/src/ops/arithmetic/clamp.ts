import { bind } from "../../arguments/bind.js";
import { nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { anOperand, aTensor } from "../../arguments/tensorKinds.js";
import { onesLike } from "../../creation/fill.js";
import { type DType, integerRange, isFloat, requireCast, resultType } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { copyInto } from "../copy.js";
import { clampToNumbers } from "./clampOp.js";

function clampSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    optional("min", nullable(anOperand), null),
    optional("max", nullable(anOperand), null),
  );
}

const signature = clampSignature("clamp");
const inPlaceSignature = clampSignature("clamp_");
const clampMinSignature = defineSignature("clampMin", required("x", aTensor), required("min", anOperand));
const clampMaxSignature = defineSignature("clampMax", required("x", aTensor), required("max", anOperand));

/** Bounds of {@link clamp}, of which one may be left out or null. */
export interface ClampOptions {
  /** Lower bound: a number, or a tensor that broadcasts with x. Default null: none. */
  readonly min?: Operand | null;
  /** Upper bound: a number, or a tensor that broadcasts with x. Default null: none. */
  readonly max?: Operand | null;
}

/**
 * Elements below `min` become min, above `max` max. The gradient is 1 from bound to bound, both included, and 0
 * outside and at NaN. Where min is above max the result is max.
 *
 * @param min Lower bound: a number, or a tensor that broadcasts with x. Default null: none.
 * @param max Upper bound: a number, or a tensor that broadcasts with x. Default null: none.
 * @throws {ValueError} when neither bound is given.
 * @example
 * tensor([-2, 0.5, 3]).clamp(-1, 1); // => tensor([-1.0000,  0.5000,  1.0000])
 * tensor([-2, 0.5, 3]).clamp({ min: 0 }); // => tensor([0.0000, 0.5000, 3.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clamp(
  x: Tensor,
  min?: Operand | ClampOptions | null,
  max?: Operand | Omit<ClampOptions, "min"> | null,
): Tensor {
  const [input, low, high] = bind(signature, arguments);
  return callAs("clamp", () => clampBetween(input, low, high));
}

function clampBetween(x: Tensor, min: Operand | null, max: Operand | null): Tensor {
  if (min === null && max === null) throw new ValueError("clamp: at least one of min and max must be given");
  const low = min ?? Number.NEGATIVE_INFINITY;
  const high = max ?? Number.POSITIVE_INFINITY;
  if (isFloat(x.dtype) && isNumber(low) && isNumber(high)) return clampToNumbers(x, low, high, false);
  const dtype = resultType(x, ...[min, max].filter((bound) => bound !== null));
  const input = withoutGradAtNaN(x).to(dtype);
  const result = min === null ? input : bounded(input, min, "lt");
  return max === null ? result : bounded(result, max, "gt");
}

/** The tensor, through whose NaN no gradient flows: they lie between no bounds. */
function withoutGradAtNaN(x: Tensor): Tensor {
  return x.requiresGrad ? x.maskedFill(x.isnan(), Number.NaN) : x;
}

function isNumber(bound: Operand): bound is number {
  return typeof bound === "number" && !Number.isNaN(bound);
}

/**
 * The bound where x lies beyond it, and else x; NaN where the bound is. As a choice, so that x's gradient at the bound
 * itself is 1.
 */
function bounded(x: Tensor, bound: Operand, beyond: "lt" | "gt"): Tensor {
  if (typeof bound !== "number") {
    const isBeyond = x[beyond](bound);
    return bound.where(isFloat(bound.dtype) ? isBeyond.logicalOr(bound.isnan()) : isBeyond, x);
  }
  if (Number.isNaN(bound)) return x.maskedFill(onesLike(x, { dtype: "bool" }), bound);
  if (isOutside(bound, x.dtype, beyond)) return x;
  return x.maskedFill(x[beyond](bound), bound);
}

/** True for a bound beyond all that an integer dtype holds, which no element reaches. */
function isOutside(bound: number, dtype: DType, beyond: "lt" | "gt"): boolean {
  const [least, most] = integerRange(dtype);
  return dtype !== "bool" && (beyond === "lt" ? bound < least : bound > most);
}

/**
 * {@link clamp} with a lower bound only.
 *
 * @param min A number, or a tensor that broadcasts with x.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([-2, 3]).clampMin(0); // => tensor([0., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clampMin(x: Tensor, min: Operand): Tensor {
  [x, min] = bind(clampMinSignature, arguments);
  return callAs("clampMin", () => clampBetween(x, min, null));
}

/**
 * {@link clamp} with an upper bound only.
 *
 * @param max A number, or a tensor that broadcasts with x.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * tensor([-2, 3]).clampMax(0); // => tensor([-2.,  0.])
 * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clampMax(x: Tensor, max: Operand): Tensor {
  [x, max] = bind(clampMaxSignature, arguments);
  return callAs("clampMax", () => clampBetween(x, null, max));
}

/**
 * {@link clamp}, in place.
 *
 * @param min Lower bound: a number, or a tensor that broadcasts to the shape of x. Default null: none.
 * @param max Upper bound: a number, or a tensor that broadcasts to the shape of x. Default null: none.
 * @throws {ValueError} when neither bound is given.
 * @throws {DTypeError} for a fraction as bound of an integer tensor.
 * @example
 * tensor([-2, 0.5, 3]).clamp_(-1, 1); // => tensor([-1.0000,  0.5000,  1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.clamp_.html
 */
export function clamp_(
  x: Tensor,
  min?: Operand | ClampOptions | null,
  max?: Operand | Omit<ClampOptions, "min"> | null,
): Tensor {
  const [input, low, high] = bind(inPlaceSignature, arguments);
  return callAs("clamp_", () => {
    // The clone keeps the values that the gradient needs.
    const result = clampBetween(input.requiresGrad ? input.clone() : input, low, high);
    requireCast("clamp_", result.dtype, input.dtype);
    return copyInto("clamp_", input, result);
  });
}
