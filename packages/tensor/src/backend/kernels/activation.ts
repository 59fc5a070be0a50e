import { geluExponent, onePlusErf, softplus } from "../composition/activationTerms.js";
import { type Composition, compose } from "../composition/composition.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";

/** The activations that are one kernel; {@link ActivationParameters} says what their parameters are. */
export type ActivationName =
  | "elu"
  | "gelu"
  | "geluTanh"
  | "hardshrink"
  | "hardsigmoid"
  | "hardswish"
  | "leakyRelu"
  | "logsigmoid"
  | "mish"
  | "silu"
  | "softplus"
  | "softshrink"
  | "threshold";

/**
 * The numbers of an activation; those that it does not have are 0.
 *
 * - `elu`: `a (exp(c x) - 1)` up to 0, `b x` above; so are celu and selu.
 * - `leakyRelu`: `a x` up to 0.
 * - `softplus`: `log(1 + exp(a x)) / a`, and x where `a x > b`.
 * - `hardshrink`, `softshrink`: 0 where `|x| <= a`.
 * - `threshold`: `b` where `x <= a`.
 */
export interface ActivationParameters {
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

type Compute = (parts: Composition, x: View, parameters: ActivationParameters) => View;

const computations: Readonly<Record<ActivationName, Compute>> = {
  elu: (parts, x, { a, b, c }) => {
    const isBelow = parts.binary("le", x, 0);
    // The choice keeps the exponential of large x out.
    const below = parts.binary("mul", parts.unary("expm1", parts.binary("mul", parts.where(isBelow, x, 0), c)), a);
    return parts.where(isBelow, below, parts.binary("mul", x, b));
  },
  gelu: (parts, x) => parts.binary("mul", parts.binary("mul", x, 0.5), onePlusErf(parts, x)),
  geluTanh: (parts, x) => parts.binary("mul", x, parts.unary("sigmoid", geluExponent(parts, x))),
  hardshrink: (parts, x, { a }) => parts.where(parts.binary("le", parts.unary("abs", x), a), 0, x),
  hardsigmoid: (parts, x) => parts.binary("div", held(parts, x), 6),
  hardswish: (parts, x) => parts.binary("mul", x, parts.binary("div", held(parts, x), 6)),
  leakyRelu: (parts, x, { a }) => parts.where(parts.binary("gt", x, 0), x, parts.binary("mul", x, a)),
  logsigmoid: (parts, x) => {
    const e = parts.unary("exp", parts.unary("neg", parts.unary("abs", x)));
    return parts.binary("sub", parts.binary("minimum", x, 0), parts.unary("log1p", e));
  },
  mish: (parts, x) => parts.binary("mul", x, parts.unary("tanh", softplus(parts, x, 1, 20))),
  silu: (parts, x) => parts.binary("mul", x, parts.unary("sigmoid", x)),
  softplus: (parts, x, { a, b }) => softplus(parts, x, a, b),
  softshrink: (parts, x, { a }) => {
    const shrunk = parts.binary("sub", x, parts.binary("mul", parts.unary("sign", x), a));
    return parts.where(parts.binary("le", parts.unary("abs", x), a), 0, shrunk);
  },
  threshold: (parts, x, { a, b }) => parts.where(parts.binary("le", x, a), b, x),
};

/** `x + 3` between 0 and 6. */
function held(parts: Composition, x: View): View {
  return parts.binary("minimum", parts.binary("maximum", parts.binary("add", x, 3), 0), 6);
}

/** An activation of `x`, which is float. */
export const activation: Kernel<
  "fused",
  (name: ActivationName, x: View, parameters: ActivationParameters) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: (_, { dtype }) => [dtype],
  composed: (kernels, name, x, parameters) =>
    compose(kernels, (parts) => parts.keep(computations[name](parts, x, parameters))),
};
