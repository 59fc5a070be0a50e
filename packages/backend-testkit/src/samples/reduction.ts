import { stdMean, type Tensor, varMean } from "@lumbre/tensor";
import { data, distinct, indices, positive, type Sample, type SampleOptions, sample } from "./sample.js";

type Along = (dims?: number | readonly number[], options?: { readonly keepDim?: boolean }) => Tensor;
type Reduction =
  | "sum"
  | "nansum"
  | "mean"
  | "prod"
  | "var"
  | "std"
  | "amax"
  | "amin"
  | "any"
  | "all"
  | "logsumexp"
  | "countNonzero";

const large = [data([64, 32, 32])];

/** A reduction of everything, of each dimension, of several, and with the dimensions kept. */
function reduction(op: Reduction, options: SampleOptions = {}): Sample[] {
  const inputs = op === "prod" ? [positive([2, 3, 2])] : [distinct([2, 3, 4])];
  const call = (x: Tensor, ...args: Parameters<Along>): Tensor => (x[op] as Along).call(x, ...args);
  const settings = { scale: "tensor", ...options } as const;
  return [
    sample(op, "all", inputs, (x) => call(x), settings),
    ...[0, 1, -1].map((dim) => sample(op, `dim${dim}`, inputs, (x) => call(x, dim), { ...settings, timed: large })),
    ...(op === "countNonzero" ? [] : [sample(op, "keep-dim", inputs, (x) => call(x, 1, { keepDim: true }), settings)]),
    ...(op === "prod" ? [] : [sample(op, "outer-dims", inputs, (x) => call(x, [0, 2]), settings)]),
  ];
}

const holes = data([2, 4], { values: [1, NaN, -2, 0, NaN, NaN, 0, -0] });
const ties = data([2, 5], { values: [1, 3, 3, 2, 3, -1, -1, 0, -1, 5] });
const tensorScale = { scale: "tensor" } as const;
const steps = { isSmooth: false } as const;

export const reductionSamples: readonly Sample[] = [
  ...reduction("sum"),
  ...reduction("nansum"),
  sample("nansum", "holes", [holes], (x) => x.nansum(1), steps),
  ...reduction("mean"),
  ...reduction("prod"),
  sample("prod", "zeros", [data([2, 3], { values: [0, 2, 3, 0, 0, 3] })], (x) => x.prod(1)),
  ...reduction("var"),
  sample("var", "biased", [data([3, 4])], (x) => x.var(0, { unbiased: false }), tensorScale),
  sample("var", "correction", [data([3, 4])], (x) => x.var(1, { correction: 2 }), tensorScale),
  sample("var", "far-from-zero", [data([2, 16], { low: 1000, high: 1001 })], (x) => x.var(1), {
    scale: "tensor",
    tolerance: { factor: 100, reason: "the mean is a thousand times the deviation, so it loses three digits" },
  }),
  ...reduction("std"),
  sample("varMean", "dim", [data([3, 4])], (x) => varMean(x, 1), tensorScale),
  sample("stdMean", "dim", [data([3, 4])], (x) => stdMean(x, 1), tensorScale),
  ...reduction("amax"),
  ...reduction("amin"),
  sample("amax", "holes", [holes], (x) => x.amax(1), steps),
  sample("amin", "holes", [holes], (x) => x.amin(0), steps),
  ...reduction("any"),
  ...reduction("all"),
  ...reduction("countNonzero"),
  ...reduction("logsumexp"),
  sample("logsumexp", "large-values", [data([2, 3], { values: [1000, 1001, 1002, -1000, 0, 1000] })], (x) =>
    x.logsumexp(1),
  ),
  ...(["max", "min"] as const).flatMap((op) => [
    sample(op, "all", [distinct([3, 4])], (x) => x[op]()),
    sample(op, "dim", [distinct([3, 4])], (x) => x[op](1), { timed: large }),
    sample(op, "keep-dim", [distinct([2, 3, 4])], (x) => x[op](1, { keepDim: true })),
    sample(op, "other", [distinct([3, 4]), data([4], { low: 0.01, high: 0.02 })], (x, y) => x[op](y), steps),
    sample(op, "ties", [ties], (x) => x[op](1), steps),
    sample(op, "holes", [holes], (x) => x[op](1), steps),
  ]),
  ...(["argmax", "argmin"] as const).flatMap((op) => [
    sample(op, "all", [distinct([3, 4])], (x) => x[op]()),
    sample(op, "dim", [distinct([2, 3, 4])], (x) => x[op](1), { timed: large }),
    sample(op, "keep-dim", [distinct([2, 3, 4])], (x) => x[op](0, { keepDim: true })),
    sample(op, "ties", [ties], (x) => x[op](1)),
    sample(op, "holes", [holes], (x) => x[op](1)),
  ]),
  sample("norm", "default", [distinct([3, 4])], (x) => x.norm(), tensorScale),
  ...[1, 2, 3, Infinity].map((p) => sample("norm", `p${p}`, [distinct([3, 4])], (x) => x.norm(p, 1), tensorScale)),
  ...(["cumsum", "cumprod"] as const).flatMap((op) => [
    sample(op, "rows", [data([3, 5])], (x) => x[op](1), { ...tensorScale, timed: [positive([64, 256])] }),
    sample(op, "columns", [data([3, 5])], (x) => x[op](0), tensorScale),
    sample(op, "middle", [positive([2, 3, 2])], (x) => x[op](1), tensorScale),
  ]),
  sample("cumprod", "zeros", [data([2, 4], { values: [2, 0, 3, 4, 0, 2, 0, 3] })], (x) => x.cumprod(1)),
  sample("bincount", "default", [indices([6], [0, 3, 1, 3, 3, 0])], (x) => x.bincount(), { readsValues: true }),
  sample("bincount", "minlength", [indices([4], [0, 2, 1, 2])], (x) => x.bincount({ minlength: 5 }), {
    readsValues: true,
  }),
];
