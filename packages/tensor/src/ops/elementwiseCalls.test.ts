import "@lumbre/autograd";
import * as lumbre from "@lumbre/tensor";
import { ArgumentError, DTypeError, GradError, type Tensor, tensor, ValueError, where } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const x = tensor([-3, -0.5, 0, 0.4, 25]);
const other = tensor([-3.1, -0.5, 1, 0.5, 25.1]);
const mask = tensor([true, false, true, false, true]);
const odd = tensor([NaN, Infinity, -Infinity, 1]);

const functions = Object.entries(lumbre) as [string, unknown][];

/** A function as plain JavaScript calls it. */
function call(name: string, ...args: unknown[]): unknown {
  const fn = functions.find(([key]) => key === name)?.[1] as (...args: unknown[]) => unknown;
  return fn(...args);
}

describe("positional, mixed and named arguments are the same", () => {
  test.each<[string, unknown[][]]>([
    [
      "leakyRelu",
      [[x, 0.3, false], [x, 0.3, { inplace: false }], [x, { negativeSlope: 0.3 }], [{ x, negativeSlope: 0.3 }]],
    ],
    [
      "elu",
      [
        [x, 0.7, false],
        [x, 0.7, { inplace: false }],
        [x, { alpha: 0.7 }],
      ],
    ],
    [
      "celu",
      [
        [x, 0.7],
        [x, 0.7, { inplace: false }],
        [x, { alpha: 0.7 }],
      ],
    ],
    [
      "hardtanh",
      [
        [x, -2, 0.2],
        [x, -2, { maxVal: 0.2 }],
        [x, { minVal: -2, maxVal: 0.2 }],
      ],
    ],
    [
      "softplus",
      [
        [x, 2, 10],
        [x, 2, { threshold: 10 }],
        [x, { beta: 2, threshold: 10 }],
      ],
    ],
    [
      "threshold",
      [
        [x, 0.1, 7],
        [x, 0.1, { value: 7 }],
        [x, { threshold: 0.1, value: 7 }],
      ],
    ],
    [
      "softshrink",
      [
        [x, 0.45],
        [x, { lambd: 0.45 }],
      ],
    ],
    [
      "hardshrink",
      [
        [x, 0.45],
        [x, { lambd: 0.45 }],
      ],
    ],
    [
      "softmax",
      [
        [x, 0],
        [x, { dim: 0 }],
        [x, 0, { dtype: "float32" }],
        [x, 0, { dtype: null }],
      ],
    ],
    [
      "logSoftmax",
      [
        [x, 0],
        [x, { dim: 0, dtype: "float32" }],
      ],
    ],
    [
      "clamp",
      [
        [x, -1, 1],
        [x, -1, { max: 1 }],
        [x, { min: -1, max: 1 }],
        [x, tensor(-1), tensor(1)],
      ],
    ],
    [
      "clamp",
      [
        [x, null, 1],
        [x, undefined, 1],
        [x, { max: 1 }],
      ],
    ],
    [
      "nanToNum",
      [
        [odd, 5, 6, 7],
        [odd, 5, { posinf: 6, neginf: 7 }],
        [odd, { nan: 5, posinf: 6, neginf: 7 }],
      ],
    ],
    [
      "isclose",
      [
        [x, other, 0.05, 0.01],
        [x, other, 0.05, { atol: 0.01 }],
        [x, other, { rtol: 0.05, atol: 0.01 }],
      ],
    ],
    [
      "isclose",
      [
        [odd, odd, 1e-5, 1e-8, true],
        [odd, odd, { equalNan: true }],
      ],
    ],
    ["where", [[mask, x, 1], [mask, x, { y: 1 }], [{ condition: mask, x, y: 1 }]]],
    [
      "lerp",
      [
        [x, other, 0.3],
        [x, other, { weight: 0.3 }],
      ],
    ],
    [
      "add",
      [
        [x, other, { alpha: 2 }],
        [x, { other, alpha: 2 }],
      ],
    ],
    [
      "addcmul",
      [
        [x, x, other, { value: 2 }],
        [x, { tensor1: x, tensor2: other, value: 2 }],
      ],
    ],
    [
      "div",
      [
        [x, 2, { roundingMode: "floor" }],
        [x, { other: 2, roundingMode: "floor" }],
      ],
    ],
    [
      "pow",
      [
        [x, 3],
        [x, { exponent: 3 }],
      ],
    ],
  ])("%s", (name, [first, ...rest]) => {
    const expected = call(name, ...first) as Tensor;
    for (const args of rest) expect((call(name, ...args) as Tensor).toArray()).toEqual(expected.toArray());
  });

  test.each<[string, Record<string, unknown>]>([
    ["exp", { x }],
    ["gelu", { x, approximate: "tanh" }],
    ["hardtanh", { x, minVal: -2, maxVal: 0.2 }],
    ["relu", { x, inplace: false }],
    ["clamp", { x, min: -1, max: 1 }],
    ["clampMin", { x, min: 0 }],
    ["nanToNum", { x: odd, nan: 5, posinf: 6, neginf: 7 }],
    ["sub", { x, other }],
    ["add", { x, other }],
    ["div", { x, other }],
    ["addcmul", { x, tensor1: x, tensor2: other }],
    ["addcdiv", { x, tensor1: x, tensor2: other }],
    ["lerp", { x, end: other, weight: 0.3 }],
    ["pow", { x, exponent: 2 }],
    ["maskedFill", { x, mask, value: 3 }],
    ["isclose", { x, other }],
  ])("%s takes all of them by name", (name, args) => {
    const expected = name === "gelu" ? call(name, x, { approximate: "tanh" }) : call(name, ...Object.values(args));
    expect((call(name, args) as Tensor).toArray()).toEqual((expected as Tensor).toArray());
  });

  test("of in-place functions, all by name", () => {
    const y = tensor([1, 2]);
    for (const [name, args] of [
      ["add_", { other: 1, alpha: 2 }],
      ["sub_", { other: 1, alpha: 2 }],
      ["div_", { other: 2, roundingMode: "floor" }],
      ["div_", { other: 2 }],
      ["clamp_", { max: 0.5 }],
    ] as const)
      expect(call(name, { x: y, ...args })).toBe(y);
    expect(y.toArray()).toEqual([0, 0.5]);
  });

  test("of methods", () => {
    expect(x.clamp(-1, 1).toArray()).toEqual(x.clamp({ min: -1, max: 1 }).toArray());
    expect(x.where(mask, 1).toArray()).toEqual(where(mask, x, 1).toArray());
    expect(x.softmax({ dim: 0 }).toArray()).toEqual(x.softmax(0).toArray());
  });
});

