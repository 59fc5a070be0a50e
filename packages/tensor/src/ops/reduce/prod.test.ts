import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { IndexError, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  elementAt,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "reduce").filter(({ attributes: { method } }) => ["cumsum", "cumprod"].includes(method)),
  callMethod,
);

test.each(["cumsum", "cumprod"] as const)("%s against a naive oracle, on strided and broadcast views", (name) => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), fc.nat(), (x, at) => {
      const dim = at % x.ndim;
      const y = x[name](dim - x.ndim);
      expect(y.shape).toEqual(x.shape);
      for (const index of indicesOf(x.shape)) {
        let total = name === "cumsum" ? 0 : 1;
        for (let k = 0; k <= index[dim]; k++) {
          const v = elementAt(x, index.with(dim, k));
          total = name === "cumsum" ? total + v : total * v;
        }
        expect(elementAt(y, index)).toBe(total);
      }
    }),
  );
});

describe("gradients, to second order, with zeros", () => {
  /** A matrix in which the elements at `zeroAt` are 0. */
  const matrix = (rows: number, columns: number, seed: number, zeroAt: readonly number[]) => {
    const data = randomTensor([rows, columns], seed).readSync();
    for (const i of zeroAt) data[i % data.length] = 0;
    return tensor(data).reshape(rows, columns).requiresGrad_();
  };
  const cases = fc.record({
    rows: fc.integer({ min: 1, max: 3 }),
    columns: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(),
    zeroAt: fc.array(fc.nat(17), { maxLength: 4 }),
    dim: fc.integer({ min: 0, max: 1 }),
  });
  test.each(["prod", "cumprod", "cumsum"] as const)("%s", (name) => {
    fc.assert(
      fc.property(cases, ({ rows, columns, seed, zeroAt, dim }) => {
        const x = matrix(rows, columns, seed, zeroAt);
        gradcheck((x) => x[name](dim), [x]);
        gradgradcheck((x) => x[name](dim), [x]);
      }),
      { numRuns: sampledRuns(25) },
    );
  });

  test("prod over all of a tensor with two zeros", () => {
    const x = matrix(2, 3, 1, [1, 5]);
    gradcheck((x) => x.prod(), [x]);
    gradgradcheck((x) => x.prod(), [x]);
  });

  test("the products of others are exact at a zero", () => {
    const x = tensor([3, 0, 5], { requiresGrad: true });
    x.prod().backward();
    expect(x.grad?.toArray()).toEqual([0, 15, 0]);
  });
});

test("errors", () => {
  const range = "Dimension out of range (expected to be in range of [-1, 0], but got 1)";
  expect(() => zeros(2).cumsum(1)).toThrow(new IndexError(`cumsum: ${range}`));
  expect(() => zeros(2).cumprod(1)).toThrow(new IndexError(`cumprod: ${range}`));
});
