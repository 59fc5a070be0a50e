import { describe, expect, test } from "vitest";
import { ArgumentError, canCast, DTypeError, promoteTypes, resultType, tensor } from "./index.js";

test("the common dtype", () => {
  expect(promoteTypes("uint8", "int32")).toBe("int32");
  expect(canCast("float64", "int32")).toBe(false);
  expect(resultType(tensor([1], { dtype: "int32" }), 0.5)).toBe("float32");
  expect(resultType(1, 2)).toBe("int32");
});

describe("what is wrong says what to write", () => {
  const wrong = (fn: unknown) => fn as (...args: unknown[]) => unknown;
  test.each<[() => unknown, Error]>([
    [
      () => wrong(promoteTypes)("int64", "int32"),
      new DTypeError(
        'promoteTypes: unknown type1 "int64"; expected one of bool, uint8, int32, float32, float64; labels and indices are int32',
      ),
    ],
    [
      () => wrong(promoteTypes)("int32"),
      new ArgumentError("promoteTypes: missing argument type2; write promoteTypes(type1, type2)"),
    ],
    [
      () => wrong(canCast)("int32", 1),
      new DTypeError("canCast: unknown to 1; expected one of bool, uint8, int32, float32, float64"),
    ],
    [
      () => wrong(canCast)("int32", "bool", 1),
      new ArgumentError("canCast: 1 argument(s) too many, got 1; write canCast(from, to)"),
    ],
    [
      () => wrong(resultType)("int32"),
      new ArgumentError('resultType: operand 1 must be a number or a tensor, got "int32"; make one with tensor(...)'),
    ],
    [() => wrong(resultType)(), new ArgumentError("resultType: expected tensors and numbers; got nothing")],
  ])("%#", (call, error) => {
    expect(call).toThrow(error);
  });
});
