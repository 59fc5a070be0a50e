import { describe, expect, test } from "vitest";
import { ones } from "../creation/fill.js";
import { ArgumentError, DTypeError, ValueError } from "../errors.js";
import { bind, requireNames } from "./bind.js";
import { aBoolean, aFiniteNumber, aNumber, anything, nullable, oneOf, sizes } from "./kinds.js";
import { defineSignature, formatSignature, named, optional, required } from "./signature.js";
import { aDType, anOperand, aTensor, tensors } from "./tensorKinds.js";

const x = ones(2, 3);
const pool = defineSignature(
  "pool",
  required("x", aTensor),
  required("kernelSize", sizes),
  optional("stride", nullable(sizes), null),
  optional("padding", sizes, 0),
  optional("ceilMode", aBoolean, false),
  named("dtype", nullable(aDType), null),
);
const call = (...given: unknown[]) => bind(pool, given);

describe("what is given ends in the signature's order", () => {
  test.each<[string, unknown[]]>([
    ["by position", [x, 2, 3, 1, true]],
    ["by name", [x, { kernelSize: 2, stride: 3, padding: 1, ceilMode: true }]],
    ["mixed", [x, 2, { stride: 3, padding: 1, ceilMode: true }]],
    ["mixed later", [x, 2, 3, 1, { ceilMode: true }]],
    ["with undefined, which is left out", [x, 2, 3, 1, true, undefined]],
    [
      "by an object without a prototype",
      [x, 2, Object.assign(Object.create(null), { stride: 3, padding: 1, ceilMode: true })],
    ],
    ["a name that is undefined", [x, 2, 3, 1, { ceilMode: true, dtype: undefined }]],
  ])("%s", (_, given) => {
    expect(call(...given)).toEqual([x, 2, 3, 1, true, null]);
  });

  test("defaults", () => {
    expect(call(x, 2)).toEqual([x, 2, null, 0, false, null]);
    expect(call(x, 2, undefined, 1)).toEqual([x, 2, null, 1, false, null]);
    expect(call(x, 2, {})).toEqual([x, 2, null, 0, false, null]);
    expect(call(x, 2, 1, 1, true, { dtype: "int32" })[5]).toBe("int32");
    expect(call(x, 2, 1, 1, true, {})).toEqual([x, 2, 1, 1, true, null]);
  });

  test("a parameter that takes objects takes one at the end", () => {
    const signature = defineSignature(
      "load",
      required("state", { ...aBoolean, accepts: (v): v is boolean => typeof v === "object" }),
    );
    const state = { weight: 1 };
    expect(bind(signature, [state])).toEqual([state]);
  });
});

describe("what is wrong says what to write", () => {
  const usage = "pool(x, kernelSize, stride?, padding?, ceilMode?, { dtype? })";
  test.each<[unknown[], string]>([
    [[x, 2, { strides: 2 }], "pool: unknown option strides; did you mean stride?"],
    [[x, 2, { ceil_mode: true }], "pool: unknown option ceil_mode; did you mean ceilMode?"],
    [[x, 2, { poolSize: 2 }], "pool: unknown option poolSize; did you mean kernelSize?"],
    [[x, 2, { qqqq: 2 }], "pool: unknown option qqqq; it takes x, kernelSize, stride, padding, ceilMode, dtype"],
    [[x, 2, 3, { stride: 3 }], "pool: stride is given twice, by position and by name"],
    [[x, 2, 3, 1, true, "int32"], 'pool: "int32" is one argument too many; dtype is given by name: { dtype: "int32" }'],
    [[x, 2, 3, 1, true, null, 5], `pool: 1 argument(s) too many, got 5; write ${usage}`],
    [[x], `pool: missing argument kernelSize; write ${usage}`],
    [[x, 2, null, null], "pool: padding must be a number or a list of numbers, got null"],
    [[x, 2, "3"], 'pool: stride must be a number or a list of numbers, got "3"'],
    [[x, 2, { padding: ["1"] }], 'pool: padding must be a number or a list of numbers, got ["1"]'],
    [
      [x, 2, { stride: 1 }, { padding: 1 }],
      "pool: stride must be a number or a list of numbers, got an object with stride",
    ],
    [[x, 2, 1, 1, 1], "pool: ceilMode must be true or false, got 1"],
    [[[1, 2], 2], "pool: expected a tensor, got an array; make one with tensor(...)"],
    [[x, 2, new Map()], "pool: stride must be a number or a list of numbers, got an instance of Map"],
    [
      [x, 2, { constructor: 1 }],
      "pool: unknown option constructor; it takes x, kernelSize, stride, padding, ceilMode, dtype",
    ],
  ])("%#", (given, message) => {
    expect(() => call(...given)).toThrow(new ArgumentError(message));
  });

  test("a dtype that is none, and a word that is none", () => {
    expect(() => call(x, 2, { dtype: "int64" })).toThrow(
      new DTypeError(
        'pool: unknown dtype "int64"; expected one of bool, uint8, int32, float32, float64; labels and indices are int32',
      ),
    );
    const signature = defineSignature(
      "loss",
      optional("reduction", oneOf("mean", "sum", "none"), "mean"),
      optional("eps", aFiniteNumber, 0),
    );
    expect(() => bind(signature, ["avg"])).toThrow(
      new ValueError('loss: "avg" is not a valid value for reduction; expected "mean", "sum" or "none"'),
    );
    expect(() => bind(signature, ["sum", Number.NaN])).toThrow(
      new ValueError("loss: eps must be a finite number, got NaN"),
    );
    expect(() => bind(signature, ["sum", "1"])).toThrow(
      new ArgumentError('loss: eps must be a finite number, got "1"'),
    );
  });

  test("operands and lists of tensors", () => {
    const add = defineSignature(
      "add",
      required("x", aTensor),
      required("other", anOperand),
      named("alpha", aNumber, 1),
    );
    expect(() => bind(add, [x, "2"])).toThrow(
      'add: other must be a number or a tensor, got "2"; make one with tensor(...)',
    );
    const cat = defineSignature("cat", required("tensors", tensors), optional("dim", aNumber, 0));
    expect(() => bind(cat, [x, x])).toThrow("cat: tensors must be a list of tensors; write cat([a, b])");
    expect(() => bind(cat, [[x, null]])).toThrow(
      "cat: tensors[1] must be a tensor, got null; make one with tensor(...)",
    );
  });

  test("names of an object that is no argument", () => {
    expect(() => requireNames("SGD", { params: [], learningRate: 1 }, ["params", "lr"])).toThrow(
      new ArgumentError("SGD: unknown option learningRate; did you mean lr?"),
    );
  });
});

test("a signature as it is written", () => {
  expect(formatSignature(pool)).toBe("pool(x, kernelSize, stride?, padding?, ceilMode?, { dtype? })");
});

test("an object that a parameter takes by position is no list of options", () => {
  const signature = defineSignature("f", required("data", anything), required("n", aNumber));
  expect(bind(signature, [{ a: 1 }, 2])).toEqual([{ a: 1 }, 2]);
  expect(bind(signature, [{ a: 1 }, { n: 2 }])).toEqual([{ a: 1 }, 2]);
  expect(() => bind(signature, [{ a: 1 }])).toThrow("f: missing argument n; write f(data, n)");
});
