import { expect, test } from "vitest";
import { DTypeError, ShapeError, tensor, zeros } from "../index.js";
import { defineBinaryOp } from "../ops/elementwise.js";
import { applyInPlace } from "./inPlace.js";
import { noGradient } from "./op.js";

const isEqualOp = defineBinaryOp({
  name: "isEqual",
  kernel: "eq",
  dtype: "bool",
  grad: noGradient("a comparison is a step function"),
});

test("a result of another dtype is refused, and nothing changes", () => {
  const x = tensor([1, 2]);
  expect(() => applyInPlace(isEqualOp, [x, tensor([1, 3])], undefined)).toThrow(
    new DTypeError("isEqual_: result type bool cannot be stored in a float32 tensor"),
  );
  expect([x.toArray(), x.storage.version]).toEqual([[1, 2], 0]);
  const mask = tensor([true, false]);
  expect(applyInPlace(isEqualOp, [mask, tensor([false, false])], undefined)).toBe(mask);
  expect(mask.toArray()).toEqual([false, true]);
});

test("stretched tensors are written where every element has its own memory", () => {
  expect(zeros(0, 1).expand(0, 3).add_(1).shape).toEqual([0, 3]);
  const one = tensor(5);
  one.expand(1).add_(1);
  expect(one.item()).toBe(6);
  expect(() => one.expand(2).add_(1)).toThrow(ShapeError);
  expect(one.item()).toBe(6);
});
