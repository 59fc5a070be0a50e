import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  DTypeError,
  eye,
  GradError,
  type NestedArray,
  ones,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { expectClose, expectTensor, loadFixture, randomTensor, testCases } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import * as linalg from "./namespace.js";

type Call = (...args: unknown[]) => Tensor | Iterable<Tensor>;

/** The argument of a fixture with its tensors in place; JSON has no Infinity. */
function decode(argument: unknown, inputs: readonly Tensor[]): unknown {
  if (argument === "Infinity" || argument === "-Infinity") return Number(argument);
  if (typeof argument !== "object" || argument === null || Array.isArray(argument)) return argument;
  const { input, inputs: several } = argument as { readonly input?: number; readonly inputs?: readonly number[] };
  if (input !== undefined) return inputs[input];
  return several === undefined ? argument : several.map((i) => inputs[i]);
}

/** What of a decomposition does not depend on its signs. */
function withoutSigns(name: string, result: Tensor | Iterable<Tensor>): Tensor | Tensor[] {
  if (name === "eigh") {
    const { eigenvalues, eigenvectors } = result as linalg.Eigenpairs;
    return [
      eigenvalues,
      eigenvectors.square(),
      eigenvectors.matmul(eigenvalues.unsqueeze(-1).exp().mul(eigenvectors.mT)),
    ];
  }
  if (name === "svd") {
    const { U, S, Vh } = result as linalg.SVD;
    const k = S.shape[S.ndim - 1];
    const [u, v] = [U.narrow(-1, 0, k), Vh.narrow(-2, 0, k)];
    return [u.square(), S, v.square(), u.matmul(v)];
  }
  return Symbol.iterator in result && !("shape" in result) ? [...result] : (result as Tensor);
}

const cases = loadFixture("tensor", "torchLinalg");
const call = (inputs: readonly Tensor[], { attributes }: (typeof cases)[number]): Tensor | Tensor[] => {
  const { name, args } = attributes as { readonly name: string; readonly args: readonly unknown[] };
  const func = (linalg as unknown as Record<string, Call>)[name];
  return withoutSigns(name, func(...args.map((argument) => decode(argument, inputs))));
};
testCases(cases, call, { rtol: 1e-8, atol: 1e-9 });

// An inverse has a relative error of the condition number times rounding, and a gradient holds two inverses.
for (const item of loadFixture("tensor", "torchLinalgFloat32")) {
  const { cond } = item.attributes as { readonly cond: number };
  const tolerance = 2 ** -23 * cond * Math.max(4, cond);
  testCases([item], call, { rtol: tolerance, atol: tolerance });
}

const leaf = (shape: readonly number[], seed: number): Tensor =>
  randomTensor([...shape], seed)
    .detach()
    .to("float64")
    .requiresGrad_();
const symmetric = (x: Tensor): Tensor => x.add(x.mT);
const definite = (x: Tensor): Tensor => x.matmul(x.mT).add(eye(x.shape[x.ndim - 1], { dtype: "float64" }));
const [square, batch, tall, wide] = [leaf([3, 3], 3), leaf([2, 3, 3], 5), leaf([4, 2], 7), leaf([2, 4], 9)];

describe("gradients, first and second, are those of differences", () => {
  test.each<[string, (...xs: readonly Tensor[]) => Tensor | readonly Tensor[], readonly Tensor[]]>([
    ["solve", (a, b) => linalg.solve(a, b), [square, leaf([3, 2], 4)]],
    ["solve of a batch, from the right", (a, b) => linalg.solve(a, b, { left: false }), [batch, leaf([2, 3], 4)]],
    ["cholesky", (x) => linalg.cholesky(definite(x)), [square]],
    ["qr of a tall matrix", (x) => [...linalg.qr(x)], [tall]],
    ["qr of a wide matrix", (x) => [...linalg.qr(x)], [wide]],
    ["eigh", (x) => withoutSigns("eigh", linalg.eigh(symmetric(x))) as Tensor[], [square]],
    ["eigvalsh", (x) => linalg.eigvalsh(symmetric(x)), [batch]],
    ["svd of a tall matrix", (x) => withoutSigns("svd", linalg.svd(x, false)) as Tensor[], [tall]],
    ["svd of a wide matrix", (x) => withoutSigns("svd", linalg.svd(x, false)) as Tensor[], [wide]],
    ["svdvals", (x) => linalg.svdvals(x), [square]],
    ["pinv of a tall matrix", (x) => linalg.pinv(x), [tall]],
    ["pinv of a wide matrix", (x) => linalg.pinv(x), [wide]],
    ["pinv of a matrix of rank 1", (x, y) => linalg.pinv(x.matmul(y)), [leaf([3, 1], 2), leaf([1, 3], 6)]],
    ["lstsq", (a, b) => linalg.lstsq(a, b).solution, [tall, leaf([4, 2], 8)]],
    ["matrixNorm", (x) => linalg.matrixNorm(x, "nuc"), [tall]],
    ["cond", (x) => linalg.cond(x), [square]],
    ["matrixPower", (x) => linalg.matrixPower(x, -2), [square]],
  ])("of %s", (_, func, inputs) => {
    gradcheck(func, inputs);
    gradgradcheck(func, inputs);
  });
});

