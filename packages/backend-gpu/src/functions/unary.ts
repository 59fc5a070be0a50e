import type { UnaryOp } from "@lumbre/tensor/backend";
import type { NativeExpression } from "./index.js";

// GLSL leaves roots and logarithms of negative numbers undefined, and NaN wherever it compares.
/** The elementwise functions of one operand; tests give 1 or 0. */
export const unaryFunctions: Readonly<Record<UnaryOp, NativeExpression>> = {
  neg: { glsl: "-x", js: "-x" },
  abs: { glsl: "abs(x)", js: "Math.abs(x)" },
  sign: {
    glsl: "isNan(x) ? 0.0 : (x > 0.0 ? 1.0 : (x < 0.0 ? -1.0 : 0.0))",
    js: "x > 0 ? 1 : x < 0 ? -1 : 0",
  },
  exp: { glsl: "exponential(x)", js: "Math.exp(x)" },
  expm1: { glsl: "expMinusOne(x)", js: "Math.expm1(x)" },
  log: { glsl: "logarithm(x)", js: "Math.log(x)" },
  log1p: { glsl: "logOfOnePlus(x)", js: "Math.log1p(x)" },
  log2: { glsl: "logarithm(x) * 1.4426950408889634", js: "Math.log2(x)" },
  log10: { glsl: "logarithm(x) * 0.4342944819032518", js: "Math.log10(x)" },
  sqrt: { glsl: "root(x)", js: "Math.sqrt(x)" },
  rsqrt: { glsl: "1.0 / root(x)", js: "1 / Math.sqrt(x)" },
  square: { glsl: "x * x", js: "x * x" },
  reciprocal: { glsl: "1.0 / x", js: "1 / x" },
  sin: { glsl: "sine(x)", js: "Math.sin(x)" },
  cos: { glsl: "cosine(x)", js: "Math.cos(x)" },
  tan: { glsl: "sine(x) / cosine(x)", js: "Math.tan(x)" },
  asin: { glsl: "arcSine(x)", js: "Math.asin(x)" },
  acos: { glsl: "arcCosine(x)", js: "Math.acos(x)" },
  atan: { glsl: "arcTangent(x)", js: "Math.atan(x)" },
  sinh: { glsl: "hyperbolicSine(x)", js: "Math.sinh(x)" },
  cosh: { glsl: "hyperbolicCosine(x)", js: "Math.cosh(x)" },
  tanh: { glsl: "hyperbolicTangent(x)", js: "Math.tanh(x)" },
  sigmoid: { glsl: "1.0 / (1.0 + exponential(-x))", js: "1 / (1 + Math.exp(-x))" },
  relu: { glsl: "isNan(x) ? x : max(x, 0.0)", js: "x < 0 ? 0 : x" },
  erf: { glsl: "errorFunction(x)", js: "errorFunction(x)" },
  floor: { glsl: "floor(x)", js: "Math.floor(x)" },
  ceil: { glsl: "ceil(x)", js: "Math.ceil(x)" },
  round: { glsl: "roundEven(x)", js: "roundHalfEven(x)" },
  trunc: { glsl: "trunc(x)", js: "Math.trunc(x)" },
  logicalNot: { glsl: "isNan(x) || x != 0.0 ? 0.0 : 1.0", js: "x === 0 ? 1 : 0" },
  isnan: { glsl: "isNan(x) ? 1.0 : 0.0", js: "Number.isNaN(x) ? 1 : 0" },
  isinf: { glsl: "isInf(x) ? 1.0 : 0.0", js: "Math.abs(x) === Infinity ? 1 : 0" },
  isfinite: { glsl: "isNan(x) || isInf(x) ? 0.0 : 1.0", js: "Number.isFinite(x) ? 1 : 0" },
};
