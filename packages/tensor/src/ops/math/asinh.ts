import { bind } from "../../arguments/bind.js";
import { type Composition, compose } from "../../backend/composition/composition.js";
import type { View } from "../../backend/contract.js";
import { defineOp, type GradRule, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { applyFloatUnary, operandShape, unarySignature } from "../elementwise.js";

// The inverse hyperbolic functions, of kernels that every backend has. Their squares stay in float32's range: from 1e8 on
// log(2x) is all that is left, of which log(x / 1e8) is added at the end.

const large = 1e8;

/** `log(max(x, 1e8) / 1e8)`. */
function restOfLarge(parts: Composition, x: View): View {
  return parts.unary("log", parts.binary("div", parts.binary("maximum", x, large), large));
}

function ofPositive(parts: Composition, x: View): View {
  const small = parts.binary("minimum", x, large);
  const square = parts.binary("mul", small, small);
  const root = parts.unary("sqrt", parts.binary("add", square, 1));
  const sum = parts.binary("add", small, parts.binary("div", square, parts.binary("add", root, 1)));
  return parts.binary("add", parts.unary("log1p", sum), restOfLarge(parts, x));
}

function define(name: string, forward: (parts: Composition, x: View) => View, grad: GradRule<undefined>) {
  return defineOp<undefined>({
    name,
    shape: ([x]) => operandShape(x),
    forward: (kernels, [x]) => compose(kernels, (parts) => parts.keep(forward(parts, x as View))),
    saves: { inputs: [0] },
    grad: [grad],
  });
}

const asinhOp: KernelOp<undefined> = define(
  "asinh",
  (parts, x) => parts.binary("mul", ofPositive(parts, parts.unary("abs", x)), parts.unary("sign", x)),
  (g, ctx) => g.mul(ctx.input(0).square().add(1).rsqrt()),
);

const acoshOp: KernelOp<undefined> = define(
  "acosh",
  (parts, x) => {
    const t = parts.binary("sub", parts.binary("minimum", x, large), 1);
    // The root of the product would be there far below 1, too, where both factors are negative.
    const root = parts.binary("mul", parts.unary("sqrt", t), parts.unary("sqrt", parts.binary("add", t, 2)));
    return parts.binary("add", parts.unary("log1p", parts.binary("add", t, root)), restOfLarge(parts, x));
  },
  (g, ctx) => g.mul(ctx.input(0).square().sub(1).rsqrt()),
);

const atanhOp: KernelOp<undefined> = define(
  "atanh",
  (parts, x) => {
    const difference = parts.binary("sub", parts.unary("log1p", x), parts.unary("log1p", parts.unary("neg", x)));
    return parts.binary("mul", difference, 0.5);
  },
  (g, ctx) => g.div(ctx.input(0).square().rsub(1)),
);

const asinhSignature = unarySignature("asinh");
const acoshSignature = unarySignature("acosh");
const atanhSignature = unarySignature("atanh");

/**
 * The inverse of the hyperbolic sine, `log(x + sqrt(x² + 1))`. Integers become float32 first.
 *
 * @example
 * asinh(tensor([1, -1])); // => tensor([ 0.8814, -0.8814])
 * @see https://pytorch.org/docs/stable/generated/torch.asinh.html
 */
export function asinh(x: Tensor): Tensor {
  [x] = bind(asinhSignature, arguments);
  return applyFloatUnary(asinhOp, x);
}

/**
 * The inverse of the hyperbolic cosine, `log(x + sqrt(x² - 1))`; NaN below 1. Integers become float32 first.
 *
 * @example
 * acosh(tensor([1, 2])); // => tensor([0.0000, 1.3170])
 * @see https://pytorch.org/docs/stable/generated/torch.acosh.html
 */
export function acosh(x: Tensor): Tensor {
  [x] = bind(acoshSignature, arguments);
  return applyFloatUnary(acoshOp, x);
}

/**
 * The inverse of the hyperbolic tangent, `log((1 + x) / (1 - x)) / 2`; NaN beyond -1 and 1. Integers become float32 first.
 *
 * @example
 * atanh(tensor([0, 0.5])); // => tensor([0.0000, 0.5493])
 * @see https://pytorch.org/docs/stable/generated/torch.atanh.html
 */
export function atanh(x: Tensor): Tensor {
  [x] = bind(atanhSignature, arguments);
  return applyFloatUnary(atanhOp, x);
}
