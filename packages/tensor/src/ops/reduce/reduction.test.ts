import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, IndexError, ShapeError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  distinctTensor,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  sampledRuns,
  shapes,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

type Reduction =
  | "sum"
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

// What each reduction makes of the elements of one line, in plain arithmetic.
const sum = (line: readonly number[]): number => line.reduce((total, v) => total + v, 0);
const mean = (line: readonly number[]): number => sum(line) / line.length;
const variance = (line: readonly number[]): number => sum(line.map((v) => (v - mean(line)) ** 2)) / (line.length - 1);
const oracles: Record<Reduction, (line: readonly number[]) => number> = {
  sum,
  mean,
  prod: (line) => line.reduce((total, v) => total * v, 1),
  var: variance,
  std: (line) => Math.sqrt(variance(line)),
  amax: (line) => Math.max(...line),
  amin: (line) => Math.min(...line),
  any: (line) => Number(line.some((v) => v !== 0)),
  all: (line) => Number(line.every((v) => v !== 0)),
  logsumexp: (line) => Math.log(sum(line.map(Math.exp))),
  countNonzero: (line) => line.filter((v) => v !== 0).length,
};
const names = Object.keys(oracles) as Reduction[];

/** The elements that go into each result, in row-major order of the results. */
function linesOf(x: Tensor, dims: readonly number[]): number[][] {
  const lines = new Map<string, number[]>();
  for (const index of indicesOf(x.shape)) {
    const key = index.map((i, d) => (dims.includes(d) ? 0 : i)).join();
    lines.set(key, [...(lines.get(key) ?? []), elementAt(x, index)]);
  }
  return [...lines.values()];
}

/** Some dims of a tensor, in any order, possibly counted from the end. */
function someDims(rank: number): fc.Arbitrary<number[]> {
  const dims = Array.from({ length: rank }, (_, d) => d);
  return fc
    .tuple(fc.shuffledSubarray(dims, { minLength: Math.min(1, rank) }), fc.boolean())
    .map(([chosen, fromEnd]) => (fromEnd ? chosen.map((d) => d - rank) : chosen));
}

/** A tensor of a shape with the dims to reduce. */
function withDims<T extends { readonly shape: readonly number[] }>(
  arbitrary: fc.Arbitrary<T>,
): fc.Arbitrary<readonly [T, number[]]> {
  return arbitrary.chain((x) => someDims(x.shape.length).map((dims) => [x, dims] as const));
}

const shaped = (options: Parameters<typeof shapes>[0]) => shapes(options).map((shape) => ({ shape }));

testCases(
  loadFixture("tensor", "reduce").filter(({ attributes: { method } }) => (names as string[]).includes(method)),
  callMethod,
);

describe("against a naive oracle, on strided and broadcast views", () => {
  test.each(names)("%s", (name) => {
    fc.assert(
      fc.property(withDims(stridedTensors({ maxRank: 4 })), fc.boolean(), ([x, dims], keepDim) => {
        // Zeros and ones make any and all interesting.
        const operand = name === "any" || name === "all" ? x.mul(2).to("int32").to("float64") : x;
        const positive = dims.map((d) => (d < 0 ? d + x.ndim : d));
        const reduced = name === "countNonzero" ? operand.countNonzero(dims) : operand[name](dims, { keepDim });
        const expected = linesOf(operand, positive).map(oracles[name]);
        const kept = keepDim && name !== "countNonzero";
        expect(reduced.shape).toEqual(
          x.shape.flatMap((size, d) => (positive.includes(d) ? (kept ? [1] : []) : [size])),
        );
        expectClose(reduced.reshape(-1), tensor(Float64Array.from(expected)), { rtol: 1e-12, atol: 1e-12 });
      }),
    );
  });
});

describe("gradients", () => {
  const smooth = ["sum", "mean", "prod", "var", "std", "amax", "amin", "logsumexp"] as const;
  test.each(smooth)("%s, to second order", (name) => {
    fc.assert(
      fc.property(
        withDims(shaped({ minRank: 1, maxRank: 3, minSize: 2, maxSize: 3 })),
        fc.nat(),
        fc.boolean(),
        ([{ shape }, dims], seed, keepDim) => {
          const x = distinctTensor(shape, seed).requiresGrad_();
          const reduce = (x: Tensor): Tensor => x[name](dims, { keepDim });
          gradcheck(reduce, [x]);
          gradgradcheck(reduce, [x]);
        },
      ),
      { numRuns: sampledRuns(20) },
    );
  });

  test("of a 0-d tensor", () => {
    const x = tensor(1.5, { dtype: "float64", requiresGrad: true });
    for (const name of ["sum", "mean", "prod", "amax", "amin", "logsumexp"] as const) {
      gradcheck((x) => x[name](), [x]);
    }
  });
});

test("sums of float32 add up in double precision", () => {
  const x = tensor(new Float32Array(2 ** 20).fill(0.1));
  expect(Math.abs(x.sum().item() - 2 ** 20 * Math.fround(0.1))).toBeLessThan(0.005);
  const columns = x.reshape(2 ** 19, 2).sum(0);
  expect(Math.abs(columns.readSync()[0] - 2 ** 19 * Math.fround(0.1))).toBeLessThan(0.005);
});

test("integers and bools are summed as int32", () => {
  expect(tensor([200, 100], { dtype: "uint8" }).sum().dtype).toBe("int32");
  expect(tensor([200, 100], { dtype: "uint8" }).sum().item()).toBe(300);
  expect(tensor([true, true]).sum().item()).toBe(2);
  expect(tensor([true, true]).prod().dtype).toBe("int32");
});

test("an empty list of dims means all of them", () => {
  expect(tensor([1, 2]).sum([]).item()).toBe(3);
});

describe("errors", () => {
  const ints = tensor([1, 2, 3], { dtype: "int32" });
  test.each([
    [
      "mean",
      () => ints.mean(),
      DTypeError,
      'mean: could not infer output dtype. Input dtype must be a floating point dtype, got int32; use .to("float32") first',
    ],
    ["var", () => ints.var(), DTypeError, "var: std and var only support floating point dtypes, got int32"],
    ["std", () => ints.std(0), DTypeError, "std: std and var only support floating point dtypes, got int32"],
    [
      "range",
      () => zeros(2, 3).sum(2),
      IndexError,
      "sum: Dimension out of range (expected to be in range of [-2, 1], but got 2)",
    ],
    ["twice", () => zeros(2, 3).sum([1, -1]), ShapeError, "sum: dim 1 appears twice in the list of dims"],
    [
      "fraction",
      () => zeros(2, 3).prod(0.5),
      IndexError,
      "prod: Dimension out of range (expected to be in range of [-2, 1], but got 0.5)",
    ],
    ["empty amax", () => zeros(2, 0).amax(1), IndexError, "amax: Expected reduction dim 1 to have non-zero size."],
    [
      "empty amin",
      () => zeros(0).amin(),
      IndexError,
      "amin: Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.",
    ],
  ])("%s", (_, call, ErrorClass, message) => {
    expect(call).toThrow(new ErrorClass(message));
  });
});
