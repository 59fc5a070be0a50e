import { bind } from "../../arguments/bind.js";
import { type Composition, compose } from "../../backend/composition/composition.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp, type Operand } from "../../op/op.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { binarySignature, operandShape } from "../elementwise.js";
import { floatPair } from "./floatPair.js";

const natural = binarySignature("logaddexp");
const binary = binarySignature("logaddexp2");

/** The larger operand plus what `rest` makes of minus the distance to the smaller one. */
function define(name: string, rest: (parts: Composition, below: View) => View, base: number): KernelOp<undefined> {
  /** `base^a / (base^a + base^b)`. */
  const share = (a: Tensor, b: Tensor): Tensor => {
    const isSameInfinity = a.eq(b).logicalAnd(a.isinf());
    return a.sub(b).maskedFill(isSameInfinity, 0).mul(Math.log(base)).sigmoid();
  };
  return defineOp<undefined>({
    name,
    shape: ([a, b]) => broadcastShapes(name, operandShape(a), operandShape(b)),
    forward: (kernels, inputs) =>
      compose(kernels, (parts) => {
        const [x, y] = inputs as readonly [View, View];
        // Equal infinities lie nothing apart; of them x - y is NaN.
        const apart = parts.where(parts.binary("eq", x, y), 0, parts.binary("sub", x, y));
        const below = parts.unary("neg", parts.unary("abs", apart));
        return parts.keep(parts.binary("add", parts.binary("maximum", x, y), rest(parts, below)));
      }),
    saves: { inputs: [0, 1] },
    grad: [(g, ctx) => g.mul(share(ctx.input(0), ctx.input(1))), (g, ctx) => g.mul(share(ctx.input(1), ctx.input(0)))],
  });
}

const naturalOp = define("logaddexp", (parts, below) => parts.unary("log1p", parts.unary("exp", below)), Math.E);
const binaryOp = define(
  "logaddexp2",
  (parts, below) => {
    const power = parts.unary("exp", parts.binary("mul", below, Math.LN2));
    return parts.binary("mul", parts.unary("log1p", power), Math.LOG2E);
  },
  2,
);

/**
 * `log(exp(x) + exp(other))` where neither exponential overflows. Integers become float32 first.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * logaddexp(tensor([0, 1000]), tensor([0, 1000])); // => tensor([6.9315e-01, 1.0007e+03])
 * @see https://pytorch.org/docs/stable/generated/torch.logaddexp.html
 */
export function logaddexp(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(natural, arguments);
  return apply(naturalOp, floatPair(x, other), undefined);
}

/**
 * `log2(2^x + 2^other)` where neither power overflows. Integers become float32 first.
 *
 * @param other A tensor that broadcasts with x, or a number.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * logaddexp2(tensor([3]), tensor([3])); // => tensor([4.])
 * @see https://pytorch.org/docs/stable/generated/torch.logaddexp2.html
 */
export function logaddexp2(x: Tensor, other: Operand): Tensor {
  [x, other] = bind(binary, arguments);
  return apply(binaryOp, floatPair(x, other), undefined);
}
