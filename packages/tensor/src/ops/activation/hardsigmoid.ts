import { bind } from "../../arguments/bind.js";
import { compose } from "../../backend/composition/composition.js";
import type { View } from "../../backend/contract.js";
import { isFloat } from "../../dtype.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { activate, type InplaceOptions, inplaceSignature } from "./inplace.js";

const hardsigmoidOp = defineOp({
  name: "hardsigmoid",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x]) =>
    compose(kernels, (parts) => {
      const raised = parts.binary("add", x as View, 3);
      const held = parts.view(kernels.clamp(raised, { low: 0, high: 6, isOpen: true }), raised.shape, raised.dtype);
      return kernels.binary("div", held, 6);
    }),
  saves: { inputs: [0] },
  grad: [(g, ctx) => g.div(6).where(ctx.input(0).abs().lt(3), 0)],
});

const signature = inplaceSignature("hardsigmoid");

/**
 * A sigmoid of straight lines: `min(max(x + 3, 0), 6) / 6`.
 *
 * @param inplace Write the result into x and return x. Default false.
 * @throws {DTypeError} for a float result in an integer tensor, in place.
 * @example
 * tensor([-4, 0, 4]).hardsigmoid(); // => tensor([0.0000, 0.5000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.hardsigmoid.html
 */
export function hardsigmoid(x: Tensor, inplace?: boolean | InplaceOptions): Tensor {
  [x, inplace] = bind(signature, arguments);
  return activate("hardsigmoid", x, inplace, (input) =>
    isFloat(input.dtype) ? apply(hardsigmoidOp, [input], undefined) : input.add(3).relu6().div(6),
  );
}
