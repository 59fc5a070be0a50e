import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import {
  applySoftmax,
  type SoftmaxAttributes,
  type SoftmaxDimOptions,
  type SoftmaxOptions,
  softmaxSignature,
} from "./softmax.js";

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

const signature = softmaxSignature("logSoftmax");

/**
 * `x - log(sum(exp(x)))` along `dim`: the logarithm of softmax, exact where softmax itself would round to 0.
 *
 * Shapes: that of x.
 *
 * @param dim Dimension along which the exponentials of the results add up to 1, -ndim <= dim < ndim.
 * @param options The dtype to convert to first. Default: the tensor's own.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for integers and bools without a float `dtype`.
 * @example
 * tensor([1000, 0]).logSoftmax(0); // => tensor([    0., -1000.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html
 */
export function logSoftmax(x: Tensor, dim: number | SoftmaxDimOptions, options?: SoftmaxOptions): Tensor {
  const [input, along, dtype] = bind(signature, arguments);
  return applySoftmax(logSoftmaxOp, input, along, dtype);
}
