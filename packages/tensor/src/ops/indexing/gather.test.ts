import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, IndexError, ones, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  callNamed,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["gather", "scatter", "scatterAdd", "scatterReduce"];
testCases(
  loadFixture("tensor", "indexing").filter(({ attributes: { name } }) => names.includes(name)),
  callNamed,
);

/** An int32 tensor of positions in [0, size), stretched along some dimensions when `stretched`. */
function positions(shape: readonly number[], size: number, seed: number, stretched = false): Tensor {
  const full = randomTensor(shape, seed, { low: 0, high: size }).to("int32");
  if (!stretched || shape.length === 0) return full;
  return full.narrow(seed % shape.length, 0, 1).expand([...shape]);
}

/** A strided tensor with an index that picks from it along a dimension: no larger than it elsewhere. */
const picks = stridedTensors({ minRank: 1, maxRank: 3 }).chain((x) =>
  fc
    .record({
      dim: fc.nat(x.ndim - 1),
      sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: x.ndim, maxLength: x.ndim }),
      seed: fc.nat(),
      stretched: fc.boolean(),
    })
    .map(({ dim, sizes, seed, stretched }) => {
      const shape = sizes.map((size, d) => (d === dim ? size : Math.min(size, x.shape[d])));
      return { x, dim, index: positions(shape, x.shape[dim], seed, stretched), seed };
    }),
);

function replaceAt(index: readonly number[], dim: number, position: number): number[] {
  return index.map((i, d) => (d === dim ? position : i));
}

test("gather against its definition, on strided views", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, index }) => {
      const y = x.gather(dim, index);
      expect(y.shape).toEqual(index.shape);
      for (const at of indicesOf(index.shape)) {
        expect(elementAt(y, at)).toBe(elementAt(x, replaceAt(at, dim, elementAt(index, at))));
      }
    }),
  );
});

test("scatter and scatterAdd against their definitions, in place and not", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, index, seed }) => {
      const source = randomTensor(index.shape, seed + 1);
      const copies = [x.clone(), x.clone()];
      for (const at of indicesOf(index.shape)) {
        const to = replaceAt(at, dim, elementAt(index, at));
        for (const [i, copy] of copies.entries()) {
          const place = to.reduce((sum, k, d) => sum + k * copy.strides[d], 0);
          const data = copy.storage.buffer as Float64Array;
          data[place] = elementAt(source, at) + (i === 0 ? 0 : data[place]);
        }
      }
      expectClose(x.scatter(dim, index, source), copies[0]);
      expectClose(x.scatterAdd(dim, index, source), copies[1]);
      // In place on a tensor of its own, and on a strided view of one.
      for (const make of [
        () => x.clone(),
        () =>
          x
            .clone()
            .unsqueeze(0)
            .expand([2, ...x.shape])
            .clone()
            .select(0, 1),
      ]) {
        expectClose(make().scatter_(dim, index, source), copies[0]);
        expectClose(make().scatterAdd_(dim, index, source), copies[1]);
      }
    }),
  );
});

describe("as in PyTorch", () => {
  const ints = (data: number | number[]): Tensor => tensor(data, { dtype: "int32" });

  test("a 0-d tensor counts as one of one dimension", () => {
    const x = tensor([1, 2, 3]);
    expectClose(tensor(5).gather(0, ints([0, 0])), [5, 5]);
    expectClose(x.gather(0, ints(1)), 2);
    expectClose(x.scatter(0, ints(1), tensor(9)), [1, 9, 3]);
    expectClose(tensor(1).scatterAdd(0, ints([0, 0]), tensor([9, 3])), 13);
    expectClose(tensor(1).indexAdd(0, ints([0, 0]), tensor([9, 3]), { alpha: 2 }), 25);
    expectClose(tensor(1).indexCopy(0, ints([0]), tensor(7)), 7);
  });

  test("adding to bools is or", () => {
    const x = tensor([true, false, false]);
    const added = x.scatterAdd(0, ints([0, 1, 1]), tensor([true, true, true]));
    expect(added.toArray()).toEqual([true, true, false]);
    expect(
      x
        .clone()
        .scatterAdd_(0, ints([2]), tensor([true]))
        .toArray(),
    ).toEqual([true, false, true]);
    expect(x.indexAdd(0, ints([1]), tensor([true])).toArray()).toEqual([true, true, false]);
    expect(x.indexPut([[1, 1]], tensor(true), { accumulate: true }).toArray()).toEqual([true, true, false]);
    expect(
      x
        .clone()
        .indexPut_([[2]], 1, { accumulate: true })
        .toArray(),
    ).toEqual([true, false, true]);
    expect(x.diagEmbed().trace().item()).toBe(1);
  });
});

