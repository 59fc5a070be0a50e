import { geluCube, geluExponent, geluSlope, onePlusErf, softplus } from "../composition/activationTerms.js";
import { type Composition, compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import type { ActivationName, ActivationParameters } from "./activation.js";

type Compute = (parts: Composition, grad: View, x: View, parameters: ActivationParameters) => View;

const withoutFlat: Compute = (parts, grad, x, { a }) =>
  parts.where(parts.binary("le", parts.unary("abs", x), a), 0, grad);

const computations: Readonly<Record<ActivationName, Compute>> = {
  elu: (parts, grad, x, { a, b, c }) => {
    const isBelow = parts.binary("le", x, 0);
    const e = parts.unary("exp", parts.binary("mul", parts.where(isBelow, x, 0), c));
    return parts.binary("mul", grad, parts.where(isBelow, parts.binary("mul", e, a * c), b));
  },
  gelu: (parts, grad, x) => {
    const e = parts.unary("exp", parts.binary("mul", parts.unary("square", x), -0.5));
    const density = parts.binary("mul", e, 1 / Math.sqrt(2 * Math.PI));
    const below = parts.binary("mul", onePlusErf(parts, x), 0.5);
    return parts.binary("mul", grad, parts.binary("add", below, parts.binary("mul", x, density)));
  },
  geluTanh: (parts, grad, x) => {
    // Far from 0 the slope is 0 or 1, and the square is not to overflow.
    const near = parts.binary("minimum", parts.binary("maximum", x, -30), 30);
    const s = parts.unary("sigmoid", geluExponent(parts, near));
    const cubes = parts.binary("mul", parts.unary("square", near), 3 * geluSlope * geluCube);
    const slope = parts.binary(
      "mul",
      parts.binary("mul", near, parts.binary("add", cubes, geluSlope)),
      lessThanOne(parts, s),
    );
    return parts.binary("mul", grad, parts.binary("mul", s, parts.binary("add", slope, 1)));
  },
  hardshrink: withoutFlat,
  hardsigmoid: (parts, grad, x) =>
    parts.where(parts.binary("lt", parts.unary("abs", x), 3), parts.binary("div", grad, 6), 0),
  hardswish: (parts, grad, x) => {
    const slope = parts.binary("add", parts.binary("div", x, 3), 0.5);
    const right = parts.where(parts.binary("le", x, 3), slope, 1);
    return parts.where(parts.binary("lt", x, -3), 0, parts.binary("mul", grad, right));
  },
  leakyRelu: (parts, grad, x, { a }) => parts.where(parts.binary("gt", x, 0), grad, parts.binary("mul", grad, a)),
  logsigmoid: (parts, grad, x) => parts.binary("mul", grad, parts.unary("sigmoid", parts.unary("neg", x))),
  mish: (parts, grad, x) => {
    const t = parts.unary("tanh", softplus(parts, x, 1, 20));
    const rest = lessThanOne(parts, parts.unary("square", t));
    const slope = parts.binary("mul", parts.binary("mul", x, parts.unary("sigmoid", x)), rest);
    return parts.binary("mul", grad, parts.binary("add", t, slope));
  },
  silu: (parts, grad, x) => {
    const s = parts.unary("sigmoid", x);
    const slope = parts.binary("add", parts.binary("mul", x, lessThanOne(parts, s)), 1);
    return parts.binary("mul", grad, parts.binary("mul", s, slope));
  },
  softplus: (parts, grad, x, { a, b }) => {
    const scaled = parts.binary("mul", x, a);
    const curved = parts.binary("mul", grad, parts.unary("sigmoid", scaled));
    return parts.where(parts.binary("gt", scaled, b), grad, curved);
  },
  softshrink: withoutFlat,
  threshold: (parts, grad, x, { a }) => parts.where(parts.binary("le", x, a), 0, grad),
};

/** `1 - x`. */
function lessThanOne(parts: Composition, x: View): View {
  return parts.binary("add", parts.unary("neg", x), 1);
}

/** The gradient of the input of an `activation`: `grad`, of the shape of `x`, times the derivative. */
export const activationInputGrad: Kernel<
  "fused",
  (name: ActivationName, grad: View, x: View, parameters: ActivationParameters) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: (_, { dtype }) => [dtype],
  composed: (kernels, name, grad, x, parameters) =>
    compose(kernels, (parts) => parts.keep(computations[name](parts, grad, x, parameters))),
};
