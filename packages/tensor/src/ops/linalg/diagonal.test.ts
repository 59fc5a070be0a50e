import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { ShapeError, tensor, zeros } from "@lumbre/tensor";
import {
  callMethod,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const names = ["diagonal", "diag", "diagEmbed", "trace", "tril", "triu"];
testCases(
  loadFixture("tensor", "linalg").filter(({ attributes: { method } }) => names.includes(method)),
  callMethod,
);

const planes = stridedTensors({ minRank: 2, maxRank: 4 }).chain((x) =>
  fc
    .record({
      dims: fc.shuffledSubarray(
        x.shape.map((_, d) => d),
        { minLength: 2, maxLength: 2 },
      ),
      offset: fc.integer({ min: -4, max: 4 }),
    })
    .map(({ dims: [dim1, dim2], offset }) => ({ x, dim1, dim2, offset })),
);

test("diagonal against its definition, on strided views", () => {
  fc.assert(
    fc.property(planes, ({ x, dim1, dim2, offset }) => {
      const y = x.diagonal({ offset, dim1, dim2 });
      for (const index of indicesOf(y.shape)) {
        const i = index[index.length - 1];
        const others = index.slice(0, -1);
        const full = x.shape.map((_, d) =>
          d === dim1 ? i + Math.max(0, -offset) : d === dim2 ? i + Math.max(0, offset) : (others.shift() as number),
        );
        expect(elementAt(y, index)).toBe(elementAt(x, full));
      }
      const rows = x.shape[dim1] - Math.max(0, -offset);
      const columns = x.shape[dim2] - Math.max(0, offset);
      expect(y.shape[y.ndim - 1]).toBe(Math.max(0, Math.min(rows, columns)));
    }),
  );
});

test("diagEmbed undoes diagonal, and has zeros elsewhere", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom([0, 1], [-1, 0], [1, 2]),
      (seed, offset, [dim1, dim2]) => {
        const x = randomTensor([2, 3], seed);
        const y = x.diagEmbed({ offset, dim1, dim2 });
        expectClose(y.diagonal({ offset, dim1, dim2 }), x);
        expectClose(y.sum(), x.sum());
      },
    ),
  );
});

test("a diagonal is a view: what is written into it shows", () => {
  const x = zeros(2, 2);
  x.diagonal().fill_(3);
  expect(x.toArray()).toEqual([
    [3, 0],
    [0, 3],
  ]);
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -3, max: 3 }), (seed, k) => {
      const x = randomTensor([2, 3, 4], seed, { requiresGrad: true });
      gradcheck((x) => x.diagonal({ offset: k, dim1: 2, dim2: 0 }), [x]);
      gradcheck((x) => x.tril(k), [x]);
      gradcheck((x) => x.triu(k), [x]);
      const [matrix, row] = [
        x.detach().diagonal().clone().requiresGrad_(),
        x.detach().select(0, 0).clone().requiresGrad_(),
      ];
      gradcheck((x) => x.diagEmbed({ offset: k, dim1: 0 }), [matrix]);
      gradgradcheck((x) => x.diag(k % 2).square(), [row]);
      gradgradcheck((x) => x.square().trace(), [row]);
    }),
    { numRuns: 10 },
  );
});

test("tril and triu split a matrix, NaN or not", () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: -4, max: 4 }), (seed, k) => {
      const x = randomTensor([2, 3, 4], seed);
      expectClose(x.tril(k).add(x.triu(k + 1)), x);
    }),
  );
  expect(
    tensor([
      [1, NaN],
      [2, 3],
    ])
      .tril()
      .toArray(),
  ).toEqual([
    [1, 0],
    [2, 3],
  ]);
});

// torch.zeros(shape).fill_diagonal_(5, wrap).nonzero()
describe("fillDiagonal_", () => {
  const filled = (shape: readonly number[], wrap: boolean): unknown =>
    zeros([...shape])
      .fillDiagonal_(5, wrap)
      .nonzero()
      .tolist();
  test.each<[shape: number[], plain: unknown, wrapped: unknown]>([
    [
      [2, 4],
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      [3, 2],
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ],
    [
      [7, 2],
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
        [3, 0],
        [4, 1],
        [6, 0],
      ],
    ],
    [
      [2, 2, 2],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
      [
        [0, 0, 0],
        [1, 1, 1],
      ],
    ],
    [[1, 1, 1, 1], [[0, 0, 0, 0]], [[0, 0, 0, 0]]],
    [[0, 3], [], []],
  ])("of %j", (shape, plain, wrapped) => {
    expect(filled(shape, false)).toEqual(plain);
    expect(filled(shape, true)).toEqual(wrapped);
  });

  test("writes into strided memory, and refuses what has no diagonal", () => {
    const x = zeros(2, 3);
    expect(x.t().fillDiagonal_(5).storage).toBe(x.storage);
    expect(x.toArray()).toEqual([
      [5, 0, 0],
      [0, 5, 0],
    ]);
    expect(() => zeros(3).fillDiagonal_(5)).toThrow("fillDiagonal_: dimensions must larger than 1, got shape [3]");
    expect(() => zeros(2, 2, 3).fillDiagonal_(5)).toThrow(
      "fillDiagonal_: all dimensions of input must be of equal length, got [2, 2, 3]",
    );
  });
});

describe("errors", () => {
  test.each([
    ["vector", () => zeros(2).tril(), "tril: expected at least two dimensions, got shape [2]"],
    ["fraction", () => zeros(2, 2).triu(0.5), "triu: diagonal must be a whole number, got 0.5"],
    [
      "same",
      () => zeros(2, 2).diagonal({ dim1: 1, dim2: -1 }),
      "diagonal: diagonal dimensions cannot be identical 1, 1",
    ],
    ["offset", () => zeros(2, 2).diagonal({ offset: NaN }), "diagonal: offset must be a whole number, got NaN"],
    ["rank 3", () => zeros(2, 2, 2).diag(), "diag: expected a vector or a matrix, got shape [2, 2, 2]"],
    ["rank 1", () => zeros(2).trace(), "trace: expected a matrix, got shape [2]"],
    ["0-d", () => tensor(1).diagEmbed(), "diagEmbed: expected a tensor with at least one dimension, got shape []"],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(new ShapeError(message));
  });
  test("range", () => {
    expect(() => zeros(2).diagonal()).toThrow(
      "diagonal: Dimension out of range (expected to be in range of [-1, 0], but got 1)",
    );
  });
});
