import { grad } from "@lumbre/autograd";
import { describe, expect, test } from "vitest";
import {
  ArgumentError,
  type DType,
  max,
  type NestedArray,
  std,
  type Tensor,
  tensor,
  var as variance,
} from "../../index.js";

const x = tensor([
  [1, 5, 2],
  [7, 2, 4],
]);

describe("reductions are called by position, by name, and both", () => {
  test.each([
    ["sum", [x.sum(1, true), x.sum(1, { keepDim: true }), x.sum({ dim: 1, keepDim: true })]],
    ["mean", [x.mean(1, true), x.mean(1, { keepDim: true }), x.mean({ dim: 1, keepDim: true })]],
    ["argmax", [x.argmax(1, true), x.argmax(1, { keepDim: true }), x.argmax({ dim: 1, keepDim: true })]],
    ["max", [x.max(1, true).values, x.max(1, { keepDim: true }).values, max(x, { dim: 1, keepDim: true }).values]],
    [
      "var",
      [
        x.var(1, false, true),
        x.var(1, { unbiased: false, keepDim: true }),
        variance(x, 1, { correction: 0, keepDim: true }),
      ],
    ],
    ["std", [x.std(1, false), x.std(1, { unbiased: false }), std(x, { dim: 1, correction: 0 })]],
    ["norm", [x.norm("fro", 1), x.norm(2, { dim: 1 }), x.norm({ p: 2, dim: 1 })]],
    ["cumsum", [x.cumsum(0), x.cumsum({ dim: 0 })]],
  ])("%s", (_, results) => {
    for (const result of results) expect(result.toArray()).toEqual(results[0].toArray());
  });
});

describe("sums and products are made in the dtype that is asked for", () => {
  const bytes = tensor([200, 100, 2], { dtype: "uint8" });

  test.each<[string, Tensor, DType, NestedArray]>([
    ["sum", bytes.sum({ dtype: "float32" }), "float32", 302],
    ["sum", tensor([2 ** 30, 2 ** 30], { dtype: "int32" }).sum(0, { dtype: "float64" }), "float64", 2 ** 31],
    ["sum", tensor([1.5, 2.5]).sum(0, true, { dtype: "int32" }), "int32", [3]],
    ["sum", tensor([1, 2], { dtype: "uint8" }).sum({ dtype: "uint8" }), "uint8", 3],
    ["nansum", tensor([1, Number.NaN]).nansum({ dtype: "float64" }), "float64", 1],
    ["mean", bytes.mean({ dtype: "float64" }), "float64", 302 / 3],
    ["prod", bytes.prod({ dtype: "float64" }), "float64", 40000],
    ["cumsum", bytes.cumsum(0, { dtype: "float32" }), "float32", [200, 300, 302]],
    ["cumprod", bytes.cumprod({ dim: 0, dtype: "float32" }), "float32", [200, 20000, 40000]],
    ["cumsum", tensor(3, { dtype: "uint8" }).cumsum(0, { dtype: "float64" }), "float64", 3],
  ])("%s", (_, result, dtype, expected) => {
    expect(result.dtype).toBe(dtype);
    expect(result.toArray()).toEqual(expected);
  });

  test("and the gradient is of the input's dtype", () => {
    const leaf = tensor([1, 2], { requiresGrad: true });
    const [gradient] = grad(leaf.square().sum({ dtype: "float64" }), leaf);
    expect(gradient.dtype).toBe("float32");
    expect(gradient.toArray()).toEqual([2, 4]);
  });
});

test.each<[() => unknown, string]>([
  [() => x.sum(1, { keepdim: true } as never), "sum: unknown option keepdim; did you mean keepDim?"],
  [() => x.sum({ axis: 1 } as never), "sum: unknown option axis; did you mean dim?"],
  [
    () => (x.mean as (...given: unknown[]) => unknown).call(x, 1, true, 3),
    "mean: 3 is one argument too many; dtype is given by name: { dtype: 3 }",
  ],
  [() => x.max(1, { dim: 1 } as never), "max: dim is given twice, by position and by name"],
  [() => x.max("1" as never), 'max: dim must be a number, got "1"'],
  [() => x.cumsum(undefined as never), "cumsum: missing argument dim; write cumsum(x, dim, { dtype? })"],
  [
    () => x.var(1, true, { correction: 0 } as never),
    "var: unbiased and correction are two ways to say the same; give one of them",
  ],
])("%#", (call, message) => {
  expect(call).toThrow(new ArgumentError(message));
});

describe("keepDim without dim", () => {
  const options = { keepDim: true };

  test.each(["max", "min", "median"] as const)("says that %s needs dim, as PyTorch does", (name) => {
    const missing = new ArgumentError(`${name}: missing argument dim; write ${name}(x, dim, keepDim?)`);
    // @ts-expect-error dim is missing
    expect(() => x[name](options)).toThrow(missing);
    // @ts-expect-error dim is missing
    expect(() => x[name](undefined, true)).toThrow(missing);
  });

  test("reduces all dimensions of what reduces several at once", () => {
    for (const name of ["sum", "mean", "prod", "var", "std", "amax", "argmin", "any", "nansum", "norm"] as const)
      expect(x[name](options).shape).toEqual([1, 1]);
  });
});
