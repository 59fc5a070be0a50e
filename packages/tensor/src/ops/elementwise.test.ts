import { readFileSync } from "node:fs";
import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { type DType, resultType, type Tensor, tensor, where, zeros } from "@lumbre/tensor";
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

describe("functions", () => {
  testCases(loadFixture("tensor", "elementwise"), callNamed);
});

describe("activations", () => {
  testCases(loadFixture("tensor", "activation"), callNamed);
});

describe("type promotion", () => {
  type Side = number | [DType, number[]];
  const url = new URL("../../fixtures/promotion.json", import.meta.url);
  const table: { left: Side; right: Side; result: DType }[] = JSON.parse(readFileSync(url, "utf8")).cases;
  const operand = (side: Side) => (typeof side === "number" ? side : zeros(side[1], { dtype: side[0] }));

  test.each(table.map((row) => [JSON.stringify([row.left, row.right]), row] as const))(
    "%s",
    (_, { left, right, result }) => {
      expect(resultType(operand(left), operand(right))).toBe(result);
    },
  );

  test("results have the promoted dtype", () => {
    const ints = tensor([1, 2], { dtype: "int32" });
    expect(ints.mul(2).dtype).toBe("int32");
    expect(ints.mul(0.5).toArray()).toEqual([0.5, 1]);
    expect(ints.add(tensor(1.5)).dtype).toBe("float32");
    expect(tensor([1]).add(tensor(1, { dtype: "float64" })).dtype).toBe("float32");
    expect(ints.div(2).dtype).toBe("float32");
  });
});

const shapePair = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("both", "left", "right")), { maxLength: 3 })
  .chain((dims) => fc.tuple(fc.constant(dims), fc.integer({ min: 0, max: dims.length })))
  .map(([dims, dropped]) => ({
    left: dims.map(([size, side]) => (side === "right" ? 1 : size)),
    right: dims.map(([size, side]) => (side === "left" ? 1 : size)).slice(dropped),
  }));
const seed = fc.integer({ min: 0, max: 2 ** 30 });

