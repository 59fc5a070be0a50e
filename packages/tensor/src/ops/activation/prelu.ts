import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { resultType } from "../../promotion.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature("prelu", required("x", aTensor), required("weight", aTensor));

/** `y` where x > 0, else `slope * y`. It is linear in y, so that it is its own derivative; the slope has x's shape. */
const preluOp: KernelOp<undefined> = defineOp({
  name: "prelu",
  shape: ([y]) => (y as Tensor).shape,
  forward: (kernels, [y, x, slope]) => kernels.prelu(y as View, x as View, slope as View),
  saves: { inputs: [0, 1, 2] },
  grad: [
    (g, ctx) => apply(preluOp, [g, ctx.input(1), ctx.input(2)], undefined),
    null,
    (g, ctx) => g.mul(ctx.input(0)).maskedFill(ctx.input(1).gt(0), 0),
  ],
});

/**
 * A leaky ReLU whose slope is learned, one for all or one per channel (dimension 1): `x > 0 ? x : weight * x`.
 *
 * @param weight The slope below 0: one element, or one for each channel.
 * @throws {ShapeError} when weight has neither one element nor one per channel, or more than one dimension.
 * @example
 * tensor([-4, 2]).prelu(tensor([0.25])); // => tensor([-1.,  2.])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.prelu.html
 */
export function prelu(x: Tensor, weight: Tensor): Tensor {
  [x, weight] = bind(signature, arguments);
  if (weight.ndim > 1)
    throw new ShapeError(`prelu: expected weight to be a scalar or 1D tensor, got shape ${formatShape(weight.shape)}`);
  const perChannel = weight.numel() > 1;
  if (perChannel && weight.numel() !== (x.shape[x.ndim === 1 ? 0 : 1] ?? 1)) {
    throw new ShapeError(
      `prelu: weight has ${weight.numel()} elements, expected 1 or the number of channels of ${formatShape(x.shape)}`,
    );
  }
  const shaped = perChannel && x.ndim > 2 ? weight.view([-1, ...x.shape.slice(2).map(() => 1)]) : weight;
  // Next to a 0-d x, the one slope would lend the result its dimension.
  const slope = x.ndim === 0 ? shaped.reshape([]) : shaped;
  const dtype = resultType(x, slope);
  const y = x.to(dtype);
  return apply(preluOp, [y, y.detach(), callAs("prelu", () => slope.to(dtype).expand([...x.shape]))], undefined);
}
