import { Generator, manualSeed, ones, rand, type Tensor, ValueError, zeros } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { Buffer, init, Linear, Parameter } from "../index.js";

describe("truncNormal_", () => {
  test("draws within its bounds", () => {
    manualSeed(0);
    const x = init.truncNormal_(zeros(1000), 1, 2, 0, 3);
    expect(x.min().item()).toBeGreaterThanOrEqual(0);
    expect(x.max().item()).toBeLessThanOrEqual(3);
    expect(x.std().item()).toBeGreaterThan(0.5);
  });

  test.each([
    // torch.manual_seed(3); nn.init.trunc_normal_(torch.empty(3), *arguments)
    [
      [0, 1, -2, 2],
      [-1.9297378063, -1.1575882435, -0.5371363759],
    ],
    [
      [0, 0.02, -0.04, 0.04],
      [-0.0385947563, -0.0231517646, -0.0107427277],
    ],
    [
      [1, 2, 0, 3],
      [0.0128839612, 0.3086082935, 0.8033468127],
    ],
    [
      [0, 1, -0.5, 4],
      [-0.4916441143, -0.3014611006, 0.0154861622],
    ],
  ] as const)("draws PyTorch's numbers for %j", (given, expected) => {
    manualSeed(3);
    const found = init.truncNormal_(zeros(3), ...given).readSync();
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
  });

  test("keeps float64's digits, and a mean without deviation", () => {
    manualSeed(3);
    const [first, second] = init.truncNormal_(zeros(3, { dtype: "float64" })).readSync();
    expect(first).toBeCloseTo(-1.5954448589530101, 12);
    expect(second).toBeCloseTo(-0.5346567909173902, 12);
    for (const bounds of [
      [-2, 2],
      [1, 2],
      [0, 1],
    ]) {
      expect(init.truncNormal_(zeros(2), 1, 0, ...bounds).toArray()).toEqual([1, 1]);
    }
    expect(init.truncNormal_(zeros(1000), 0, 1, -Infinity, Infinity).isfinite().all().item()).toBe(1);
  });

  test("does not draw forever where no number would be within", () => {
    const x = zeros(2);
    expect(() => init.truncNormal_(x, 7, 0)).toThrow(
      new ValueError("truncNormal_: hardly a number of mean 7 and standard deviation 0 lies in [-2, 2]"),
    );
    expect(x.toArray()).toEqual([0, 0]);
  });
});

describe("numbers", () => {
  const drawn = (fill: (x: Tensor) => Tensor, ...shape: number[]): number[] => {
    manualSeed(0);
    return [...fill(zeros(shape)).flatten().readSync()];
  };
  const expectFirst = (found: readonly number[], expected: readonly number[]): void => {
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 6);
  };

  test("of kaiming with the fan of the outputs", () => {
    // torch.manual_seed(0); nn.init.kaiming_uniform_(torch.zeros(2, 3, 2, 2), mode="fan_out", nonlinearity="relu")
    const options = { mode: "fanOut", nonlinearity: "relu" } as const;
    const uniform = drawn((x) => init.kaimingUniform_(x, 0, options), 2, 3, 2, 2);
    expectFirst(uniform, [-0.006483776, 0.464573771, -0.712777972, -0.637341857]);
    const normal = drawn((x) => init.kaimingNormal_(x, 0, options), 2, 3, 2, 2);
    expectFirst(normal, [-0.562919915, -0.5761801, -0.125289291, -0.216939405]);
  });

  test("of the truncated normal distribution reach both of its bounds", () => {
    for (const [a, b] of [
      [-0.1, 0.2],
      [1.5, 1.7],
    ]) {
      const close = drawn((x) => init.truncNormal_(x, 0, 1, a, b), 2000);
      expect(Math.min(...close)).toBeGreaterThanOrEqual(Math.fround(a));
      expect(Math.min(...close)).toBeLessThan(a + 0.005);
      expect(Math.max(...close)).toBeLessThanOrEqual(Math.fround(b));
      expect(Math.max(...close)).toBeGreaterThan(b - 0.005);
    }
    const usual = drawn((x) => init.truncNormal_(x, 0, 2), 2000);
    expect(Math.min(...usual)).toBeGreaterThanOrEqual(-2);
    expect(Math.min(...usual)).toBeLessThan(-1.9);
    expect(Math.max(...usual)).toBeLessThanOrEqual(2);
    expect(Math.max(...usual)).toBeGreaterThan(1.9);
  });

  test("the one of dirac lies behind the middle of an even kernel", () => {
    expect(init.dirac_(ones(2, 2, 4)).toArray()).toEqual([
      [
        [0, 0, 1, 0],
        [0, 0, 0, 0],
      ],
      [
        [0, 0, 0, 0],
        [0, 0, 1, 0],
      ],
    ]);
    expect(
      init
        .dirac_(ones(1, 2, 2, 3))
        .nonzero()
        .toArray(),
    ).toEqual([[0, 0, 1, 1]]);
    expect(
      init
        .dirac_(ones(3, 2, 1))
        .nonzero()
        .toArray(),
    ).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
  });
});

describe("a generator", () => {
  test.each<[string, (x: Tensor, options?: init.InitOptions) => Tensor]>([
    ["uniform_", (x, options) => init.uniform_(x, 1, 3, options)],
    ["normal_", (x, options) => init.normal_(x, 1, 3, options)],
    ["truncNormal_", (x, options) => init.truncNormal_(x, 1, 3, 0, 2, options)],
    ["xavierUniform_", (x, options) => init.xavierUniform_(x, 2, options)],
    ["xavierNormal_", (x, options) => init.xavierNormal_(x, 2, options)],
    ["kaimingUniform_", (x, options) => init.kaimingUniform_(x, { a: 2, ...options })],
    ["kaimingNormal_", (x, options) => init.kaimingNormal_(x, { a: 2, ...options })],
  ])("is what %s draws from, and the default one stays as it is", (_, fill) => {
    manualSeed(7);
    const expected = fill(zeros(3, 4));
    manualSeed(1);
    const next = rand(2);
    manualSeed(1);
    expectTensor(fill(zeros(3, 4), { generator: new Generator().manualSeed(7) }), expected);
    expectTensor(rand(2), next);
  });
});

describe("a copy that at() picked by a list", () => {
  const picked = (): Tensor => zeros(3, 4).at([0, 2]);

  test.each(Object.entries(init).filter(([name]) => name.endsWith("_")))("is refused by %s", (name, fill) => {
    const call = fill as (x: Tensor, ...more: unknown[]) => Tensor;
    const x = name === "dirac_" ? zeros(3, 4, 1).at([0, 2]) : picked();
    expect(() => call(x, ...(name === "constant_" ? [1] : []))).toThrow(
      `${name}: this tensor of shape [${x.shape.join(", ")}] is the copy that x.at(index) with a list or a mask gives`,
    );
  });

  test("may be written into as a parameter or a buffer", () => {
    expect(init.ones_(new Parameter(picked())).sum().item()).toBe(8);
    expect(new Buffer(picked()).fill_(2).sum().item()).toBe(16);
  });
});

test("leaves tensors without elements as they are, which may have a fan of 0", () => {
  for (const shape of [
    [3, 0],
    [0, 0],
  ]) {
    for (const fill of [init.kaimingUniform_, init.kaimingNormal_, init.xavierUniform_, init.xavierNormal_])
      expect(fill(zeros(shape)).shape).toEqual(shape);
  }
  expect(new Linear(0, 2)(zeros(1, 0)).tolist()).toEqual([[0, 0]]);
});
