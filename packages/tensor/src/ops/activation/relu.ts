import { bind } from "../../arguments/bind.js";
import type { View } from "../../backend/contract.js";
import { apply, applyMulti } from "../../op/apply.js";
import { applyInPlace } from "../../op/inPlace.js";
import { defineMultiOp, defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { defineUnaryOp, unarySignature } from "../elementwise.js";
import { type InplaceOptions, inplaceSignature } from "./inplace.js";

/** What comes back through a ReLU: the gradient, or 0 where the result is not positive. */
const reluInputGradOp = defineOp({
  name: "reluBackward",
  shape: ([grad]) => (grad as Tensor).shape,
  forward: (kernels, [grad, result]) => kernels.reluInputGrad(grad as View, result as View),
  saves: { inputs: [1] },
  grad: [(g, ctx) => reluInputGrad(g, ctx.input(1)), null],
});

/** The gradient of a ReLU's input, from that of its result and the result itself, both of one shape. */
export function reluInputGrad(grad: Tensor, result: Tensor): Tensor {
  return apply(reluInputGradOp, [grad, result], undefined);
}

/** {@link reluInputGradOp} over `[N, C, ..]` with its sums `[C]`, which have no gradient themselves. */
const reluInputGradSumsOp = defineMultiOp({
  name: "reluBackward",
  outputs: ([grad]) => {
    const { shape, dtype } = grad as Tensor;
    return [
      { shape, dtype },
      { shape: [shape[1]], dtype },
    ];
  },
  forward: (kernels, [grad, result]) => kernels.reluInputGradSums(grad as View, result as View),
  saves: { inputs: [1] },
  grad: [(g, ctx) => reluInputGrad(g, ctx.input(1)), null],
});

/**
 * `reluInputGrad` over `[N, C, ..]`, and for {@link channelSums} its sums `[C]`. Where the first is recorded it comes twice:
 * only an op's first output has a gradient, so the sums are made by an op that has one too.
 */
export function reluInputGradSums(grad: Tensor, result: Tensor): readonly [grad: Tensor, sums: Tensor] {
  const [held, sums] = applyMulti(reluInputGradSumsOp, [grad, result], undefined);
  return held.requiresGrad ? [held, held] : [held, sums];
}

/** The sums per channel that {@link reluInputGradSums} has computed, or left to this. */
export function channelSums(grad: Tensor, sums: Tensor): Tensor {
  return sums === grad ? grad.sum([0, 2, 3]) : sums;
}

const reluOp = defineUnaryOp({
  name: "relu",
  kernel: "relu",
  // The output is kept, not the input: the next layer keeps it anyway.
  saves: { output: true },
  grad: [(g, ctx) => reluInputGrad(g, ctx.output())],
});

const reluSignature = inplaceSignature("relu");
const reluInPlaceSignature = unarySignature("relu_");

/**
 * The rectified linear unit, `max(x, 0)`. The gradient at 0 is 0; NaN stays NaN.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @example
 * tensor([-1, 2]).relu(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.relu.html
 */
export function relu(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(reluSignature, arguments);
  return inplace ? applyInPlace(reluOp, [x], undefined) : apply(reluOp, [x], undefined);
}

/**
 * {@link relu}, in place.
 *
 * @example
 * tensor([-1, 2]).relu_(); // => tensor([0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.relu_.html
 */
export function relu_(x: Tensor): Tensor {
  [x] = bind(reluInPlaceSignature, arguments);
  return applyInPlace(reluOp, [x], undefined);
}
