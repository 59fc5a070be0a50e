import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { type AccumulationOptions, accumulate, dtypeParameter } from "./reduction.js";

const cumsumOp = defineOp<{ readonly dim: number }>({
  name: "cumsum",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], { dim }) => kernels.cumsum(x as View, dim),
  // Element j counts in every sum from j on: a running sum from the other end.
  grad: [(g, { attributes: { dim } }) => g.flip(dim).cumsum(dim).flip(dim)],
});

const signature = defineSignature("cumsum", required("x", aTensor), required("dim", aNumber), dtypeParameter);

/**
 * The running sum along `dim`: `y[i] = x[0] + ... + x[i]`. Integers and bools are summed as int32.
 *
 * Shapes: that of x.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own, int32 for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a sum of integers that int32 cannot hold; write `{ dtype: "float64" }`.
 * @example
 * tensor([1, 2, 3]).cumsum(0); // => tensor([1., 3., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.cumsum.html
 */
export function cumsum(
  x: Tensor,
  dim: number | (AccumulationOptions & { readonly dim: number }),
  options?: AccumulationOptions,
): Tensor {
  const [input, d, dtype] = bind(signature, arguments);
  const along = normalizeDim("cumsum", d, input.ndim);
  return accumulate(input, dtype, (numbers) =>
    numbers.ndim === 0 ? numbers.clone() : apply(cumsumOp, [numbers], { dim: along }),
  );
}
