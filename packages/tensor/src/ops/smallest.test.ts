import { describe, expect, test } from "vitest";
import * as library from "../index.js";
import { type Tensor, tensor, zeros } from "../index.js";

// The smallest inputs, and both sides of the ends of ranges. The results are those of PyTorch 1.13.

const none = zeros(0);
const pair = tensor([
  [1, 2, 6],
  [0, 3, 1],
]);
const counts = tensor([1, 2, 1], { dtype: "int32" });
const firstOnly = tensor([1, 0, 0], { dtype: "int32" });
const weights = tensor([1, 0.5, 2]);
const line = (n: number): Tensor => library.arange(n, { dtype: "int32" });

describe("few elements, or none", () => {
  test.each<[string, () => Tensor, unknown]>([
    ["diff of none", () => library.diff(none), []],
    ["diff of one", () => library.diff(tensor([3])), []],
    ["as many differences as elements", () => library.diff(tensor([1, 2, 4]), 3), []],
    ["more differences than elements", () => library.diff(tensor([1, 2, 4]), 5), []],
    ["diff with elements behind", () => library.diff(tensor([1, 2]), { append: tensor([5, 9]) }), [1, 3, 4]],
    ["diff of bools", () => library.diff(tensor([true, false, false])), [true, false]],
    ["trapezoid of one point", () => library.trapezoid(tensor([[3], [4]])), [0, 0]],
    ["trapezoid of bytes", () => library.trapezoid(tensor(new Uint8Array([255, 255, 1]))), 383],
    [
      "trapezoid of bytes at bytes that fall",
      () => library.trapezoid(tensor(new Uint8Array([200, 100])), tensor(new Uint8Array([3, 1]))),
      -300,
    ],
    ["trapezoid of integers whose sum is none", () => library.trapezoid(tensor([2e9, 2e9], { dtype: "int32" })), 2e9],
    ["vander of bytes", () => library.vander(tensor(new Uint8Array([200])), 3), [[40000, 200, 1]]],
    ["trapezoid of none", () => library.trapezoid(zeros(2, 0)), [0, 0]],
    ["trapezoid between points of the same shape", () => library.trapezoid(pair, pair, { dim: 0 }), [-0.5, 2.5, -17.5]],
    ["logcumsumexp of one", () => library.logcumsumexp(tensor([[2], [3]]), 1), [[2], [3]]],
    ["logcumsumexp of none", () => library.logcumsumexp(zeros(2, 0), 1), [[], []]],
    ["logcumsumexp of a scalar", () => library.logcumsumexp(tensor(2), 0), 2],
    ["cov of one variable", () => library.cov(tensor([1, 2, 6])), 7],
    ["cov of a scalar", () => library.cov(tensor(3)), Number.NaN],
    [
      "cov of all there is",
      () => library.cov(tensor([[1], [2]]), { correction: 0 }),
      [
        [0, 0],
        [0, 0],
      ],
    ],
    ["cov with as large a correction", () => library.cov(tensor([1, 2, 6]), { correction: 3 }), Infinity],
    ["cov with too large a correction", () => library.cov(tensor([1, 2, 6]), { correction: 5 }), Infinity],
    ["cov of one observation, by its count", () => library.cov(tensor([1, 2, 6]), { fweights: firstOnly }), NaN],
    ["flipud of a line", () => library.flipud(tensor([1, 2])), [2, 1]],
    ["corrcoef of one variable", () => library.corrcoef(tensor([1, 2, 6])), 1],
    [
      "cdist with the exponent 0",
      () =>
        library.cdist(
          tensor([
            [1, 2],
            [0, 2],
          ]),
          tensor([[1, 2]]),
          0,
        ),
      [[0], [1]],
    ],
    ["cdist without coordinates", () => library.cdist(zeros(1, 0), zeros(2, 0)), [[0, 0]]],
    ["cartesianProd of one", () => library.cartesianProd([tensor([1, 2])]), [1, 2]],
    ["vander with one column", () => library.vander(tensor([2, 3]), 1), [[1], [1]]],
    ["vander of NaN", () => library.vander(tensor([NaN, Infinity]), 1), [[1], [1]]],
    ["movedim of a scalar", () => tensor(3).movedim(-1, 0), 3],
    ["cond of matrices without rows", () => library.linalg.cond(zeros(2, 0, 3)), [0, 0]],
    ["cond of no matrices", () => library.linalg.cond(zeros(0, 2, 2), 1), []],
    ["cond of a square of nothing", () => library.linalg.cond(zeros(0, 0), Infinity), 0],
    ["acosh far below 1", () => library.acosh(tensor([-1e4, -1e18, -Infinity, 0.5])), [NaN, NaN, NaN, NaN]],
    [
      "renorm of NaN",
      () =>
        library.renorm(
          tensor([
            [NaN, 5],
            [0, 2],
          ]),
          2,
          0,
          1,
        ),
      [
        [NaN, 5],
        [0, 1],
      ],
    ],
    ["vander without columns", () => library.vander(tensor([2, 3]), 0), [[], []]],
    [
      "a norm that is the largest",
      () =>
        library.renorm(
          tensor([
            [3, 4],
            [0, 0],
          ]),
          2,
          0,
          5,
        ),
      [
        [3, 4],
        [0, 0],
      ],
    ],
    [
      "norms up to 0",
      () =>
        library.renorm(
          tensor([
            [3, 4],
            [0, 0],
          ]),
          2,
          0,
          0,
        ),
      [
        [0, 0],
        [0, 0],
      ],
    ],
    ["roll of none", () => library.roll(zeros(0, 2), 1, 0), []],
    ["unique of none", () => library.unique(none), []],
    ["unique of a scalar", () => library.unique(tensor(3)), [3]],
    ["bincount of none", () => library.bincount(line(0)), []],
    ["bincount of none, with weights", () => library.bincount(line(0), none), []],
    ["bincount of none, two bins", () => library.bincount(line(0), { minlength: 2 }), [0, 0]],
    ["quantiles at both ends", () => library.quantile(tensor([3, 1, 2]), [0, 1]), [1, 3]],
    ["quantiles of a scalar", () => library.quantile(tensor(3), [0, 0.5], 0, true), [3, 3]],
    [
      "quantile that keeps all dimensions",
      () =>
        library.quantile(
          tensor([
            [3, 1],
            [2, 5],
          ]),
          0.5,
          null,
          true,
        ),
      [[2.5]],
    ],
    [
      "quantile of lines with NaN",
      () =>
        library.quantile(
          tensor([
            [3, NaN],
            [2, 5],
          ]),
          0.5,
          1,
        ),
      [NaN, 3.5],
    ],
    [
      "nanquantile of NaN",
      () =>
        library.nanquantile(
          tensor([
            [NaN, NaN],
            [2, 5],
          ]),
          [0, 0.5],
          1,
        ),
      [
        [NaN, 2],
        [NaN, 3.5],
      ],
    ],
    ["median of a scalar along its dimension", () => library.median(tensor(3), 0, true).values, 3],
    ["nanmedian of a scalar along its dimension", () => library.nanmedian(tensor(3), 0).values, 3],
    ["the place of one number", () => library.searchsorted(tensor([1, 3, 5]), 3), 1],
    ["the place behind one number", () => library.searchsorted(tensor([1, 3, 5]), 3, { right: true }), 2],
    ["isin of one number", () => library.isin(3, line(4)), true],
    ["isin one number", () => library.isin(line(3), 1), [false, true, false]],
    ["fmax with a number", () => library.fmax(tensor([1, NaN, 3]), 2), [2, 2, 3]],
    ["fmin with a number", () => library.fmin(tensor([1, NaN, 3]), 2), [1, 2, 2]],
    ["fmax with NaN", () => library.fmax(tensor([1, NaN]), NaN), [1, NaN]],
    ["left shifts to the last bit", () => library.bitwiseLeftShift(line(3), 31), [0, -(2 ** 31), 0]],
    ["left shifts past the bits", () => library.bitwiseLeftShift(line(3), tensor([32, 32, -1]).to("int32")), [0, 0, 0]],
    ["right shifts to the last bit", () => library.bitwiseRightShift(tensor([8, -8]).to("int32"), 31), [0, -1]],
    ["polygamma of a high order", () => library.polygamma(171, tensor([2], { dtype: "float64" })), [Infinity]],
    ["the Q of qr that is not wanted", () => library.linalg.qr(pair, "r").Q, []],
    ["a norm in another dtype", () => library.norm(tensor([3, 4]), { dtype: "float64" }), 5],
    ["searchsorted in none", () => library.searchsorted(none, tensor([1, 2])), [0, 0]],
    ["searchsorted for NaN", () => library.searchsorted(tensor([1, NaN]), tensor([NaN]), { right: true }), [2]],
  ])("%s", (_, call, expected) => {
    expect(call().tolist()).toEqual(expected);
  });

  test.each([
    [3, 0, false, [0]],
    [3, 1, false, [3, 1]],
    [3, 3, false, [1, 3]],
    [3, 4, false, [0, 4]],
    [0, 0, false, [0]],
    [0, 2, false, [0, 2]],
    [3, 0, true, [0]],
    [3, 1, true, [3, 1]],
    [3, 4, true, [15, 4]],
    [1, 2, true, [1, 2]],
    [0, 2, true, [0, 2]],
  ])("combinations of %i elements, %i of them, withReplacement %s", (n, r, withReplacement, shape) => {
    expect(library.combinations(line(n), r, withReplacement).shape).toEqual(shape);
  });

  test("cov with how often observations count, and with their weights", () => {
    const close = (options: library.CovOptions, expected: readonly (readonly number[])[]): void => {
      const result = library.cov(pair, options).tolist() as number[][];
      for (const [i, row] of expected.entries()) {
        for (const [j, value] of row.entries()) expect(result[i][j]).toBeCloseTo(value, 5);
      }
    };
    close({ fweights: tensor([1, 2, 0], { dtype: "int32" }) }, [
      [1 / 3, 1],
      [1, 3],
    ]);
    close({ aweights: weights }, [
      [9.5, 0.5],
      [0.5, 1.5],
    ]);
    close({ fweights: counts, aweights: weights }, [
      [7.904762, -0.285714],
      [-0.285714, 1.809524],
    ]);
    close({ fweights: counts, aweights: weights, correction: 0 }, [
      [5.1875, -0.1875],
      [-0.1875, 1.1875],
    ]);
  });
});