describe("gradients by differences, over shapes that broadcast, to second order", () => {
  type Binary = (a: Tensor, b: Tensor) => Tensor;
  const positive = { low: 0.5, high: 2 };
  const binary: Record<string, [Binary, object?, object?]> = {
    add: [(a, b) => a.add(b, { alpha: 2 })],
    sub: [(a, b) => a.sub(b, { alpha: 3 })],
    mul: [(a, b) => a.mul(b)],
    div: [(a, b) => a.div(b), {}, positive],
    pow: [(a, b) => a.pow(b), positive],
    atan2: [(a, b) => a.atan2(b), positive, positive],
    // Far enough from each other, and from whole quotients, that no step crosses a kink.
    maximum: [(a, b) => a.maximum(b), { low: 0, high: 1 }, { low: 1.1, high: 2 }],
    minimum: [(a, b) => a.minimum(b), { low: 0, high: 1 }, { low: 1.1, high: 2 }],
    remainder: [(a, b) => a.remainder(b), { low: 2.1, high: 2.9 }, { low: 0.99, high: 1 }],
    fmod: [(a, b) => a.fmod(b), { low: 2.1, high: 2.9 }, { low: 0.99, high: 1 }],
    lerp: [(a, b) => a.lerp(b, 0.3)],
    addcmul: [(a, b) => a.addcmul(a, b, { value: 2 })],
    addcdiv: [(a, b) => a.addcdiv(a, b), {}, positive],
    where: [(a, b) => where(a.gt(0), a, b), positive],
  };

  test.each(Object.keys(binary))("%s", (name) => {
    const [fn, left, right] = binary[name];
    fc.assert(
      fc.property(shapePair, seed, (shapes, from) => {
        const a = randomTensor(shapes.left, from, { ...left, requiresGrad: true });
        const b = randomTensor(shapes.right, from + 1, { ...right, requiresGrad: true });
        expect(gradcheck(fn, [a, b]).passed).toBe(true);
        expect(gradgradcheck(fn, [a, b], { atol: 1e-4 }).passed).toBe(true);
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  const unary: Record<string, [(x: Tensor) => Tensor, object?]> = {
    neg: [(x) => x.neg()],
    abs: [(x) => x.abs(), positive],
    square: [(x) => x.square()],
    reciprocal: [(x) => x.reciprocal(), positive],
    exp: [(x) => x.exp()],
    expm1: [(x) => x.expm1()],
    log: [(x) => x.log(), positive],
    log1p: [(x) => x.log1p(), positive],
    log2: [(x) => x.log2(), positive],
    log10: [(x) => x.log10(), positive],
    sqrt: [(x) => x.sqrt(), positive],
    rsqrt: [(x) => x.rsqrt(), positive],
    sin: [(x) => x.sin()],
    cos: [(x) => x.cos()],
    tan: [(x) => x.tan()],
    asin: [(x) => x.asin(), { low: -0.8, high: 0.8 }],
    acos: [(x) => x.acos(), { low: -0.8, high: 0.8 }],
    atan: [(x) => x.atan()],
    sinh: [(x) => x.sinh()],
    cosh: [(x) => x.cosh()],
    tanh: [(x) => x.tanh()],
    sigmoid: [(x) => x.sigmoid()],
    erf: [(x) => x.erf()],
    frac: [(x) => x.frac(), { low: 0.1, high: 0.9 }],
    pow3: [(x) => x.pow(3)],
    rpow: [(x) => x.rpow(2)],
    rsub: [(x) => x.rsub(2)],
    clamp: [(x) => x.clamp({ min: -5, max: 5 })],
    relu: [(x) => x.relu(), positive],
    leakyRelu: [(x) => x.sub(1.25).leakyRelu(), { low: 0, high: 1 }],
    elu: [(x) => x.elu(), { low: -2, high: -0.1 }],
    selu: [(x) => x.selu(), { low: -2, high: -0.1 }],
    celu: [(x) => x.celu({ alpha: 2 }), { low: -2, high: -0.1 }],
    gelu: [(x) => x.gelu()],
    geluTanh: [(x) => x.gelu({ approximate: "tanh" })],
    silu: [(x) => x.silu()],
    mish: [(x) => x.mish()],
    softplus: [(x) => x.softplus()],
    hardtanh: [(x) => x.hardtanh(), { low: -0.9, high: 0.9 }],
    hardsigmoid: [(x) => x.hardsigmoid()],
    hardswish: [(x) => x.hardswish()],
    logsigmoid: [(x) => x.logsigmoid()],
    softsign: [(x) => x.softsign(), positive],
    tanhshrink: [(x) => x.tanhshrink()],
    hardshrink: [(x) => x.hardshrink(), { low: 0.6, high: 2 }],
    softshrink: [(x) => x.softshrink(), { low: 0.6, high: 2 }],
    threshold: [(x) => x.threshold(0, 5), positive],
    prelu: [(x) => x.prelu(tensor([0.3], { dtype: "float64" })), { low: -2, high: -0.1 }],
    maskedFill: [(x) => x.maskedFill(x.gt(0), 3)],
  };

  test.each(Object.keys(unary))("%s", (name) => {
    const [fn, options] = unary[name];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 }), seed, (shape, from) => {
        const x = randomTensor(shape, from, { ...options, requiresGrad: true });
        expect(gradcheck(fn, [x]).passed).toBe(true);
        expect(gradgradcheck(fn, [x], { atol: 1e-4 }).passed).toBe(true);
      }),
      { numRuns: 6 },
    );
  });
});

describe("views", () => {
  const oracle: Record<string, [(a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number]> = {
    add: [(a, b) => a.add(b), (a, b) => a + b],
    mul: [(a, b) => a.mul(b), (a, b) => a * b],
    maximum: [(a, b) => a.maximum(b), Math.max],
    lt: [(a, b) => a.lt(b), (a, b) => Number(a < b)],
    where: [(a, b) => where(a.gt(b), a, b), Math.max],
    relu: [(a) => a.relu(), (a) => Math.max(a, 0)],
    tanh: [(a) => a.tanh(), Math.tanh],
  };

  test.each(Object.keys(oracle))("%s of strided operands is that of their elements", (name) => {
    const [fn, of] = oracle[name];
    fc.assert(
      fc.property(stridedTensors(), (a) => {
        const b = a.flip(a.ndim === 0 ? [] : [a.ndim - 1]).mul(0.7);
        const expected = [...a.readSync()].map((value, i) => of(value, b.readSync()[i]));
        expectClose(fn(a, b).flatten().to("float64"), expected.length === 0 ? zeros(0) : expected, { rtol: 1e-12 });
      }),
      { numRuns: sampledRuns(60) },
    );
  });
});

describe("erf", () => {
  // Abramowitz and Stegun, table 7.1, and Wolfram's functions site for the last digits.
  test.each([
    [0.1, 0.1124629160182849],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [1.5, 0.9661051464753108],
    [2, 0.9953222650189527],
    [2.5, 0.9995930479825551],
    [3, 0.9999779095030014],
    [4, 0.9999999845827421],
  ])("of %d", (x, expected) => {
    const both = tensor([x, -x], { dtype: "float64" }).erf().toArray() as number[];
    expect(Math.abs(both[0] - expected)).toBeLessThan(4e-16);
    expect(both[1]).toBe(-both[0]);
  });
});

describe("in place", () => {
  test("forms write into the tensor, and into views of it", () => {
    const x = tensor([
      [1, -2],
      [3, -4],
    ]);
    const row = x.select(0, 1);
    row.mul_(10).add_(1);
    expect(x.toArray()).toEqual([
      [1, -2],
      [31, -39],
    ]);
    x.clamp_({ min: 0 });
    expect(row.toArray()).toEqual([31, 0]);
    expect(x.sub_(1).neg_().abs_().toArray()).toEqual([
      [0, 1],
      [30, 1],
    ]);
    expect(x.div_(2).pow_(2).toArray()).toEqual([
      [0, 0.25],
      [225, 0.25],
    ]);
    expect(x.maskedFill_(x.gt(100), 0).sqrt_().toArray()).toEqual([
      [0, 0.5],
      [0, 0.5],
    ]);
    expect(tensor([-1, 1]).relu_().toArray()).toEqual([0, 1]);
  });

  test("gradients flow through them", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(1);
    y.mul_(y).exp_();
    y.sum().backward();
    expectClose(x.grad as Tensor, [2 * Math.exp(1), 4 * Math.exp(4)]);
  });
});

describe("bad input", () => {
  const ints = tensor([1, 2], { dtype: "int32" });

  test.each([
    [
      () => zeros(2, 3).add(zeros(2, 2)),
      "add: The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1; shapes [2, 3] and [2, 2] do not broadcast",
    ],
    [() => ints.add_(0.5), "add_: result type float32 can't be cast to the desired output type int32"],
    [() => ints.div_(2), "div_: result type float32 can't be cast to the desired output type int32"],
    [() => zeros(2).add_(zeros(3, 2)), "add_: output of shape [2] cannot hold the result of shape [3, 2]"],
    [() => ints.floorDivide(0), "floorDivide: integer division by zero"],
    [() => ints.remainder(tensor([1, 0], { dtype: "int32" })), "remainder: integer division by zero"],
    [() => ints.pow(-1), "pow: integers to negative integer powers are not allowed, got -1"],
    [() => ints.clamp({}), "clamp: at least one of min and max must be given"],
    [() => ints.maskedFill(ints, 0), "maskedFill: expected a bool tensor, got int32"],
    [
      () => ints.div(2, { roundingMode: "up" as "floor" }),
      'div: "up" is not a valid value for roundingMode; expected "trunc" or "floor"',
    ],
    [
      () => ints.gelu({ approximate: "fast" as "tanh" }),
      'gelu: "fast" is not a valid value for approximate; expected "none" or "tanh"',
    ],
    [() => ints.hardtanh({ minVal: 1, maxVal: 0 }), "hardtanh: minVal 1 must be less than maxVal 0"],
    [() => zeros(2, 3).prelu(zeros(2)), "prelu: weight has 2 elements, expected 1 or the number of channels of [2, 3]"],
    [() => zeros(2, 3).prelu(zeros(1, 3)), "prelu: expected weight to be a scalar or 1D tensor, got shape [1, 3]"],
    [() => ints.exp_(), "exp_: expected a float32 or float64 tensor, got int32"],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
    expect(ints.toArray()).toEqual([1, 2]);
  });
});

test("round takes decimals, as in PyTorch", () => {
  const x = tensor([0.125, 3.123, -1234.567], { dtype: "float64" });
  expect(x.round({ decimals: 2 }).toArray()).toEqual([0.12, 3.12, -1234.57]);
  expect(x.round({ decimals: -2 }).toArray()).toEqual([0, 0, -1200]);
  const copy = x.clone();
  expect(copy.round_({ decimals: 1 })).toBe(copy);
  expect(copy.toArray()).toEqual([0.1, 3.1, -1234.6]);
  expect(() => zeros(2, { dtype: "int32" }).round({ decimals: 1 })).toThrow(
    "round: expected a float32 or float64 tensor, got int32",
  );
  expect(() => x.clone().requiresGrad_().round_({ decimals: 1 })).toThrow(/^round_: a leaf tensor/);
});
