import { bind } from "../../arguments/bind.js";
import { compose } from "../../backend/composition/composition.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type Operand } from "../../op/op.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, operandShape } from "../elementwise.js";
import { floatPair } from "./floatPair.js";

const hypotOp = defineOp({
  name: "hypot",
  shape: ([a, b]) => broadcastShapes("hypot", operandShape(a), operandShape(b)),
  forward: (kernels, inputs) =>
    compose(kernels, (parts) => {
      const [x, y] = (inputs as readonly [View, View]).map((input) => parts.unary("abs", input));
      const [larger, smaller] = [parts.binary("maximum", x, y), parts.binary("minimum", x, y)];
      // Zeros have no ratio, and neither have two infinities; what is added to them is of no account.
      const isPlain = parts.binary("mul", parts.binary("gt", larger, 0), parts.binary("lt", larger, Infinity));
      const ratio = parts.where(isPlain, parts.binary("div", smaller, larger), 0);
      const root = parts.unary("sqrt", parts.binary("add", parts.unary("square", ratio), 1));
      const finite = parts.binary("mul", larger, root);
      // Infinity beside a NaN is Infinity, whatever the other is.
      const isInfinite = parts.binary("maximum", parts.binary("eq", x, Infinity), parts.binary("eq", y, Infinity));
      return parts.keep(parts.where(isInfinite, Infinity, finite));
    }),
  saves: { inputs: [0, 1], output: true },
  grad: [(g, ctx) => g.mul(ctx.input(0).div(ctx.output())), (g, ctx) => g.mul(ctx.input(1).div(ctx.output()))],
});

const signature = binarySignature("hypot");

/**
 * The hypotenuse of a right triangle, `sqrt(x² + other²)`, where no square overflows. Integers become float32 first.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * hypot(tensor([3, 1e30]), tensor([4, 0])); // => tensor([5.0000e+00, 1.0000e+30])
 * @see https://pytorch.org/docs/stable/generated/torch.hypot.html
 */
export function hypot(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(signature, arguments);
  return apply(hypotOp, floatPair(x, other), undefined);
}