test.each<[string, (x: Tensor) => Tensor]>([
  ["diff, not once", (x) => library.diff(x, 0)],
  ["logcumsumexp of one", (x) => library.logcumsumexp(x, 1)],
  ["logcumsumexp of a scalar", (x) => library.logcumsumexp(x.reshape([]), 0)],
  ["rot90, no quarter", (x) => library.rot90(x, 4)],
  ["flip without dimensions", (x) => library.flip(x, [])],
  ["flip of a scalar", (x) => library.flip(x.reshape([]), 0)],
  ["roll by the size", (x) => library.roll(x, 1, 0)],
  ["matrixPower 1", (x) => library.linalg.matrixPower(x, 1)],
])("%s gives memory of its own", (_, call) => {
  const x = tensor([[2]]);
  const result = call(x);
  expect(result.tolist()).toEqual(result.ndim === 0 ? 2 : [[2]]);
  expect(result.storage).not.toBe(x.storage);
});

test.each<[() => unknown, string]>([
  [() => library.cdist(none, zeros(1, 0)), "cdist: expected shapes [.., P, M] and [.., R, M], got [0] and [1, 0]"],
  [() => library.cdist(zeros(1, 0), none), "cdist: expected shapes [.., P, M] and [.., R, M], got [1, 0] and [0]"],
  [() => library.cdist(pair, pair, -1), "cdist: p must be >= 0, got -1"],
  [() => library.renorm(pair, 0, 0, 1), "renorm: non-positive-norm not supported, p must be > 0, got 0"],
  [() => library.renorm(weights, 2, 0, 1), "renorm: the input needs at least 2 dimensions, got shape [3]"],
  [() => library.quantile(pair, -0.1), "quantile: q must be in the range [0, 1], got -0.1"],
  [() => library.quantile(none, 0.5), "quantile: x of shape [0] must not be empty"],
  [() => library.quantile(pair, pair), "quantile: q must be a scalar or a 1-d tensor, got shape [2, 3]"],
  [() => library.cov(zeros(1, 1, 1)), "cov: expected at most two dimensions, got shape [1, 1, 1]"],
  [() => library.cov(pair, { aweights: pair }), "cov: aweights must have shape [3], got [2, 3]"],
  [() => library.vsplit(weights, 1), "vsplit: expected a tensor of at least 2 dimensions, got shape [3]"],
  [() => library.dsplit(pair, 1), "dsplit: expected a tensor of at least 3 dimensions, got shape [2, 3]"],
  [() => library.hsplit(tensor(1), 1), "hsplit: expected a tensor of at least 1 dimension, got shape []"],
  [() => library.hsplit(pair, 0), "hsplit: number of sections must be larger than 0, got 0"],
  [() => library.flipud(tensor(1)), "flipud: expected a tensor of at least 1 dimension, got shape []"],
  [() => library.rot90(weights, 1, [0, 0]), "rot90: dims must be two different dimensions, got [0, 0] of shape [3]"],
  [() => library.trapezoid(tensor(1)), "trapezoid: expected a tensor of at least one dimension, got shape []"],
  [() => library.roll(pair, [], []), "roll: shifts and dims must align: got 0 shifts and 0 dims"],
])("refuses what is just too small: %s", (call, message) => {
  expect(call).toThrow(message);
});