describe("nothing is ignored", () => {
  test.each<[string, unknown[], string]>([
    ["exp", [x, 1], "exp: 1 argument(s) too many, got 1; write exp(x)"],
    ["exp", [[1, 2]], "exp: expected a tensor, got an array; make one with tensor(...)"],
    ["neg_", [null], "neg_: expected a tensor, got null; make one with tensor(...)"],
    ["mul", [x, "2"], 'mul: other must be a number or a tensor, got "2"; make one with tensor(...)'],
    ["mul", [x], "mul: missing argument other; write mul(x, other)"],
    ["add", [x, 1, 2], "add: 2 is one argument too many; alpha is given by name: { alpha: 2 }"],
    ["eq", [x, 1, 2], "eq: 1 argument(s) too many, got 2; write eq(x, other)"],
    ["leakyRelu", [x, { slope: 1 }], "leakyRelu: unknown option slope"],
    ["leakyRelu", [x, 0.1, { negativeSlope: 0.2 }], "leakyRelu: negativeSlope is given twice, by position and by name"],
    ["clamp", [x, { minimum: 1 }], "clamp: unknown option minimum"],
    ["clamp", [x, 1, 2, 3], "clamp: 1 argument(s) too many, got 3; write clamp(x, min?, max?)"],
    ["isclose", [x, x, { rTol: 1 }], "isclose: unknown option rTol; did you mean rtol?"],
    ["where", [mask, x], "where: missing argument y; write where(condition, x, y)"],
  ])("%s %#", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(ArgumentError);
    expect(() => call(name, ...args)).toThrow(message);
  });

  test("a setting is no NaN, a value may be", () => {
    expect(() => x.leakyRelu(NaN)).toThrow(new ValueError("leakyRelu: negativeSlope must be a finite number, got NaN"));
    expect(tensor([1]).threshold(2, NaN).toArray()).toEqual([NaN]);
    expect(() => tensor([1]).threshold(NaN, 0)).toThrow(ValueError);
  });

  // Every function of these families, called with one argument that none of them takes.
  const unary = (
    "abs acos asin atan ceil cos cosh erf exp expm1 floor frac log log1p log2 log10 neg reciprocal round rsqrt sigmoid " +
    "sign sin sinh sqrt square tan tanh trunc abs_ ceil_ exp_ floor_ log_ neg_ reciprocal_ round_ rsqrt_ sigmoid_ " +
    "sqrt_ square_ tanh_ trunc_ isfinite isinf isnan logicalNot logsigmoid softsign tanhshrink relu_ atan2 maximum " +
    "minimum mul mul_ fmod remainder rsub floorDivide pow pow_ rpow eq ne ge gt le lt logicalAnd logicalOr logicalXor " +
    "equal clampMin clampMax prelu add add_ sub sub_ div div_ gelu"
  ).split(" ");

  test.each(unary)("%s refuses an option that it does not have", (name) => {
    expect(() => call(name, tensor([1]), { notAnOption: 1 })).toThrow(`${name}: unknown option notAnOption`);
  });
});

