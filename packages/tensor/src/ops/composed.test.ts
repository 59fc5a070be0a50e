import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { callNamed, distinctTensor, loadFixture, testCases } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as library from "../index.js";
import { type Tensor, tensor } from "../index.js";

testCases(loadFixture("tensor", "composed"), (inputs, item) => {
  const result = callNamed(inputs, item) as Tensor | readonly Tensor[] | Iterable<Tensor>;
  return result instanceof library.Tensor ? result : [...result];
});

const sizes = fc.record({ n: fc.integer({ min: 2, max: 4 }), m: fc.integer({ min: 2, max: 4 }), seed: fc.nat(99) });
const float64 = (shape: readonly number[], seed: number): Tensor => distinctTensor([...shape], seed).to("float64");
/** In (0.1, 0.9). */
const share = (x: Tensor): Tensor => x.sigmoid().mul(0.8).add(0.1);

const gradients: readonly (readonly [string, (x: Tensor, y: Tensor) => Tensor])[] = [
  ["asinh", (x) => library.asinh(x)],
  ["acosh", (x) => library.acosh(share(x).add(1))],
  ["atanh", (x) => library.atanh(share(x))],
  ["logaddexp of equal elements", (x) => library.logaddexp(x, x.mul(1))],
  ["logaddexp2 of equal elements", (x) => library.logaddexp2(x, x.mul(1))],
  ["exp2", (x) => library.exp2(x)],
  ["deg2rad", (x) => library.deg2rad(x)],
  ["rad2deg", (x) => library.rad2deg(x)],
  ["sinc", (x) => library.sinc(x)],
  ["logit", (x) => library.logit(share(x))],
  ["logaddexp", (x, y) => library.logaddexp(x, y)],
  ["logaddexp2", (x, y) => library.logaddexp2(x, y)],
  ["xlogy", (x, y) => library.xlogy(x, share(y))],
  ["fmax", (x, y) => library.fmax(x, y.add(0.01))],
  ["fmin", (x, y) => library.fmin(x, y.add(0.01))],
  ["copysign", (x) => library.copysign(x, x.detach().neg())],
  ["rot90", (x) => library.rot90(x)],
  ["flipud", (x) => library.flipud(x)],
  ["fliplr", (x) => library.fliplr(x)],
  ["columnStack", (x, y) => library.columnStack([x, y])],
  ["dstack", (x, y) => library.dstack([x, y])],
  ["blockDiag", (x, y) => library.blockDiag([x, y])],
  ["cartesianProd", (x, y) => library.cartesianProd([x.reshape(-1), y.reshape(-1)])],
  ["combinations", (x) => library.combinations(x.reshape(-1))],
  ["vander", (x) => library.vander(x.reshape(-1))],
  ["tensordot", (x, y) => library.tensordot(x, y, 2)],
  ["inner", (x, y) => library.inner(x, y)],
  ["cross", (x, y) => library.cross(library.stack([x, y, x.mul(y)]), library.stack([y, y, x]), 0)],
  ["cdist", (x, y) => library.cdist(x, y.add(9))],
  ["dist", (x, y) => library.dist(x, y.add(9))],
  ["nanmean", (x) => library.nanmean(x, 0)],
  ["nanmedian", (x) => library.nanmedian(x, 1).values],
  ["quantile", (x) => library.quantile(x, [0.1, 0.7], 1)],
  ["nanquantile", (x) => library.nanquantile(x, 0.4)],
  ["diff", (x, y) => library.diff(x, 1, 0, y)],
  ["trapezoid", (x, y) => library.trapezoid(x, y)],
  ["cov", (x) => library.cov(x)],
  ["cov with weights", (x) => library.cov(x, { aweights: library.arange(1, x.shape[1] + 1, { dtype: "float64" }) })],
  ["logcumsumexp", (x) => library.logcumsumexp(x, 1)],
  ["aminmax", (x) => library.stack([...library.aminmax(x, { dim: 0 })])],
  ["maskedScatter", (x, y) => library.maskedScatter(x, x.detach().gt(0), y)],
];