describe("matrices of float32 that are hard", () => {
  test("equal eigenvalues and singular values of 0 have orthonormal vectors, and values with gradients", () => {
    const x = tensor([
      [1, 1, 1],
      [1, 1, 1],
      [1, 1, 1],
    ]).requiresGrad_();
    const { U, S, Vh } = linalg.svd(x);
    expectClose(S, [3, 0, 0], { atol: 1e-6 });
    for (const basis of [U, Vh, linalg.eigh(x).eigenvectors])
      expectClose(basis.matmul(basis.mT), eye(3), { atol: 1e-6 });
    S.sum().backward();
    expect(x.grad?.isfinite().all().item()).toBe(1);
  });

  test("of zeros, and of none", () => {
    expect(linalg.svdvals(zeros(2, 3)).tolist()).toEqual([0, 0]);
    expect(linalg.matrixRank(zeros(2, 3)).item()).toBe(0);
    expect(linalg.matrixRank(zeros(0, 3)).item()).toBe(0);
    expect(linalg.svd(zeros(3, 0)).U.shape).toEqual([3, 3]);
    expect(linalg.solve(zeros(0, 0), zeros(0, 2)).shape).toEqual([0, 2]);
  });

  test("larger ones: products of their parts are the matrix", () => {
    const x = randomTensor([40, 25], 11).detach().to("float32");
    const { U, S, Vh } = linalg.svd(x, false);
    expectClose(U.mul(S).matmul(Vh), x, { atol: 1e-5 });
    const { Q, R } = linalg.qr(x);
    expectClose(Q.matmul(R), x, { atol: 1e-5 });
    const gram = x.mT.matmul(x);
    const { eigenvalues, eigenvectors } = linalg.eigh(gram);
    expectClose(eigenvectors.mul(eigenvalues).matmul(eigenvectors.mT), gram, { atol: 1e-4 });
    expectClose(eigenvalues.flip(0), S.square(), { rtol: 1e-4 });
  });
});

