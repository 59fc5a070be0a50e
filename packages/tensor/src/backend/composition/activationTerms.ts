import type { View } from "../contract.js";
import type { Composition } from "./composition.js";

/** `1 + erf(x / sqrt(2))`, twice the distribution function of the normal distribution. */
export function onePlusErf(parts: Composition, x: View): View {
  return parts.binary("add", parts.unary("erf", parts.binary("mul", x, Math.SQRT1_2)), 1);
}

/** `log(1 + exp(beta x)) / beta`, and x where `beta x` is above the threshold. */
export function softplus(parts: Composition, x: View, beta: number, threshold: number): View {
  const scaled = parts.binary("mul", x, beta);
  const isLinear = parts.binary("gt", scaled, threshold);
  const e = parts.unary("exp", parts.where(isLinear, 0, scaled));
  return parts.where(isLinear, x, parts.binary("div", parts.unary("log1p", e), beta));
}

/** `geluSlope (x + geluCube x ** 3)` is twice what the approximated gelu takes the hyperbolic tangent of. */
export const geluSlope: number = 2 * Math.sqrt(2 / Math.PI);
export const geluCube = 0.044715;

export function geluExponent(parts: Composition, x: View): View {
  const factor = parts.binary("mul", parts.unary("square", x), geluSlope * geluCube);
  return parts.binary("mul", x, parts.binary("add", factor, geluSlope));
}
