import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type GradContext } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { type AccumulationOptions, accumulate, dtypeParameter } from "./reduction.js";
import { shift } from "./shift.js";

interface CumprodAttributes {
  readonly dim: number;
}

const cumprodOp = defineOp<CumprodAttributes>({
  name: "cumprod",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], { dim }) => kernels.cumprod(x as View, dim),
  saves: { inputs: [0], output: true },
  grad: [cumprodGrad],
});

/**
 * `dx[i] = y[i-1] * s[i]`, where `s[i] = sum over j >= i of g[j] * x[i+1] * ... * x[j]`. Nothing is divided by x, so
 * zeros do no harm. `s` follows from `s[i] = g[i] + x[i+1] * s[i+1]`, which is worked out by doubling: with sums
 * over `step` elements and the products that lead from each to the next sum, one round reaches twice as far.
 */
function cumprodGrad(g: Tensor, ctx: GradContext<CumprodAttributes>): Tensor {
  const { dim } = ctx.attributes;
  const n = ctx.inputShape(0)[dim];
  let sums = g;
  let factors = shift(ctx.input(0), dim, -1);
  for (let step = 1; step < n; step *= 2) {
    sums = sums.add(factors.mul(shift(sums, dim, -step)));
    factors = factors.mul(shift(factors, dim, -step));
  }
  return shift(ctx.output(), dim, 1, 1).mul(sums);
}

/** For each element, the product of all others along `dim`; exact where elements are zero. */
export function productOfOthers(x: Tensor, dim: number): Tensor {
  const before = cumprod(shift(x, dim, 1, 1), dim);
  const after = cumprod(shift(x.flip(dim), dim, 1, 1), dim).flip(dim);
  return before.mul(after);
}

const signature = defineSignature("cumprod", required("x", aTensor), required("dim", aNumber), dtypeParameter);

/**
 * The running product along `dim`: `y[i] = x[0] * ... * x[i]`. Integers and bools are multiplied as int32.
 *
 * Shapes: that of x. The gradient is exact where elements are zero.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a product of integers that int32 cannot hold; write `{ dtype: "float64" }`.
 * @example
 * tensor([1, 2, 3, 4]).cumprod(0); // => tensor([ 1.,  2.,  6., 24.])
 * @see https://pytorch.org/docs/stable/generated/torch.cumprod.html
 */
export function cumprod(
  x: Tensor,
  dim: number | (AccumulationOptions & { readonly dim: number }),
  options?: AccumulationOptions,
): Tensor {
  const [input, d, dtype] = bind(signature, arguments);
  const along = normalizeDim("cumprod", d, input.ndim);
  return accumulate(input, dtype, (numbers) =>
    numbers.ndim === 0 ? numbers.clone() : apply(cumprodOp, [numbers], { dim: along }),
  );
}