describe("refusals", () => {
  const ones = tensor([
    [1, 1],
    [1, 1],
  ]);
  const two = tensor([
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 2],
      [2, 1],
    ],
  ]);
  test.each([
    [
      () => linalg.cholesky(two),
      ValueError,
      "cholesky: (Batch element 1): The factorization could not be completed because",
    ],
    [() => linalg.cholesky(two), ValueError, "(the leading minor of order 2 is not positive-definite)"],
    [
      () => linalg.cholesky(zeros(2, 3)),
      ShapeError,
      "cholesky: expected batches of square matrices, but they are 2 by 3",
    ],
    [() => linalg.cholesky(zeros(2)), ShapeError, "cholesky: the input tensor must have at least 2 dimensions, got"],
    [() => linalg.eigh(ones.to("int32")), DTypeError, "eigh: expected a float32 or float64 tensor, got int32"],
    [() => linalg.eigh(ones.div(0)), ValueError, "eigh: The algorithm failed to converge because the input matrix"],
    [() => linalg.svdvals(ones.div(0)), ValueError, "svdvals: The algorithm failed"],
    [() => linalg.solve(ones, ones), ValueError, "solve: The solver failed because the input matrix is singular"],
    [
      () => linalg.solve(two, zeros(3, 1)),
      ShapeError,
      "solve: incompatible shapes of A [2, 2, 2] and B [3, 1]: A has 2 rows, B 3",
    ],
    [
      () => linalg.solve(two, ones.to("float64")),
      DTypeError,
      "solve: A is float32, B is float64; expected the same dtype",
    ],
    [() => linalg.matrixPower(ones, -1), ValueError, "matrixPower: The diagonal element 2 is zero"],
    [() => linalg.matrixNorm(ones, 3), ValueError, "matrixNorm: Order 3 not supported"],
    [
      () => linalg.norm(two, 1),
      ShapeError,
      "norm: with an order and without dim the input must have 1 or 2 dimensions",
    ],
    [() => linalg.norm(tensor([1, 2]), "nuc"), ValueError, 'norm: order "nuc" is one of matrices'],
    [() => linalg.multiDot([ones]), ValueError, "multiDot: expected at least 2 tensors, got 1"],
    [() => linalg.qr(ones, "full" as never), ValueError, 'qr: "full" is not a valid value for mode'],
    [() => linalg.lstsq(ones, tensor([1, 2, 3])), ShapeError, "lstsq: B must have A's batch dimensions and rows"],
  ] as const)("%s", (call, type, message) => {
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });

  const ofMatrices: Readonly<Record<string, (x: Tensor) => unknown>> = {
    cond: (x) => linalg.cond(x),
    lstsq: (x) => linalg.lstsq(x, x),
    matrixNorm: (x) => linalg.matrixNorm(x),
    matrixRank: (x) => linalg.matrixRank(x),
    pinv: (x) => linalg.pinv(x),
    qr: (x) => linalg.qr(x),
    svd: (x) => linalg.svd(x),
    svdvals: (x) => linalg.svdvals(x),
  };
  const ofSquares: Readonly<Record<string, (x: Tensor) => unknown>> = {
    cholesky: (x) => linalg.cholesky(x),
    cond: (x) => linalg.cond(x, 1),
    det: (x) => linalg.det(x),
    eigh: (x) => linalg.eigh(x),
    eigvalsh: (x) => linalg.eigvalsh(x),
    inverse: (x) => linalg.inv(x),
    logdet: (x) => x.logdet(),
    matrixPower: (x) => linalg.matrixPower(x, 2),
    matrixRank: (x) => linalg.matrixRank(x, { hermitian: true }),
    pinv: (x) => linalg.pinv(x, { hermitian: true }),
    slogdet: (x) => linalg.slogdet(x),
    solve: (x) => linalg.solve(x, x),
  };

  test.each([...Object.entries(ofMatrices), ...Object.entries(ofSquares)])(
    "%s of a vector, and of integers",
    (name, call) => {
      expect(() => call(zeros(2))).toThrow(
        new ShapeError(`${name}: the input tensor must have at least 2 dimensions, got shape [2]`),
      );
      expect(() => call(ones.to("int32"))).toThrow(
        new DTypeError(`${name}: expected a float32 or float64 tensor, got int32`),
      );
    },
  );

  test.each(Object.entries(ofSquares))("%s of a matrix that is not square", (name, call) => {
    expect(() => call(zeros(1, 2, 3))).toThrow(
      new ShapeError(`${name}: expected batches of square matrices, but they are 2 by 3 matrices`),
    );
  });

  test.each(["eigh", "eigvalsh", "lstsq", "matrixNorm", "matrixRank", "pinv", "svd", "svdvals"] as const)(
    "%s of NaN and infinities",
    (name) => {
      const call =
        name === "matrixNorm" ? (x: Tensor) => linalg.matrixNorm(x, 2) : { ...ofSquares, ...ofMatrices }[name];
      for (const wrong of [NaN, Infinity, -Infinity]) {
        const batch = two.clone().fillDiagonal_(1);
        batch.at(1, 1, 0).fill_(wrong);
        expect(() => call(batch)).toThrow(`${name}: (Batch element 1): The algorithm failed to converge`);
      }
    },
  );

  test("the complete Q of a tall matrix has no gradient", () => {
    const Q = linalg.qr(tall, "complete").Q.sum();
    expect(() => Q.backward()).toThrow(GradError);
  });
});