test("scatterAdd is the transpose of gather", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, index, seed }) => {
      const y = randomTensor(index.shape, seed);
      const left = x.gather(dim, index).mul(y).sum();
      const right = zeros(x.shape, { dtype: "float64" }).scatterAdd(dim, index, y).mul(x).sum();
      expectClose(left, right, { atol: 1e-12 });
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, index, seed }) => {
      const a = x.clone().requiresGrad_();
      const source = randomTensor(index.shape, seed, { requiresGrad: true });
      gradcheck((a) => a.gather(dim, index), [a]);
      gradgradcheck((a) => a.square().gather(dim, index), [a]);
      gradcheck((a, b) => a.scatterAdd(dim, index, b), [a, source]);
      gradgradcheck((a, b) => a.square().scatterAdd(dim, index, b.square()), [a, source]);
      gradcheck((a) => a.scatter(dim, index, 2), [a]);
      gradgradcheck((a) => a.square().scatter(dim, index, 2), [a]);
    }),
    { numRuns: sampledRuns(25) },
  );
});

test("scatter has a gradient for its source where no position comes twice", () => {
  const index = tensor(
    [
      [2, 0, 1],
      [1, 2, 0],
    ],
    { dtype: "int32" },
  );
  const x = randomTensor([3, 3], 1, { requiresGrad: true });
  const source = randomTensor([2, 3], 2, { requiresGrad: true });
  gradcheck((x, source) => x.scatter(0, index, source), [x, source]);
  gradgradcheck((x, source) => x.square().scatter(0, index, source.square()), [x, source]);
});

test("uint8 positions serve as well, and a 0-d tensor is a line of one element", () => {
  expect(
    tensor([5, 6, 7])
      .gather(0, tensor([2, 0], { dtype: "uint8" }))
      .toArray(),
  ).toEqual([7, 5]);
  const zero = tensor(0, { dtype: "int32" });
  expect(tensor(5).gather(0, zero).toArray()).toBe(5);
  expect(tensor(5).scatterAdd(0, zero, tensor(2)).toArray()).toBe(7);
  expect(tensor(5).scatter_(-1, zero, 3).toArray()).toBe(3);
});

test("a source may be larger than the index, and of a lower kind than the input", () => {
  const index = tensor([1], { dtype: "int32" });
  expect(
    zeros(2)
      .scatter(0, index, tensor([3, 4]))
      .toArray(),
  ).toEqual([0, 3]);
  const counts = zeros(2, { dtype: "int32" }).scatterAdd(0, index, tensor([true]));
  expect(counts.dtype).toBe("int32");
  expect(counts.toArray()).toEqual([0, 1]);
});

