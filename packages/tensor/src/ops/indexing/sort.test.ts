import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { IndexError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  distinctTensor,
  elementAt,
  indicesOf,
  loadFixture,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(loadFixture("tensor", "order"), callMethod);

/** A line's positions in sorted order: stable, NaN the largest. */
function sortedPositions(line: readonly number[], descending: boolean): number[] {
  const rank = (v: number): number => (Number.isNaN(v) ? Infinity : v);
  // Infinity and NaN differ: among equal ranks NaN is larger.
  const compare = (a: number, b: number): number =>
    rank(a) === rank(b) ? Number(Number.isNaN(a)) - Number(Number.isNaN(b)) : rank(a) < rank(b) ? -1 : 1;
  return line.map((_, i) => i).sort((i, j) => (descending ? -1 : 1) * compare(line[i], line[j]));
}

describe("sort is stable and puts NaN last", () => {
  const values = fc.constantFrom(NaN, Infinity, -Infinity, -0, 0, 1, 2, 3, -1);
  test.each([20, 200])("lines of up to %d elements", (maxLength) => {
    fc.assert(
      fc.property(fc.array(values, { maxLength, size: "max" }), fc.boolean(), (line, descending) => {
        const { values, indices } = tensor(Float64Array.from(line)).sort(0, { descending });
        const expected = sortedPositions(line, descending);
        expect([...indices.readSync()]).toEqual(expected);
        expect([...values.readSync()]).toEqual(expected.map((i) => line[i]));
      }),
    );
  });
});

const stridedWithDim = stridedTensors({ minRank: 1, maxRank: 3 }).chain((x) =>
  fc.record({ dim: fc.integer({ min: -x.ndim, max: x.ndim - 1 }) }).map(({ dim }) => ({ x, dim })),
);

/** The elements of the line along `dim` that goes through `index`. */
function lineThrough(x: Tensor, dim: number, index: readonly number[]): number[] {
  return Array.from({ length: x.shape[dim] }, (_, k) => elementAt(x, index.with(dim, k)));
}

test("on strided and broadcast views: a sorted permutation of every line", () => {
  fc.assert(
    fc.property(stridedWithDim, fc.boolean(), ({ x, dim }, descending) => {
      const along = dim < 0 ? dim + x.ndim : dim;
      const { values, indices } = x.sort(dim, { descending });
      for (const index of indicesOf(x.shape)) {
        if (index[along] !== 0) continue;
        const line = lineThrough(x, along, index);
        const positions = lineThrough(indices, along, index);
        expect(positions).toEqual(sortedPositions(line, descending));
        expect(lineThrough(values, along, index)).toEqual(positions.map((i) => line[i]));
      }
    }),
  );
});

test("topk and kthvalue are parts of sort", () => {
  fc.assert(
    fc.property(stridedWithDim, fc.nat(), fc.boolean(), ({ x, dim }, pick, largest) => {
      const n = x.size(dim);
      const k = 1 + (pick % n);
      const sorted = x.sort(dim, { descending: largest });
      const top = x.topk(k, dim, { largest });
      expect(top.values.toArray()).toEqual(sorted.values.narrow(dim, 0, k).toArray());
      expect(top.indices.toArray()).toEqual(sorted.indices.narrow(dim, 0, k).toArray());
      const kth = x.kthvalue(k, dim, { keepDim: true });
      expect(kth.values.toArray()).toEqual(
        x
          .sort(dim)
          .values.narrow(dim, k - 1, 1)
          .toArray(),
      );
    }),
  );
});

test("the median is the lower middle of the sorted elements", () => {
  fc.assert(
    fc.property(stridedWithDim, ({ x, dim }) => {
      const lower = (length: number): number => Math.floor((length - 1) / 2);
      const all = x.reshape(-1).sort().values;
      expect(x.median().item()).toBe(elementAt(all, [lower(x.numel())]));
      const { values, indices } = x.median(dim, { keepDim: true });
      expect(values.toArray()).toEqual(
        x
          .sort(dim)
          .values.narrow(dim, lower(x.size(dim)), 1)
          .toArray(),
      );
      expect(x.gather(dim, indices).toArray()).toEqual(values.toArray());
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(stridedWithDim, fc.nat(), ({ x: { shape }, dim }, seed) => {
      const x = distinctTensor(shape, seed).requiresGrad_();
      const k = 1 + (seed % x.size(dim));
      const forms: ((x: Tensor) => Tensor)[] = [
        (x) => x.sort(dim).values,
        (x) => x.sort(dim, { descending: true }).values.square(),
        (x) => x.topk(k, dim).values.square(),
        (x) => x.kthvalue(k, dim).values.square(),
        (x) => x.median(dim).values.square(),
        (x) => x.median().square(),
        (x) => x.cummax(dim).values.square(),
        (x) => x.cummin(dim).values.square(),
        (x) => x.mode(dim).values.square(),
      ];
      for (const form of forms) {
        gradcheck(form, [x]);
        gradgradcheck(form, [x], { fastMode: true });
      }
    }),
    { numRuns: 10 },
  );
});

describe("errors", () => {
  test.each([
    ["sort", () => zeros(2).sort(1), "sort: Dimension out of range (expected to be in range of [-1, 0], but got 1)"],
    ["topk", () => zeros(2, 3).topk(4), "topk: selected index k out of range: k is 4, dimension 1 has size 3"],
    ["topk below 0", () => zeros(3).topk(-1), "topk: selected index k out of range: k is -1, dimension 0 has size 3"],
    ["topk of NaN", () => zeros(3).topk(NaN), "topk: selected index k out of range: k is NaN, dimension 0 has size 3"],
    [
      "kthvalue",
      () => zeros(3).kthvalue(0),
      "kthvalue: selected number k out of range for dimension 0: k is 0, size is 3",
    ],
    ["kthvalue of nothing", () => zeros(0).kthvalue(1), "kthvalue: Expected reduction dim 0 to have non-zero size."],
    ["mode of nothing", () => zeros(2, 0).mode(), "mode: Expected reduction dim 1 to have non-zero size."],
    [
      "cummax",
      () => zeros(2).cummax(1),
      "cummax: Dimension out of range (expected to be in range of [-1, 0], but got 1)",
    ],
    ["median of nothing", () => zeros(2, 0).median(1), "median: Expected reduction dim 1 to have non-zero size."],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(new IndexError(message));
  });
});
