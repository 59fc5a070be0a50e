import {
  data,
  distinct,
  type InputSpec,
  positive,
  type Sample,
  type SampleOptions,
  sample,
  type UnaryMethod,
} from "./sample.js";

type Range = readonly [low: number, high: number];

const anything: Range = [-3, 3];
const aboveZero: Range = [0.25, 4];
const insideOne: Range = [-0.9, 0.9];
const steps = { isSmooth: false } as const;
const saturated = { noGradient: "in float32 it vanishes" } as const;

/** A function of one operand, over a range of values. */
function unary(op: UnaryMethod & string, [low, high]: Range, options: SampleOptions = {}): Sample {
  const operand = (shape: readonly number[]): InputSpec => data(shape, { low, high });
  return sample(op, options.id ?? "values", [operand([3, 5])], (x) => x[op](), {
    timed: [operand([256, 256])],
    ...options,
  });
}

/** Its form that writes into the operand. */
function inPlace(op: UnaryMethod & string, [low, high]: Range, options: SampleOptions = {}): Sample {
  return sample(op, "values", [data([3, 5], { low, high })], (x) => x[op](), options);
}

/** What IEEE 754 has beside ordinary numbers. */
const special = data([8], { values: [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-30] });

/** Tests of single values. */
function test(op: UnaryMethod & string): Sample {
  return sample(op, "special", [special], (x) => x[op](), { timed: [data([256, 256])] });
}

export const mathSamples: readonly Sample[] = [
  unary("exp", anything),
  unary("exp", [-20, -5], { id: "small", timed: [data([256, 256])] }),
  unary("expm1", anything),
  unary("log", aboveZero),
  unary("log1p", aboveZero),
  unary("log2", aboveZero),
  unary("log10", aboveZero),
  unary("sqrt", aboveZero),
  unary("rsqrt", aboveZero),
  unary("sin", anything),
  unary("cos", anything),
  unary("tan", [-1.2, 1.2]),
  unary("asin", insideOne),
  unary("acos", insideOne),
  unary("atan", anything),
  unary("sinh", anything),
  unary("cosh", anything),
  unary("tanh", anything),
  sample("tanh", "large", [data([6], { values: [-100, -40, -12, 12, 40, 100] })], (x) => x.tanh(), saturated),
  unary("sigmoid", anything),
  sample("sigmoid", "large", [data([6], { values: [-200, -90, -12, 12, 90, 200] })], (x) => x.sigmoid(), saturated),
  unary("erf", anything),
  unary("reciprocal", aboveZero),
  unary("square", anything),
  unary("neg", anything),
  sample("abs", "values", [distinct([3, 5])], (x) => x.abs(), { timed: [data([256, 256])] }),
  sample("sign", "values", [data([6], { values: [-2, -0.5, 0, -0, 0.5, 2] })], (x) => x.sign(), steps),
  ...(["floor", "ceil", "round", "trunc"] as const).flatMap((op) => [
    unary(op, anything, steps),
    sample(op, "halves", [data([8], { values: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 7] })], (x) => x[op](), steps),
  ]),
  unary("frac", anything, steps),
  sample("nanToNum", "default", [special], (x) => x.nanToNum(), steps),
  sample("nanToNum", "options", [special], (x) => x.nanToNum({ nan: 2, posinf: 3, neginf: -3 }), steps),
  ...(["isnan", "isinf", "isfinite", "logicalNot"] as const).map(test),
  ...(["exp_", "tanh_", "sigmoid_", "neg_", "square_"] as const).map((op) => inPlace(op, anything)),
  ...(["floor_", "ceil_", "round_", "trunc_"] as const).map((op) => inPlace(op, anything, steps)),
  ...(["log_", "sqrt_", "rsqrt_", "reciprocal_"] as const).map((op) => inPlace(op, aboveZero)),
  sample("abs_", "values", [distinct([3, 5])], (x) => x.abs_()),
  sample("sqrt", "nothing-below-zero", [data([4], { values: [-1, 0, 1, 4] })], (x) => x.sqrt(), steps),
  sample("log", "edge", [data([4], { values: [-1, 0, 1, Infinity] })], (x) => x.log(), steps),
  sample("pow", "edge", [positive([3])], (x) => x.pow(0)),
];
