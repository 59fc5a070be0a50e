import { describe, expect, test } from "vitest";
import { ArgumentError, max, std, tensor, var as variance } from "../../index.js";

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

test.each<[() => unknown, string]>([
  [() => x.sum(1, { keepdim: true } as never), "sum: unknown option keepdim; did you mean keepDim?"],
  [() => x.sum({ axis: 1 } as never), "sum: unknown option axis; did you mean dim?"],
  [
    () => (x.mean as (...given: unknown[]) => unknown).call(x, 1, true, 3),
    "mean: 1 argument(s) too many, got 3; write mean(x, dim?, keepDim?)",
  ],
  [() => x.max(1, { dim: 1 } as never), "max: dim is given twice, by position and by name"],
  [() => x.max("1" as never), 'max: dim must be a number, got "1"'],
  [() => x.cumsum(undefined as never), "cumsum: missing argument dim; write cumsum(x, dim)"],
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
