import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  DTypeError,
  embedding,
  IndexError,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
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

const elsewhere = ["gather", "scatter", "scatterAdd", "scatterReduce"];
testCases(
  loadFixture("tensor", "indexing").filter(({ attributes: { name } }) => !elsewhere.includes(name)),
  callNamed,
);

function ints(data: number | number[] | number[][]): Tensor {
  return tensor(data, { dtype: "int32" });
}

const picks = stridedTensors({ minRank: 1, maxRank: 3 }).chain((x) =>
  fc.nat(x.ndim - 1).chain((dim) =>
    fc.record({
      x: fc.constant(x),
      dim: fc.constant(dim),
      places: fc.array(fc.nat(x.shape[dim] - 1), { minLength: 1, maxLength: 5 }),
      seed: fc.nat(),
    }),
  ),
);

test("indexSelect against its definition, on strided views", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, places }) => {
      const y = x.indexSelect(dim, ints(places));
      expect(y.shape).toEqual(x.shape.map((size, d) => (d === dim ? places.length : size)));
      for (const at of indicesOf(y.shape)) {
        expect(elementAt(y, at)).toBe(
          elementAt(
            x,
            at.map((i, d) => (d === dim ? places[i] : i)),
          ),
        );
      }
    }),
  );
});

test("indexAdd and indexCopy go slice by slice, in place and not", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, places, seed }) => {
      const source = randomTensor(
        x.shape.map((size, d) => (d === dim ? places.length : size)),
        seed,
      );
      const added = x.clone();
      const copied = x.clone();
      for (const [i, place] of places.entries()) {
        added.select(dim, place).add_(source.select(dim, i).mul(3));
        copied.select(dim, place).copy_(source.select(dim, i));
      }
      const index = ints(places);
      expectClose(x.indexAdd(dim, index, source, { alpha: 3 }), added);
      expectClose(x.clone().indexAdd_(dim, index, source, { alpha: 3 }), added);
      expectClose(x.indexCopy(dim, index, source), copied);
      expectClose(x.clone().indexCopy_(dim, index, source), copied);
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(picks, ({ x, dim, places, seed }) => {
      const a = x.clone().requiresGrad_();
      const index = ints(places);
      const source = randomTensor(
        x.shape.map((size, d) => (d === dim ? places.length : size)),
        seed,
        {
          requiresGrad: true,
        },
      );
      gradcheck((a) => a.indexSelect(dim, index), [a]);
      gradgradcheck((a) => a.square().indexSelect(dim, index), [a]);
      gradcheck((a, b) => a.indexAdd(dim, index, b, { alpha: -2 }), [a, source]);
      gradcheck((a) => a.indexCopy(dim, index, source.detach()), [a]);
      gradcheck((a) => a.take(index), [a]);
      gradcheck((a) => a.maskedSelect(x.gt(0)), [a]);
      gradgradcheck((a) => a.square().maskedSelect(x.gt(0)), [a]);
    }),
    { numRuns: sampledRuns(20) },
  );
});

describe("embedding", () => {
  const tables = fc
    .record({ rows: fc.integer({ min: 2, max: 6 }), width: fc.integer({ min: 1, max: 4 }), seed: fc.nat() })
    .chain(({ rows, width, seed }) =>
      fc.record({
        weight: fc.constant(randomTensor([rows, width], seed, { requiresGrad: true })),
        index: fc
          .array(fc.array(fc.nat(rows - 1), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 })
          .map(ints),
        paddingIdx: fc.integer({ min: -rows, max: rows - 1 }),
      }),
    );

  test("looks up rows, with gradients to second order", () => {
    fc.assert(
      fc.property(tables, ({ weight, index }) => {
        expectClose(
          embedding(index, weight),
          weight
            .detach()
            .indexSelect(0, index.flatten())
            .reshape([...index.shape, -1]),
        );
        gradcheck((weight) => embedding(index, weight), [weight]);
        gradgradcheck((weight) => embedding(index, weight.square()), [weight]);
      }),
      { numRuns: sampledRuns(25) },
    );
  });

  test("the padding row is looked up as well, but has no gradient", () => {
    fc.assert(
      fc.property(tables, ({ weight, index, paddingIdx }) => {
        const leaf = weight.detach().requiresGrad_();
        const y = embedding(index, leaf, { paddingIdx });
        expectClose(y, embedding(index, leaf));
        const g = randomTensor(y.shape, 3);
        y.backward(g);
        const expected = zeros(leaf.shape, { dtype: "float64" });
        for (const at of indicesOf(index.shape)) {
          expected.select(0, elementAt(index, at)).add_(g.at(...at));
        }
        expected.select(0, paddingIdx).zero_();
        expectClose(leaf.grad as Tensor, expected);
      }),
      { numRuns: sampledRuns(25) },
    );
  });

  test("takes indices without dimensions, and none at all", () => {
    const weight = ones(3, 2);
    expect(embedding(ints(1), weight).shape).toEqual([2]);
    expect(embedding(zeros(0, 4, { dtype: "int32" }), weight).shape).toEqual([0, 4, 2]);
  });
});

test("nonzero gives a vector for each dimension, to pick with", () => {
  const x = tensor([
    [0, 7],
    [8, 0],
  ]);
  const indices = x.nonzero({ asTuple: true });
  expect(indices.map((index) => index.toArray())).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(x.at(...indices).toArray()).toEqual([7, 8]);
  expect(tensor(3).nonzero({ asTuple: true })[0].toArray()).toEqual([0]);
  expect(x.nonzero({ asTuple: false }).shape).toEqual([2, 2]);
});