describe("inplace", () => {
  type Activation = (x: Tensor, inplace: boolean) => Tensor;
  const activations: Record<string, Activation> = {
    relu: (v, inplace) => v.relu(inplace),
    relu6: (v, inplace) => v.relu6({ inplace }),
    leakyRelu: (v, inplace) => v.leakyRelu(0.2, inplace),
    elu: (v, inplace) => v.elu(1, { inplace }),
    celu: (v, inplace) => v.celu({ alpha: 2, inplace }),
    selu: (v, inplace) => v.selu(inplace),
    silu: (v, inplace) => v.silu(inplace),
    mish: (v, inplace) => v.mish(inplace),
    hardtanh: (v, inplace) => v.hardtanh(-1, 1, inplace),
    hardswish: (v, inplace) => v.hardswish(inplace),
    hardsigmoid: (v, inplace) => v.hardsigmoid(inplace),
    threshold: (v, inplace) => v.threshold(0.1, 7, inplace),
  };

  test.each(Object.entries(activations))("of %s writes the result into x, with the same gradient", (_, activation) => {
    const values = [-4, -0.5, 0.3, 2, 7];
    const run = (inplace: boolean) => {
      const leaf = tensor(values, { requiresGrad: true });
      const input = leaf.mul(1);
      const result = activation(input, inplace);
      expect(result === input).toBe(inplace);
      result.square().sum().backward();
      return [result.toArray(), leaf.grad?.toArray()];
    };
    expect(run(true)).toEqual(run(false));
  });

  test("is refused for a leaf that requires grad, and for a fraction in integers", () => {
    const leaf = tensor([-1, 1], { requiresGrad: true });
    expect(() => leaf.leakyRelu(0.1, true)).toThrow(GradError);
    const ints = tensor([-1, 1], { dtype: "int32" });
    expect(() => ints.leakyRelu(0.1, true)).toThrow(
      new DTypeError("leakyRelu: result type float32 can't be cast to the desired output type int32"),
    );
    expect([leaf.toArray(), ints.toArray()]).toEqual([
      [-1, 1],
      [-1, 1],
    ]);
  });
});