test.each(gradients)("the gradients of %s are those of differences", (_, call) => {
  fc.assert(
    fc.property(sizes, ({ n, m, seed }) => {
      const both = [float64([n, m], seed), float64([n, m], seed + 1)];
      const inputs = both.slice(0, call.length).map((x) => x.requiresGrad_());
      const wanted = (given: readonly Tensor[]): Tensor => call(given[0], given[1]);
      expect(gradcheck((...given) => wanted(given), inputs).passed).toBe(true);
      expect(gradgradcheck((...given) => wanted(given), inputs).passed).toBe(true);
    }),
    { numRuns: 3 },
  );
});

describe("what is taken as it is in PyTorch", () => {
  test("positional, mixed and by name are the same", () => {
    const x = tensor([[1, 4, 2, 8]]);
    expect(library.quantile(x, 0.5, 1, true).tolist()).toEqual([[3]]);
    expect(library.quantile(x, 0.5, { dim: 1, keepDim: true }).tolist()).toEqual([[3]]);
    expect(library.diff(x, { n: 2, dim: 1 }).tolist()).toEqual(library.diff(x, 2, 1).tolist());
    expect(library.rot90(x, { k: 2 }).tolist()).toEqual([[8, 2, 4, 1]]);
    expect(library.histc(x, { bins: 2, max: 8 }).tolist()).toEqual([2, 2]);
    expect(library.combinations(x.at(0), { r: 3 }).shape).toEqual([4, 3]);
  });

  test("lists of tensors in atleast1d and its like", () => {
    expect(library.atleast2d([tensor(1), tensor([2, 3])]).map(({ shape }) => shape)).toEqual([
      [1, 1],
      [1, 2],
    ]);
    expect(library.atleast3d(tensor([[1, 2]])).shape).toEqual([1, 2, 1]);
    expect(library.atleast1d(tensor(1)).shape).toEqual([1]);
  });

  test("signed zeros, infinities and NaN", () => {
    expect(library.copysign(tensor([1, 2, 3]), tensor([-0, 0, -Infinity])).tolist()).toEqual([-1, 2, -3]);
    expect(library.xlogy(tensor([0, 0, 0, 1]), tensor([0, -1, NaN, 0])).tolist()).toEqual([0, 0, NaN, -Infinity]);
    expect(library.logaddexp(tensor([Infinity, -Infinity]), tensor([Infinity, -Infinity])).tolist()).toEqual([
      Infinity,
      -Infinity,
    ]);
    expect(library.isin(tensor([NaN, 1]), tensor([NaN, 1])).tolist()).toEqual([false, true]);
    expect(library.unique(tensor([NaN, 2, NaN, 1])).tolist()).toEqual([1, 2, NaN, NaN]);
    expect(library.asinh(tensor([1e30])).item()).toBeCloseTo(Math.asinh(1e30), 4);
    expect(library.acosh(tensor([0.5, -3])).tolist()).toEqual([NaN, NaN]);
  });

  test("unique takes slices of any dimension", () => {
    const x = tensor([
      [1, 0, 1],
      [2, 5, 2],
    ]);
    const [values, inverse, counts] = library.unique(x, { dim: 1, returnInverse: true, returnCounts: true });
    expect(values.tolist()).toEqual([
      [0, 1],
      [5, 2],
    ]);
    expect(inverse.tolist()).toEqual([1, 0, 1]);
    expect(counts.tolist()).toEqual([1, 2]);
  });

  test("indices of triangles, int32 unless told", () => {
    expect(library.trilIndices(2, 3, 1).tolist()).toEqual([
      [0, 0, 1, 1, 1],
      [0, 1, 0, 1, 2],
    ]);
    expect(library.triuIndices(3, 2, { offset: -1, dtype: "float32" }).tolist()).toEqual([
      [0, 0, 1, 1, 2],
      [0, 1, 0, 1, 1],
    ]);
    expect(library.trilIndices(2, 2, -5).shape).toEqual([2, 0]);
    expect(library.trilIndices(2, 3, 9).tolist()).toEqual([
      [0, 0, 0, 1, 1, 1],
      [0, 1, 2, 0, 1, 2],
    ]);
    expect(library.trilIndices(4, 2, -1).tolist()).toEqual([
      [1, 2, 2, 3, 3],
      [0, 0, 1, 0, 1],
    ]);
    expect(library.triuIndices(3, 5, 2).tolist()).toEqual([
      [0, 0, 0, 1, 1, 2],
      [2, 3, 4, 3, 4, 4],
    ]);
    for (const [row, col, offset] of [[2, 3, 9], [0, 3, 0], [3, 0, 0]]) // biome-ignore format: a list
      expect(library.triuIndices(row, col, offset).shape).toEqual([2, 0]);
  });

  test("isTensor and numel", () => {
    expect([tensor(1), [1], null, "x"].map((value) => library.isTensor(value))).toEqual([true, false, false, false]);
    expect(library.numel(tensor([[1, 2]]))).toBe(2);
  });
});

