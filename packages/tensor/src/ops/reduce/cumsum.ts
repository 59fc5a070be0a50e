import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const cumsumOp = defineOp<{ readonly dim: number }>({
  name: "cumsum",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], { dim }) => kernels.cumsum(x as View, dim),
  // Element j counts in every sum from j on: a running sum from the other end.
  grad: [(g, { attributes: { dim } }) => g.flip(dim).cumsum(dim).flip(dim)],
});

const signature = defineSignature("cumsum", required("x", aTensor), required("dim", aNumber));

/**
 * The running sum along `dim`: `y[i] = x[0] + ... + x[i]`. Integers and bools are summed as int32.
 *
 * Shapes: that of x.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ValueError} for a sum of integers that int32 cannot hold; convert with `.to("float64")` first.
 * @example
 * tensor([1, 2, 3]).cumsum(0); // => tensor([1., 3., 6.])
 * @see https://pytorch.org/docs/stable/generated/torch.cumsum.html
 */
export function cumsum(x: Tensor, dim: number | { readonly dim: number }): Tensor {
  [x, dim] = bind(signature, arguments);
  const along = normalizeDim("cumsum", dim, x.ndim);
  const numbers = isFloat(x.dtype) ? x : x.to("int32");
  if (x.ndim === 0) return numbers.clone();
  return apply(cumsumOp, [numbers], { dim: along });
}
