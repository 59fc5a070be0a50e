import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, ones, type Shape, ShapeError, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["matmul", "mm", "mv", "bmm", "dot", "outer", "kron", "addmm", "baddbmm"];
testCases(
  loadFixture("tensor", "linalg").filter(({ attributes: { method } }) => names.includes(method)),
  callMethod,
);

/** Two shapes that multiply: batches that broadcast, and 1-d operands on either side. */
const pairs: fc.Arbitrary<readonly [Shape, Shape]> = fc
  .record({
    batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
    flatten: fc.tuple(fc.nat(3), fc.nat(3)),
    drop: fc.tuple(fc.nat(2), fc.nat(2)),
    sizes: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 4 })),
    vectors: fc.tuple(fc.boolean(), fc.boolean()),
  })
  .map(({ batch, flatten, drop, sizes: [m, k, n], vectors }) => {
    const lead = (i: 0 | 1): number[] => batch.map((size, d) => (d === flatten[i] ? 1 : size)).slice(drop[i]);
    return [vectors[0] ? [k] : [...lead(0), m, k], vectors[1] ? [k] : [...lead(1), k, n]];
  });

test("matmul agrees with sums of products, in every rank case and for transposed operands", () => {
  fc.assert(
    fc.property(pairs, fc.nat(), fc.boolean(), ([shapeA, shapeB], seed, transposed) => {
      const make = (shape: Shape, s: number) =>
        transposed && shape.length > 1
          ? randomTensor([...shape.slice(0, -2), ...shape.slice(-2).reverse()], s).transpose(-2, -1)
          : randomTensor(shape, s);
      const [a, b] = [make(shapeA, seed), make(shapeB, seed + 1)];
      const product = a.matmul(b);
      // 1-d operands as matrices of one row or one column, so that one formula serves all ranks.
      const left = a.ndim === 1 ? a.unsqueeze(0) : a;
      const right = b.ndim === 1 ? b.unsqueeze(1) : b;
      const full = product.reshape([
        ...product.shape.slice(0, product.ndim - (a.ndim > 1 ? 1 : 0) - (b.ndim > 1 ? 1 : 0)),
        left.shape[left.ndim - 2],
        right.shape[right.ndim - 1],
      ]);
      const batchIndex = (index: readonly number[], shape: Shape): number[] =>
        shape.slice(0, -2).map((size, d) => (size === 1 ? 0 : index[d + full.ndim - shape.length]));
      for (const index of indicesOf(full.shape)) {
        const [i, j] = index.slice(-2);
        let total = 0;
        for (let k = 0; k < left.shape[left.ndim - 1]; k++) {
          const x = elementAt(left, [...batchIndex(index, left.shape), i, k]);
          total += x * elementAt(right, [...batchIndex(index, right.shape), k, j]);
        }
        expect(elementAt(full, index)).toBeCloseTo(total, 12);
      }
    }),
  );
});

test("gradients of every rank case, to second order", () => {
  fc.assert(
    fc.property(pairs, fc.nat(), ([shapeA, shapeB], seed) => {
      fc.pre(!shapeA.includes(0));
      const a = randomTensor(shapeA, seed, { requiresGrad: true });
      const b = randomTensor(shapeB, seed + 1, { requiresGrad: true });
      gradcheck((a, b) => a.matmul(b), [a, b]);
      gradgradcheck((a, b) => a.matmul(b), [a, b], { fastMode: true });
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("(AB)ᵀ = BᵀAᵀ", () => {
  const [a, b] = [randomTensor([5, 7], 1), randomTensor([7, 3], 2)];
  expectClose(a.mm(b).t(), b.t().mm(a.t()), { rtol: 1e-12 });
});

test("beta 0 does not look at what is added", () => {
  expect(tensor([NaN]).addmm(ones(1, 2), ones(2, 1), { beta: 0 }).toArray()).toEqual([[2]]);
});

describe("errors", () => {
  test.each([
    ["0-d", () => tensor(1).matmul(zeros(2)), "matmul: shapes [] and [2] cannot be multiplied"],
    ["inner", () => zeros(2, 3).matmul(zeros(2, 3)), "matmul: shapes [2, 3] and [2, 3] cannot be multiplied"],
    [
      "batch",
      () => zeros(2, 2, 3).matmul(zeros(3, 3, 2)),
      "matmul: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0; shapes [2] and [3] do not broadcast",
    ],
    ["mm", () => zeros(2, 3).mm(zeros(2, 3)), "mm: expected shapes [M, K] and [K, N], got [2, 3] and [2, 3]"],
    [
      "mm of batches",
      () => zeros(1, 2, 3).mm(zeros(3, 2)),
      "mm: expected shapes [M, K] and [K, N], got [1, 2, 3] and [3, 2]",
    ],
    [
      "bmm",
      () => zeros(1, 2, 3).bmm(zeros(2, 3, 2)),
      "bmm: expected shapes [B, M, K] and [B, K, N], got [1, 2, 3] and [2, 3, 2]",
    ],
    ["mv", () => zeros(2, 2).mv(zeros(3)), "mv: expected shapes [M, K] and [K], got [2, 2] and [3]"],
    ["dot", () => zeros(2).dot(zeros(3)), "dot: expected two vectors of one length, got [2] and [3]"],
    ["outer", () => zeros(2, 2).outer(zeros(3)), "outer: expected two vectors, got [2, 2] and [3]"],
    [
      "addmm",
      () => zeros(2).addmm(zeros(2, 3), zeros(2, 3)),
      "addmm: expected matrices [M, K] and [K, N], got [2, 3] and [2, 3]",
    ],
    [
      "addmm's sum",
      () => zeros(3).addmm(zeros(2, 3), zeros(3, 4)),
      "addmm: shape [3] does not broadcast to the product's shape [2, 4]",
    ],
    [
      "baddbmm's sum",
      () => zeros(5, 1, 2, 4).baddbmm(zeros(1, 2, 3), zeros(1, 3, 4)),
      "baddbmm: shape [5, 1, 2, 4] does not broadcast to the product's shape [1, 2, 4]",
    ],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(new ShapeError(message));
  });
});

test("bools have no product, as in PyTorch: it would count", () => {
  const x = tensor([[true, true]]);
  expect(() => x.matmul(x.t())).toThrow(
    new DTypeError('matmul: not defined for bool tensors; convert them with .to("int32") or .to("float32")'),
  );
  expect(() => x.unsqueeze(0).bmm(x.t().unsqueeze(0))).toThrow(DTypeError);
  expect(x.matmul(tensor([[1], [2]])).toArray()).toEqual([[3]]);
});
