import type { Tensor } from "@lumbre/tensor";
import * as library from "@lumbre/tensor";
import { data, distinct, indices, mask, positive, type Sample, sample } from "./sample.js";

// Functions made of other ops, or computed on the host.

const steps = { isSmooth: false } as const;
const reads = { readsValues: true, isSmooth: false } as const;
const sums = { scale: "tensor" } as const;
const pair = [data([2, 3]), data([2, 3])];
const integers = [indices([4], [5, -6, 12, 3]), indices([4], [1, 2, 3, 4])];

const unaries: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  asinh: (x) => library.asinh(x),
  exp2: (x) => library.exp2(x),
  deg2rad: (x) => library.deg2rad(x),
  rad2deg: (x) => library.rad2deg(x),
  sinc: (x) => library.sinc(x),
  flipud: (x) => library.flipud(x),
  fliplr: (x) => library.fliplr(x),
  rot90: (x) => library.rot90(x),
  nanmean: (x) => library.nanmean(x),
  nanmedian: (x) => library.nanmedian(x),
  diff: (x) => library.diff(x),
  trapezoid: (x) => library.trapezoid(x),
  cov: (x) => library.cov(x),
  corrcoef: (x) => library.corrcoef(x),
  atleast1d: (x) => library.atleast1d(x),
  atleast2d: (x) => library.atleast2d(x),
  atleast3d: (x) => library.atleast3d(x),
};

const bitwise: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  bitwiseAnd: (x, y) => library.bitwiseAnd(x, y),
  bitwiseOr: (x, y) => library.bitwiseOr(x, y),
  bitwiseXor: (x, y) => library.bitwiseXor(x, y),
  bitwiseLeftShift: (x, y) => library.bitwiseLeftShift(x, y),
  bitwiseRightShift: (x, y) => library.bitwiseRightShift(x, y),
};

export const composedSamples: readonly Sample[] = [
  ...Object.entries(unaries).map(([op, call]) => sample(op, "default", [distinct([3, 4])], call, sums)),
  sample("acosh", "default", [data([5], { low: 1.25, high: 4 })], (x) => library.acosh(x)),
  sample("atanh", "default", [data([5], { low: -0.75, high: 0.75 })], (x) => library.atanh(x)),
  sample("logit", "default", [data([5], { low: 0.2, high: 0.8 })], (x) => library.logit(x)),
  sample("logaddexp", "default", [distinct([2, 3]), distinct([3])], (x, y) => library.logaddexp(x, y)),
  sample("logaddexp2", "default", [distinct([2, 3]), distinct([3])], (x, y) => library.logaddexp2(x, y)),
  sample("xlogy", "default", [positive([2, 3]), positive([3])], (x, y) => library.xlogy(x, y)),
  sample("fmax", "default", [distinct([3, 4]), data([3, 4])], (x, y) => library.fmax(x, y), steps),
  sample("fmin", "default", [distinct([3, 4]), data([3, 4])], (x, y) => library.fmin(x, y), steps),
  sample("copysign", "default", [distinct([3, 4]), positive([4])], (x, y) => library.copysign(x, y), steps),
  sample("heaviside", "default", pair, (x, y) => library.heaviside(x, y), steps),
  sample("hypot", "default", pair, (x, y) => library.hypot(x, y)),
  sample("nextafter", "default", pair, (x, y) => library.nextafter(x, y), reads),
  sample("renorm", "default", [distinct([3, 4])], (x) => library.renorm(x, 2, 0, 1), sums),
  sample("erfc", "default", [data([3, 4])], (x) => library.erfc(x), { readsValues: true }),
  sample("erfinv", "default", [data([5], { low: -0.75, high: 0.75 })], (x) => library.erfinv(x), { readsValues: true }),
  sample("lgamma", "default", [positive([3, 4])], (x) => library.lgamma(x), { readsValues: true }),
  sample("digamma", "default", [positive([3, 4])], (x) => library.digamma(x), { readsValues: true }),
  sample("polygamma", "default", [positive([3, 4])], (x) => library.polygamma(2, x), { readsValues: true }),
  ...Object.entries(bitwise).map(([op, call]) => sample(op, "default", integers, call, { readsValues: true })),
  sample("bitwiseNot", "default", [integers[0]], (x) => library.bitwiseNot(x), { readsValues: true }),
  sample("columnStack", "default", [data([3]), data([3, 2])], (x, y) => library.columnStack([x, y])),
  sample("dstack", "default", pair, (x, y) => library.dstack([x, y])),
  sample("blockDiag", "default", [data([2, 3]), data([2])], (x, y) => library.blockDiag([x, y])),
  sample("cartesianProd", "default", [data([2]), data([3])], (x, y) => library.cartesianProd([x, y])),
  sample("combinations", "default", [data([4])], (x) => library.combinations(x)),
  sample("vander", "default", [data([3])], (x) => library.vander(x), sums),
  sample("hsplit", "default", [data([2, 4])], (x) => library.hsplit(x, 2)),
  sample("vsplit", "default", [data([4, 2])], (x) => library.vsplit(x, 2)),
  sample("dsplit", "default", [data([1, 2, 4])], (x) => library.dsplit(x, 2)),
  sample("tensordot", "default", [data([2, 3, 4]), data([3, 4, 2])], (x, y) => library.tensordot(x, y), sums),
  sample("inner", "default", [data([2, 3]), data([4, 3])], (x, y) => library.inner(x, y), sums),
  sample("cross", "default", [data([2, 3]), data([2, 3])], (x, y) => library.cross(x, y), sums),
  sample("dist", "default", [distinct([2, 3]), positive([3])], (x, y) => library.dist(x, y), { ...sums, ...steps }),
  sample("cdist", "default", [data([3, 4]), data([2, 4], { low: 3, high: 5 })], (x, y) => library.cdist(x, y), sums),
  sample("quantile", "rows", [distinct([3, 5])], (x) => library.quantile(x, 0.3, 1)),
  sample("nanquantile", "rows", [distinct([3, 5])], (x) => library.nanquantile(x, 0.3, 1)),
  sample("aminmax", "default", [distinct([3, 5])], (x) => [...library.aminmax(x)]),
  sample("logcumsumexp", "default", [data([3, 5])], (x) => library.logcumsumexp(x, 1)),
  sample("histc", "default", [data([3, 5])], (x) => library.histc(x, 4, -1, 1), reads),
  sample("unique", "default", [indices([5], [3, 1, 3, 2, 1])], (x) => library.unique(x), reads),
  sample("uniqueConsecutive", "default", [indices([4], [1, 1, 2, 1])], (x) => library.uniqueConsecutive(x), reads),
  sample("isin", "default", [data([3, 4]), data([2])], (x, y) => library.isin(x, y), reads),
  sample(
    "searchsorted",
    "default",
    [indices([3], [1, 4, 9]), data([2, 3])],
    (x, y) => library.searchsorted(x, y),
    reads,
  ),
  sample("bucketize", "default", [data([2, 3]), indices([3], [0, 1, 2])], (x, y) => library.bucketize(x, y), reads),
  sample(
    "maskedScatter",
    "default",
    [data([3, 4]), mask([3, 4]), data([12])],
    (x, where, source) => library.maskedScatter(x, where, source),
    { readsValues: true },
  ),
  {
    ...sample("trilIndices", "default", [], () => library.trilIndices(3, 4)),
    call: (_, device) => library.trilIndices(3, 4, 1, { device }),
  },
  {
    ...sample("triuIndices", "default", [], () => library.triuIndices(3, 4)),
    call: (_, device) => library.triuIndices(3, 4, 1, { device }),
  },
];
