import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { DTypeError, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { callMethod, expectClose, loadFixture, randomTensor, testCases } from "@lumbre/testing";
import { describe, expect, test } from "vitest";

const names = ["det", "inverse", "slogdet", "logdet", "adjoint"];
testCases(
  loadFixture("tensor", "linalg").filter(({ attributes: { method } }) => names.includes(method)),
  callMethod,
);

const double = (rows: number[][]): Tensor => tensor(rows, { dtype: "float64", requiresGrad: true });

describe("a singular matrix", () => {
  /** The cofactors by their definition: what is left without a row and a column. */
  function minors(rows: number[][]): number[][] {
    return rows.map((_, i) =>
      rows.map((_, j) => {
        const left = rows.filter((_, r) => r !== i).map((row) => row.filter((_, c) => c !== j));
        return (-1) ** (i + j) * tensor(left, { dtype: "float64" }).det().item();
      }),
    );
  }

  test.each([
    [
      "of rank 1, 2 x 2",
      [
        [1, 2],
        [2, 4],
      ],
    ],
    [
      "of rank 2, 3 x 3",
      [
        [1, 2, 3],
        [2, 4, 6],
        [0, 1, 1],
      ],
    ],
    [
      "of rank 3, 4 x 4",
      [
        [0, 1, 2, 3],
        [1, 0, 1, 1],
        [1, 1, 3, 4],
        [2, 0, 1, 5],
      ],
    ],
    [
      "of rank 1, 3 x 3",
      [
        [1, 2, 3],
        [2, 4, 6],
        [3, 6, 9],
      ],
    ],
    [
      "that is none",
      [
        [3, 1, 2],
        [0, 0, 5],
        [1, 2, 0],
      ],
    ],
  ])("%s: the gradient of det is its cofactors", (_, rows) => {
    const x = double(rows);
    x.det().backward();
    expectClose(x.grad as Tensor, minors(rows), { rtol: 1e-9, atol: 1e-12 });
  });

  test("of zeros only has no gradient, of one element 1", () => {
    const [x, one] = [
      double([
        [0, 0],
        [0, 0],
      ]),
      double([[0]]),
    ];
    x.det().add(one.det().sum()).backward();
    expect([x.grad?.tolist(), one.grad?.tolist()]).toEqual([
      [
        [0, 0],
        [0, 0],
      ],
      [[1]],
    ]);
  });

  test("has no inverse, and says which of a batch it is", () => {
    expect(() => zeros(2, 2).inverse()).toThrow(ValueError);
    expect(() =>
      tensor([
        [1, 2],
        [2, 4],
      ]).inverse(),
    ).toThrow("inverse: The diagonal element 2 is zero, the inversion could");
    expect(() =>
      tensor([
        [
          [1, 0],
          [0, 1],
        ],
        [
          [0, 0],
          [0, 0],
        ],
      ]).inverse(),
    ).toThrow("inverse: (Batch element 1): The diagonal");
    const { sign, logabsdet } = tensor([
      [1, 2],
      [2, 4],
    ]).slogdet();
    expect([sign.item(), logabsdet.item()]).toEqual([0, -Infinity]);
  });
});

test("gradients, first and second, of batches that are transposed views", () => {
  const x = randomTensor([2, 3, 3], 4)
    .mul(0.5)
    .add(
      tensor([
        [2, 0, 0],
        [0, 2, 0],
        [0, 0, 2],
      ]),
    ).mT;
  const leaf = x.detach().requiresGrad_();
  for (const call of [
    (a: Tensor) => a.det(),
    (a: Tensor) => a.inverse(),
    (a: Tensor) => a.logdet(),
    (a: Tensor) => a.slogdet().logabsdet,
  ]) {
    gradcheck(call, [leaf]);
    gradgradcheck(call, [leaf]);
  }
});

test("a determinant beyond float32 has a logarithm", () => {
  const x = tensor([
    [1e30, 0],
    [0, -1e30],
  ]);
  const [sign, logabsdet] = x.slogdet();
  expect([x.det().item(), sign.item()]).toEqual([-Infinity, -1]);
  expectClose(logabsdet, 2 * Math.log(1e30), { rtol: 1e-6, atol: 0 });
});

test("refuses other shapes and integers", () => {
  for (const op of ["det", "inverse", "slogdet", "logdet"] as const) {
    expect(() => zeros(3)[op]()).toThrow(ShapeError);
    expect(() => zeros(2, 3)[op]()).toThrow(`${op}: expected batches of square matrices, but they are 2 by 3 matrices`);
    expect(() => zeros(2, 2, { dtype: "int32" })[op]()).toThrow(DTypeError);
  }
});
