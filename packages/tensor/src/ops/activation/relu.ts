import { apply, applyInPlace } from "../../op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp } from "../elementwise.js";

const reluOp = defineUnaryOp({
  name: "relu",
  kernel: "relu",
  // The output is kept, not the input: the next layer keeps it anyway.
  saves: { output: true },
  grad: [(g, ctx) => g.maskedFill(ctx.output().le(0), 0)],
});

/**
 * The rectified linear unit, `max(x, 0)`. The gradient at 0 is 0; NaN stays NaN.
 *
 * @example
 * tensor([-1, 2]).relu(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], undefined);
}

/** {@link relu}, in place. */
export function relu_(x: Tensor): Tensor {
  return applyInPlace(reluOp, [x], undefined);
}
