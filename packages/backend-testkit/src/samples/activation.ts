import { data, distinct, type Sample, sample, type UnaryMethod } from "./sample.js";

const large = [data([256, 256])];
/** Distinct values, which keep away from the kinks at 0. */
const values = [distinct([4, 5])];

const plain: readonly (UnaryMethod & string)[] = [
  "relu",
  "relu6",
  "leakyRelu",
  "elu",
  "selu",
  "celu",
  "gelu",
  "silu",
  "mish",
  "softplus",
  "logsigmoid",
  "hardtanh",
  "hardsigmoid",
  "hardswish",
  "softsign",
  "tanhshrink",
  "hardshrink",
  "softshrink",
];

export const activationSamples: readonly Sample[] = [
  ...plain.map((op) => sample(op, "default", values, (x) => x[op](), { timed: large })),
  sample("relu", "special", [data([5], { values: [NaN, Infinity, -Infinity, 0, -0] })], (x) => x.relu(), {
    isSmooth: false,
  }),
  sample("relu_", "default", values, (x) => x.relu_()),
  sample("leakyRelu", "slope", values, (x) => x.leakyRelu({ negativeSlope: 0.3 })),
  sample("elu", "alpha", values, (x) => x.elu({ alpha: 0.7 })),
  sample("celu", "alpha", values, (x) => x.celu({ alpha: 0.7 })),
  sample("gelu", "tanh", values, (x) => x.gelu({ approximate: "tanh" })),
  sample("softplus", "beta", values, (x) => x.softplus({ beta: 2, threshold: 3 })),
  sample("hardtanh", "limits", values, (x) => x.hardtanh({ minVal: -0.35, maxVal: 0.45 })),
  sample("hardshrink", "lambda", values, (x) => x.hardshrink({ lambd: 0.9 })),
  sample("softshrink", "lambda", values, (x) => x.softshrink({ lambd: 0.9 })),
  sample("threshold", "values", values, (x) => x.threshold(0.35, -7), { isSmooth: false }),
  sample("prelu", "one-weight", [distinct([2, 3, 4]), data([1])], (x, w) => x.prelu(w), {
    timed: [data([64, 16, 64]), data([16])],
  }),
  sample("prelu", "per-channel", [distinct([2, 3, 4]), data([3])], (x, w) => x.prelu(w)),
  ...[0, 1].flatMap((dim) => [
    sample("softmax", `dim-${dim}`, [data([4, 5], { low: -4, high: 4 })], (x) => x.softmax(dim), {
      timed: [data([256, 100])],
    }),
    sample("logSoftmax", `dim-${dim}`, [data([4, 5], { low: -4, high: 4 })], (x) => x.logSoftmax(dim), {
      timed: [data([256, 100])],
    }),
  ]),
  sample("softmax", "middle", [data([2, 3, 4])], (x) => x.softmax(1)),
  sample("softmax", "large-values", [data([2, 3], { values: [1000, 1001, 1002, -1000, 0, 1000] })], (x) =>
    x.softmax(1),
  ),
  sample("logSoftmax", "middle", [data([2, 3, 4])], (x) => x.logSoftmax(1)),
  sample("logSoftmax", "large-values", [data([2, 3], { values: [1000, 1001, 1002, -1000, 0, 1000] })], (x) =>
    x.logSoftmax(1),
  ),
];