describe("errors", () => {
  const x = zeros(2, 3);
  const ints = (data: number[][]): Tensor => tensor(data, { dtype: "int32" });
  test.each<[() => unknown, Error]>([
    [() => x.gather(1, ints([[3]])), new IndexError("gather: index 3 is out of bounds for dimension 1 with size 3")],
    [() => x.gather(0, ints([[-1]])), new IndexError("gather: index -1 is out of bounds for dimension 0 with size 2")],
    [
      () => x.gather(1, ints([[3]]).expand(2, 4)),
      new IndexError("gather: index 3 is out of bounds for dimension 1 with size 3"),
    ],
    [() => x.gather(1, tensor([[0]])), new DTypeError("gather: indices must be int32, got float32")],
    [
      () => x.gather(2, ints([[0]])),
      new IndexError("gather: Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ],
    [
      () => x.gather(1, tensor([0], { dtype: "int32" })),
      new ShapeError("gather: index of shape [1] must have as many dimensions as the input, [2, 3]"),
    ],
    [
      () => x.gather(1, ints([[0], [0], [0]])),
      new ShapeError(
        "gather: size does not match at dimension 0: expected index [3, 1] to be smaller than self [2, 3] apart from dimension 1",
      ),
    ],
    [
      () => x.scatterAdd_(1, ints([[0, 1, 3]]), zeros(1, 3).add(1)),
      new IndexError("scatterAdd_: index 3 is out of bounds for dimension 1 with size 3"),
    ],
    [
      () => x.scatter_(0, ints([[0, 5]]), 1),
      new IndexError("scatter_: index 5 is out of bounds for dimension 0 with size 2"),
    ],
    [
      () => x.scatterAdd_(1, ints([[0, 1]]), zeros(1, 1)),
      new ShapeError("scatterAdd_: index of shape [1, 2] must not be larger than the source, [1, 1]"),
    ],
    [
      () => x.scatter(1, ints([[0, 1]]), zeros(2)),
      new ShapeError("scatter: index of shape [1, 2] must not be larger than the source, [2]"),
    ],
    [
      () => zeros(2, { dtype: "int32" }).scatter(0, tensor([0], { dtype: "int32" }), tensor([0.5])),
      new DTypeError("scatter: result type float32 can't be cast to the desired output type int32"),
    ],
    [
      () => zeros(2, { dtype: "bool" }).scatterAdd_(0, tensor([0], { dtype: "int32" }), tensor([1])),
      new DTypeError("scatterAdd_: result type float32 can't be cast to the desired output type bool"),
    ],
    [
      () => zeros([]).gather(0, ints([[0]])),
      new ShapeError("gather: index of shape [1, 1] must have as many dimensions as the input, []"),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });

  test("come before anything is changed", () => {
    expect(x.equal(zeros(2, 3))).toBe(true);
    expect(x.storage.version).toBe(0);
  });
});

describe("scatterReduce", () => {
  const index = tensor([0, 0, 2], { dtype: "int32" });
  const src = tensor([2, 3, 4]);

  test("is checked to the second derivative, zeros among the factors", () => {
    const x = tensor([1.5, -2, 0, 4], { dtype: "float64", requiresGrad: true });
    const values = tensor([0, 3, -1.25], { dtype: "float64", requiresGrad: true });
    for (const reduce of ["sum", "prod", "mean", "amax", "amin"] as const) {
      for (const includeSelf of [true, false]) {
        const call = (a: Tensor, b: Tensor): Tensor => a.scatterReduce(0, index, b, reduce, { includeSelf });
        gradcheck(call, [x, values]);
        if (reduce !== "prod") gradgradcheck(call, [x, values]);
      }
    }
  });

  test("in place, by name, and as scatter with reduce", () => {
    const x = ones(4);
    expect(x.scatterReduce_(0, index, src, "prod")).toBe(x);
    expect(x.tolist()).toEqual([6, 1, 4, 1]);
    expect(ones(4).scatter_(0, index, src, { reduce: "multiply" }).tolist()).toEqual([6, 1, 4, 1]);
    expect(ones(4).scatter_(0, index, 2.5, { reduce: "add" }).tolist()).toEqual([6, 1, 3.5, 1]);
    expect(ones(4).scatterReduce(0, index, src, "amax", {}).tolist()).toEqual([3, 1, 4, 1]);
  });

  test("in place is recorded", () => {
    const [leaf, factors] = [ones(4).requiresGrad_(), src.clone().requiresGrad_()];
    const x = leaf.mul(2);
    x.scatter_(0, index, factors, { reduce: "multiply" });
    x.sum().backward();
    expect([leaf.grad?.tolist(), factors.grad?.tolist()]).toEqual([
      [12, 2, 8, 2],
      [6, 4, 2],
    ]);
  });

  test("refuses what it cannot do, and changes nothing", () => {
    const x = tensor([200, 7], { dtype: "uint8" });
    const twos = tensor([2], { dtype: "uint8" });
    const first = tensor([0], { dtype: "int32" });
    expect(() => x.scatterReduce_(0, first, twos, "prod")).toThrow(ValueError);
    expect(() => ones(2).scatterReduce(0, first.add(5), ones(1), "amax")).toThrow(
      "scatterReduce: index 5 is out of bounds",
    );
    expect(() => ones(2).scatter(0, first, 1, { reduce: "mean" as never })).toThrow(
      '"mean" is not a valid value for reduce',
    );
    expect(() => ones(2).scatterReduce(0, first, ones(1), "max" as never)).toThrow(ValueError);
    expect(x.tolist()).toEqual([200, 7]);
  });
});

test.each<[string, (x: Tensor, index: Tensor) => Tensor]>([
  ["scatter", (x, index) => x.scatter(0, index, 1)],
  ["scatter_", (x, index) => x.scatter_(0, index, 1)],
  ["scatterAdd", (x, index) => x.scatterAdd(0, index, ones(...index.shape))],
  ["scatterReduce", (x, index) => x.scatterReduce(0, index, ones(...index.shape), "prod")],
])("%s refuses an index of other dimensions, of too large a size, and of floats", (name, call) => {
  const x = zeros(2, 3);
  const index = (...shape: number[]): Tensor => zeros(shape, { dtype: "int32" });
  expect(() => call(x, index(1))).toThrow(
    new ShapeError(`${name}: index of shape [1] must have as many dimensions as the input, [2, 3]`),
  );
  expect(() => call(x, index(1, 4))).toThrow(
    `${name}: size does not match at dimension 1: expected index [1, 4] to be smaller than self [2, 3]`,
  );
  expect(() => call(x, ones(1, 3))).toThrow(DTypeError);
  expect(call(x, index(4, 3)).shape).toEqual([2, 3]);
});