// torch.linalg.lstsq(A, b, driver="gelsd").residuals
test("lstsq has residuals where all matrices have more rows than columns, and full rank", () => {
  const full = [
    [1, 0],
    [0, 1],
    [0, 0],
  ];
  const deficient = [
    [1, 1],
    [1, 1],
    [2, 2],
  ];
  const b = [[1], [2], [3]];
  const residuals = (a: NestedArray, right: NestedArray): Tensor => linalg.lstsq(tensor(a), tensor(right)).residuals;
  expectTensor(residuals(full, b), tensor([9]));
  expectTensor(residuals([full, full], [b, b]), tensor([[9], [9]]));
  expect(residuals(deficient, b).shape).toEqual([0]);
  expect(residuals([full, deficient], [b, b]).shape).toEqual([0]);
  expect(
    residuals(
      [
        [1, 0],
        [0, 2],
      ],
      [[1], [2]],
    ).shape,
  ).toEqual([0]);
  expect(linalg.lstsq(zeros(0, 3, 2), zeros(0, 3, 1)).residuals.shape).toEqual([0, 1]);
});

test("lstsq takes a vector for B, and gives one", () => {
  const A = [
    [1, 0],
    [1, 1],
    [1, 2],
  ];
  const { solution, residuals } = linalg.lstsq(tensor(A), tensor([1, 3, 8]));
  // The line 0.5 + 3.5 t leaves 0.5, -1 and 0.5.
  expectTensor(solution, tensor([0.5, 3.5]), { rtol: 1e-5, atol: 1e-5 });
  expectTensor(residuals, tensor([1.5]), { rtol: 1e-4, atol: 1e-5 });
  const batch = linalg.lstsq(
    tensor([A, A]),
    tensor([
      [1, 3, 8],
      [1, 2, 3],
    ]),
  ).solution;
  expectTensor(
    batch,
    tensor([
      [0.5, 3.5],
      [1, 1],
    ]),
    { rtol: 1e-5, atol: 1e-5 },
  );
});

// A = torch.tensor([[1, 0], [0, 1e-9]]): an absolute tolerance of 0 is as good as none, another one takes rtol's place.
test.each([
  [{}, 0, 1],
  [{ atol: 0 }, 0, 1],
  [{ atol: 1e-12 }, 1e9, 2],
  [{ atol: 0, rtol: 0 }, 1e9, 2],
  [{ atol: 1e-6, rtol: 0 }, 0, 1],
])("pinv and matrixRank with the tolerances %j", (tolerances, last, rank) => {
  const A = tensor([
    [1, 0],
    [0, 1e-9],
  ]);
  expectTensor(
    linalg.pinv(A, tolerances),
    tensor([
      [1, 0],
      [0, last],
    ]),
    { rtol: 1e-6, atol: 0 },
  );
  expect(linalg.matrixRank(A, tolerances).item()).toBe(rank);
});

test("cholesky refuses a matrix that is only semidefinite", () => {
  for (const [A, order] of [
    [zeros(2, 2), 1],
    [ones(2, 2), 2],
  ] as const) {
    expect(() => linalg.cholesky(A)).toThrow(`the leading minor of order ${order}`);
  }
});

// torch.linalg.matrix_rank and pinv of matrices with one singular value in units of the dtype's epsilon.
test.each([
  ["float32", 2 ** -23],
  ["float64", 2 ** -52],
] as const)("the usual tolerance of %s is the longer side times its epsilon", (dtype, epsilon) => {
  const diagonal = (rows: number, last: number): Tensor =>
    tensor(
      [
        [1, 0],
        [0, last * epsilon],
        [0, 0],
      ].slice(0, rows),
      { dtype },
    );
  for (const rows of [2, 3]) {
    for (const [last, rank] of [
      [rows - 0.5, 1],
      [rows + 0.5, 2],
    ]) {
      const A = diagonal(rows, last);
      expect(linalg.matrixRank(A).item()).toBe(rank);
      expect(linalg.matrixRank(A.mT).item()).toBe(rank);
      if (rows === 2) expect(linalg.matrixRank(A, { hermitian: true }).item()).toBe(rank);
      expect(linalg.pinv(A).at(1, 1).item() * epsilon).toBeCloseTo(rank === 1 ? 0 : 1 / last, 5);
    }
  }
});
