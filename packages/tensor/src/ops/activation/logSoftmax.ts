import type { View } from "../../backend/contract.js";
import { defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { applySoftmax, type SoftmaxAttributes, type SoftmaxOptions } from "./softmax.js";

const logSoftmaxOp = defineOp<SoftmaxAttributes>({
  name: "logSoftmax",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x], { dim }) => kernels.logSoftmax(x as View, dim),
  saves: { output: true },
  // dy_j/dx_i = delta_ij - softmax_i.
  grad: [
    (g, ctx) => {
      const softmax = ctx.output().exp();
      return g.sub(softmax.mul(g.sum(ctx.attributes.dim, { keepDim: true })));
    },
  ],
});

/**
 * `x - log(sum(exp(x)))` along `dim`: the logarithm of softmax, exact where softmax itself would round to 0.
 *
 * Shapes: that of x.
 *
 * @param dim Dimension along which the exponentials of the results add up to 1, -ndim <= dim < ndim.
 * @param options.dtype Convert to this dtype first. Default: the tensor's own.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for integers and bools without a float `dtype`.
 * @example
 * tensor([1000, 0]).logSoftmax(0); // => tensor([    0., -1000.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax(x: Tensor, dim: number, options: SoftmaxOptions = {}): Tensor {
  return applySoftmax(logSoftmaxOp, x, dim, options);
}
