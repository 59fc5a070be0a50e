import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  cat,
  hstack,
  IndexError,
  ShapeError,
  stack,
  type Tensor,
  tensor,
  ValueError,
  vstack,
  zeros,
} from "@lumbre/tensor";
import {
  callNamed,
  expectClose,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["cat", "stack", "hstack", "vstack", "split", "chunk", "tensorSplit", "unbind"];
testCases(
  loadFixture("tensor", "joins").filter(({ attributes: { name } }) => names.includes(name)),
  callNamed,
);

/** Cuts `total` into pieces, some of which may be empty. */
function cuts(total: number): fc.Arbitrary<number[]> {
  return fc.array(fc.nat(total), { maxLength: 3 }).map((places) => {
    const sorted = [0, ...places.sort((a, b) => a - b), total];
    return sorted.slice(1).map((place, i) => place - sorted[i]);
  });
}

const divided = stridedTensors({ minRank: 1, maxRank: 3, maxSize: 5 }).chain((x) =>
  fc.nat(x.ndim - 1).chain((dim) => fc.record({ x: fc.constant(x), dim: fc.constant(dim), sizes: cuts(x.shape[dim]) })),
);

test("cat undoes split, whatever the sizes and strides", () => {
  fc.assert(
    fc.property(divided, ({ x, dim, sizes }) => {
      const pieces = x.split(sizes, dim);
      expect(pieces.map((piece) => piece.shape[dim])).toEqual(sizes);
      expect(pieces.every((piece) => piece.storage === x.storage)).toBe(true);
      expectClose(cat(pieces, dim), x, { atol: 0, rtol: 0 });
    }),
  );
});

test("cat undoes chunk and tensorSplit, and stack undoes unbind", () => {
  fc.assert(
    fc.property(divided, fc.integer({ min: 1, max: 7 }), ({ x, dim }, count) => {
      const exact = { atol: 0, rtol: 0 };
      expectClose(cat(x.chunk(count, dim), dim), x, exact);
      const parts = x.tensorSplit(count, dim);
      expect(parts.length).toBe(count);
      expectClose(cat(parts, dim), x, exact);
      expectClose(cat(x.split(count, dim), dim), x, exact);
      expectClose(stack(x.unbind(dim), dim), x, exact);
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(
      fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      fc.nat(1),
      fc.nat(),
      ([n, m, other], dim, seed) => {
        const shape = (size: number): number[] => (dim === 0 ? [size, other] : [other, size]);
        const a = randomTensor(shape(n), seed, { requiresGrad: true });
        const b = randomTensor(shape(m), seed + 1, { requiresGrad: true });
        gradcheck((a, b) => cat([a, b, a], dim), [a, b]);
        gradgradcheck((a, b) => cat([a.square(), b.square()], dim), [a, b]);
        gradcheck((b) => stack([b, b.mul(2)], dim), [b]);
        gradcheck((b) => b.split(2, dim), [b]);
        gradcheck((b) => b.unbind(dim), [b]);
        gradgradcheck((b) => b.square().unbind(dim), [b]);
      },
    ),
    { numRuns: sampledRuns(20) },
  );
});

test("gradients come back in each input's own dtype", () => {
  const a = tensor([1, 2], { requiresGrad: true });
  const b = tensor([3], { dtype: "float64", requiresGrad: true });
  const joined = cat([a, b, tensor([4], { dtype: "int32" })]);
  expect(joined.dtype).toBe("float64");
  joined.square().sum().backward();
  expect(a.grad?.dtype).toBe("float32");
  expect(a.grad?.toArray()).toEqual([2, 4]);
  expect(b.grad?.toArray()).toEqual([6]);
});

test("a copy of one tensor, and of pieces without elements", () => {
  const x = tensor([1, 2]);
  expect(cat([x]).storage).not.toBe(x.storage);
  expect(cat([zeros(0), zeros(0)]).shape).toEqual([0]);
  expect(cat([zeros(2, 0), zeros(2, 3)], 1).shape).toEqual([2, 3]);
  expect(hstack([tensor(1), tensor([2, 3])]).toArray()).toEqual([1, 2, 3]);
  expect(vstack([tensor(1), tensor([[2]])]).toArray()).toEqual([[1], [2]]);
});

test("splitting an empty dimension gives what PyTorch gives", () => {
  const shapes = (pieces: Tensor[]): (readonly number[])[] => pieces.map((piece) => piece.shape);
  const x = zeros(0, 2);
  expect(shapes(x.split(3))).toEqual([[0, 2]]);
  expect(shapes(x.split(0))).toEqual([[0, 2]]);
  expect(shapes(x.chunk(3))).toEqual([
    [0, 2],
    [0, 2],
    [0, 2],
  ]);
  expect(shapes(x.tensorSplit(2))).toEqual([
    [0, 2],
    [0, 2],
  ]);
  expect(x.unbind()).toEqual([]);
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [() => cat([]), new ShapeError("cat: expected a non-empty list of tensors")],
    [
      () => cat([x, tensor(1)]),
      new ShapeError("cat: zero-dimensional tensor (at position 1) cannot be concatenated; use stack"),
    ],
    [
      () => cat([x, zeros(2, 2)]),
      new ShapeError(
        "cat: sizes of tensors must match except in dimension 0: expected size 3 but got size 2 in dimension 1 for tensor " +
          "number 1 in the list, of shape [2, 2]",
      ),
    ],
    [
      () => cat([x, zeros(3)]),
      new ShapeError(
        "cat: tensors must have the same number of dimensions: got [2, 3] and, for tensor number 1 in the list, [3]",
      ),
    ],
    [() => cat([x], 2), new IndexError("cat: Dimension out of range (expected to be in range of [-2, 1], but got 2)")],
    [
      () => stack([x, zeros(3, 2)]),
      new ShapeError("stack: expects each tensor to be equal size, but got [2, 3] at entry 0 and [3, 2] at entry 1"),
    ],
    [
      () => stack([x], 3),
      new IndexError("stack: Dimension out of range (expected to be in range of [-3, 2], but got 3)"),
    ],
    [() => hstack([]), new ShapeError("hstack: expected a non-empty list of tensors")],
    [
      () => x.split([1, 1], 1),
      new ShapeError(
        "split: sizes [1, 1] must add up to exactly 3, the size of dimension 1 of [2, 3], but add up to 2",
      ),
    ],
    [() => x.split([4, -1], 1), new ValueError("split: sizes must be whole numbers >= 0, got [4, -1]")],
    [() => x.split(0), new ValueError("split: size must be a whole number >= 1, got 0")],
    [() => x.split(1.5), new ValueError("split: size must be a whole number >= 1, got 1.5")],
    [() => tensor(1).split(1), new IndexError("split: expects at least a 1-dimensional tensor, got shape []")],
    [() => x.chunk(0), new ValueError("chunk: chunks must be a whole number >= 1, got 0")],
    [() => x.tensorSplit(0), new ValueError("tensorSplit: number of sections must be larger than 0, got 0")],
    [() => tensor(1).unbind(), new IndexError("unbind: expects at least a 1-dimensional tensor, got shape []")],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });
});