test("nonzero and maskedSelect find what is there", () => {
  fc.assert(
    fc.property(stridedTensors({ minSize: 0, maxRank: 3 }), (x) => {
      const mask = x.gt(0.2);
      const rows = [...indicesOf(x.shape)].filter((index) => elementAt(x, index) > 0.2);
      expect(mask.nonzero().shape).toEqual([rows.length, x.ndim]);
      expect(mask.nonzero().toArray()).toEqual(rows);
      expect(mask.argwhere().toArray()).toEqual(rows);
      expect(x.maskedSelect(mask).toArray()).toEqual(rows.map((index) => elementAt(x, index)));
    }),
  );
});

test("oneHot has its one where argmax finds it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(5), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 6, max: 9 }),
      (classes, count) => {
        const y = ints(classes).oneHot(count);
        expect(y.shape).toEqual([classes.length, count]);
        expect(y.argmax(1).toArray()).toEqual(classes);
        expect(y.sum().item()).toBe(classes.length);
      },
    ),
  );
  expect(tensor([200, 3], { dtype: "uint8" }).oneHot(300).nonzero().toArray()).toEqual([
    [0, 200],
    [1, 3],
  ]);
});

test("bincount counts, beyond what the elements' dtype could", () => {
  const x = ones(300, { dtype: "uint8" });
  expect(x.bincount().toArray()).toEqual([0, 300]);
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [
      () => x.indexSelect(0, ints([0, 2])),
      new IndexError("indexSelect: index 2 is out of bounds for dimension 0 with size 2"),
    ],
    [
      () => x.indexSelect(1, ints([-1])),
      new IndexError("indexSelect: index -1 is out of bounds for dimension 1 with size 3"),
    ],
    [
      () => x.indexSelect(0, ints([[0]])),
      new ShapeError("indexSelect: index is supposed to be a vector, got shape [1, 1]"),
    ],
    [() => x.indexSelect(0, tensor([0.5])), new DTypeError("indexSelect: indices must be int32, got float32")],
    [
      () => zeros([]).indexSelect(0, ints([0, 0])),
      new ShapeError("indexSelect: a 0-d tensor takes an index of one element"),
    ],
    [
      () => x.indexAdd_(1, ints([0, 3]), ones(2, 2)),
      new IndexError("indexAdd_: index 3 is out of bounds for dimension 1 with size 3"),
    ],
    [
      () => x.indexAdd(0, ints([1]), ones(1, 2)),
      new ShapeError(
        "indexAdd: source has shape [1, 2], expected [1, 3]: that of the input [2, 3] with one slice per index along dimension 0",
      ),
    ],
    [
      () => zeros([]).indexCopy(0, ints([0]), zeros(2)),
      new ShapeError(
        "indexCopy: source has shape [2], expected [1]: that of the input [] with one slice per index along dimension 0",
      ),
    ],
    [() => x.take(ints([6])), new IndexError("take: index 6 is out of bounds for dimension 0 with size 6")],
    [() => x.take(ints([-7])), new IndexError("take: index -7 is out of bounds for dimension 0 with size 6")],
    [
      () => x.takeAlongDim(ints([0]), 1),
      new ShapeError("takeAlongDim: index of shape [1] must have as many dimensions as the input, [2, 3]"),
    ],
    [
      () => x.takeAlongDim(ints([[0], [0], [0]]), 1),
      new ShapeError(
        "takeAlongDim: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0; shapes " +
          "[2, 1] and [3, 1] do not broadcast",
      ),
    ],
    [() => x.maskedSelect(x), new DTypeError("maskedSelect: expected a bool mask, got float32")],
    [
      () => embedding(ints([3]), zeros(3, 2)),
      new IndexError("embedding: index 3 is out of bounds for dimension 0 with size 3"),
    ],
    [
      () => embedding(ints([-1]), zeros(3, 2)),
      new IndexError("embedding: index -1 is out of bounds for dimension 0 with size 3"),
    ],
    [
      () => embedding(ints([0]), zeros(3, 2), { paddingIdx: 3 }),
      new IndexError("embedding: paddingIdx: index 3 is out of bounds for dimension 0 with size 3"),
    ],
    [() => embedding(ints([0]), zeros(3)), new ShapeError("embedding: weight must be a matrix, got shape [3]")],
    [() => embedding(zeros(1), zeros(3, 2)), new DTypeError("embedding: indices must be int32, got float32")],
    [() => ints([0, -1]).oneHot(), new ValueError("oneHot: class values must be non-negative, got -1")],
    [() => ints([0, 3]).oneHot(3), new ValueError("oneHot: class values must be smaller than numClasses (3), got 3")],
    [() => ints([0]).oneHot(0), new ValueError("oneHot: numClasses must be a whole number >= 1, or -1, got 0")],
    [
      () => zeros(0, { dtype: "int32" }).oneHot(),
      new ShapeError("oneHot: cannot infer the number of classes from an empty tensor of shape [0]"),
    ],
    [() => zeros(2).oneHot(), new DTypeError("oneHot: indices must be int32, got float32")],
    [() => ints([-1]).bincount(), new ValueError("bincount: expected numbers >= 0, got -1")],
    [() => ints([[1]]).bincount(), new ShapeError("bincount: expected a 1-d tensor, got shape [1, 1]")],
    [
      () => ints([1]).bincount({ weights: ones(2) }),
      new ShapeError("bincount: weights of shape [2] must have the input's shape, [1]"),
    ],
    [
      () => ints([1]).bincount({ minlength: -1 }),
      new ValueError("bincount: minlength must be a whole number >= 0, got -1"),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });

  test("come before anything is changed", () => {
    expect(x.equal(zeros(2, 3))).toBe(true);
    expect(x.storage.version).toBe(0);
  });
});
