import { bind } from "../../arguments/bind.js";
import { anInteger, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aDType, aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { type DType, isFloat } from "../../dtype.js";
import { DTypeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Options of {@link softmax} and `logSoftmax`. */
export interface SoftmaxOptions {
  /** Convert to this dtype first. Default: the tensor's own, which must be a float. */
  readonly dtype?: DType | null;
}

/** {@link SoftmaxOptions} with the dimension. */
export interface SoftmaxDimOptions extends SoftmaxOptions {
  /** Dimension along which the results add up to 1. */
  readonly dim: number;
}

/** The signature of {@link softmax} and `logSoftmax`. */
export function softmaxSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("dim", anInteger),
    named("dtype", nullable(aDType), null),
  );
}

/** What softmax ops are told. */
export interface SoftmaxAttributes {
  readonly dim: number;
}

const softmaxOp = defineOp<SoftmaxAttributes>({
  name: "softmax",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], { dim }) => kernels.softmax(x as View, dim),
  saves: { output: true },
  // dx_i = sum_j g_j dy_j/dx_i with dy_j/dx_i = y_j (delta_ij - y_i).
  grad: [
    (g, ctx) => {
      const y = ctx.output();
      const weighted = g.mul(y);
      return weighted.sub(y.mul(weighted.sum(ctx.attributes.dim, { keepDim: true })));
    },
  ],
});

/** Checks the arguments, and gives a 0-d tensor the dimension that the kernels run along. */
export function applySoftmax(op: KernelOp<SoftmaxAttributes>, x: Tensor, dim: number, dtype: DType | null): Tensor {
  const along = normalizeDim(op.name, dim, x.ndim);
  const numbers = dtype === null ? x : x.to(dtype);
  if (!isFloat(numbers.dtype)) {
    throw new DTypeError(`${op.name}: expected a float32 or float64 tensor, got ${numbers.dtype}; pass { dtype }`);
  }
  if (x.ndim === 0) return apply(op, [numbers.unsqueeze(0)], { dim: 0 }).squeeze(0);
  return apply(op, [numbers], { dim: along });
}

const signature = softmaxSignature("softmax");

/**
 * `exp(x) / sum(exp(x))` along `dim`: positive numbers that add up to 1. A line of nothing but -Infinity gives NaN.
 *
 * Shapes: that of x.
 *
 * @param dim Dimension along which the results add up to 1, -ndim <= dim < ndim.
 * @param options The dtype to convert to first. Default: the tensor's own.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for integers and bools without a float `dtype`.
 * @example
 * tensor([1, 2, 3]).softmax(0); // => tensor([0.0900, 0.2447, 0.6652])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html
 */
export function softmax(x: Tensor, dim: number | SoftmaxDimOptions, options?: SoftmaxOptions): Tensor {
  const [input, along, dtype] = bind(signature, arguments);
  return applySoftmax(softmaxOp, input, along, dtype);
}
