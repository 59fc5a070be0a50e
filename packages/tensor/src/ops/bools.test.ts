import { DTypeError, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";

const bools = tensor([true, false]);

test("the square of bools is int32", () => {
  const square = bools.square();
  expect([square.dtype, square.toArray()]).toEqual(["int32", [1, 0]]);
  expect(() => bools.square_()).toThrow(
    new DTypeError("square_: result type int32 can't be cast to the desired output type bool"),
  );
});

test("bools on a diagonal", () => {
  const expected = [
    [true, false],
    [false, false],
  ];
  expect(bools.diag().toArray()).toEqual(expected);
  expect(bools.diagEmbed().toArray()).toEqual(expected);
});

test("a 0-d tensor through prelu stays one, whatever the shape of its slope", () => {
  for (const slope of [tensor(0.25), tensor([0.25])]) {
    const y = tensor(-2).prelu(slope);
    expect([y.shape, y.item()]).toEqual([[], -0.5]);
  }
});