const x = tensor([
  [1, 2],
  [3, 4],
]);
test.each([
  [() => library.quantile(x, 1.5), "quantile: q must be in the range [0, 1], got 1.5"],
  [() => library.quantile(x.to("int32"), 0.5), "quantile: expected a float32 or float64 tensor, got int32"],
  [() => library.cross(x, x), "cross: no dimension of size 3 in shape [2, 2]"],
  [
    () => library.tensordot(x, tensor([[1, 2, 3]]), 1),
    "tensordot: contracted dimensions need to match, each once: [1]",
  ],
  [() => library.tensordot(x, x, 3), "tensordot: dims must be a whole number from 0 to 2"],
  [() => library.fliplr(tensor([1])), "fliplr: expected a tensor of at least 2 dimensions, got shape [1]"],
  [() => library.rot90(x, 1, [0, 0]), "rot90: dims must be two different dimensions, got [0, 0] of shape [2, 2]"],
  [() => library.hsplit(tensor([1, 2, 3]), 2), "hsplit: 2 sections do not divide dimension 0 of shape [3]; write"],
  [() => library.bitwiseAnd(x, 1), "bitwiseAnd: expected integers or bools, got float32"],
  [() => library.bitwiseLeftShift(tensor([true]), 1), "bitwiseLeftShift: expected integers, got bool"],
  [() => library.cdist(x, tensor([[1]])), "cdist: expected shapes [.., P, M] and [.., R, M], got [2, 2] and [1, 1]"],
  [() => library.searchsorted(tensor([1, 2]), x, { side: "left", right: true }), "searchsorted: side and right can't"],
  [() => library.bucketize(x, x), "bucketize: boundaries must have 1 dimension, got shape [2, 2]"],
  [() => library.maskedScatter(x, x.gt(0), tensor([1])), "maskedScatter: the mask has 4 trues, source only 1 elements"],
  [() => library.isin(1, 2), "isin: one of elements and testElements must be a tensor"],
  [() => library.combinations(x), "combinations: expected a 1-d tensor, got shape [2, 2]"],
  [() => library.cov(x, { fweights: tensor([-1, 1], { dtype: "int32" }) }), "cov: fweights must be >= 0, got -1"],
  [() => library.histc(x, 3, 2, 1), "histc: max must be larger than min, got min 2 and max 1"],
  [() => library.diff(tensor(1)), "diff: expected a tensor of at least one dimension, got shape []"],
  [() => library.heaviside(x, x.to("float64")), "heaviside: x is float32, values is float64; expected the same dtype"],
  [() => library.unique(x, { return_counts: true } as never), "unique: unknown option return_counts; did you mean"],
] as const)("%s", (call, message) => {
  expect(call).toThrow(message);
});
