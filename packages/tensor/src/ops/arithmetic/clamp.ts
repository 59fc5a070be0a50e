import { canCast, resultType } from "../../dtype.js";
import { DTypeError, ValueError } from "../../errors.js";
import type { Operand } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";

/** Bounds of {@link clamp}; one may be left out or null. */
export interface ClampOptions {
  readonly min?: Operand | null;
  readonly max?: Operand | null;
}

/**
 * Elements below `min` become min, above `max` max. The gradient is 1 from bound to bound, both included, and 0
 * outside. Where min is above max the result is max.
 *
 * @throws {ValueError} when neither bound is given.
 * @example
 * tensor([-2, 0.5, 3]).clamp({ min: -1, max: 1 }); // => tensor([-1.0000,  0.5000,  1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.clamp.html
 */
export function clamp(x: Tensor, options: ClampOptions): Tensor {
  const { min = null, max = null } = options;
  if (min === null && max === null) throw new ValueError("clamp: at least one of min and max must be given");
  const dtype = resultType(x, ...[min, max].filter((bound) => bound !== null));
  let result = x.to(dtype);
  if (min !== null) result = bounded(result, min, result.lt(min));
  if (max !== null) result = bounded(result, max, result.gt(max));
  return result;
}

/** The bound where `beyond`, and else x. As a choice, so that x's gradient at the bound itself is 1. */
function bounded(x: Tensor, bound: Operand, beyond: Tensor): Tensor {
  return typeof bound === "number" ? x.maskedFill(beyond, bound) : bound.where(beyond, x);
}

/** {@link clamp} with a lower bound only. */
export function clampMin(x: Tensor, min: Operand): Tensor {
  return clamp(x, { min });
}

/** {@link clamp} with an upper bound only. */
export function clampMax(x: Tensor, max: Operand): Tensor {
  return clamp(x, { max });
}

/** {@link clamp}, in place. @throws {DTypeError} for a fraction as bound of an integer tensor. */
export function clamp_(x: Tensor, options: ClampOptions): Tensor {
  const result = clamp(x, options);
  if (!canCast(result.dtype, x.dtype)) {
    throw new DTypeError(`clamp_: result type ${result.dtype} can't be cast to the desired output type ${x.dtype}`);
  }
  return x.copy_(result);
}
