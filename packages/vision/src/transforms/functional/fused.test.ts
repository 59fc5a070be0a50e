import { describe, expect, test } from "vitest";
import { fused32, fused64 } from "./fused.js";

describe("a product and a sum that are rounded once", () => {
  // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, in the middle of two float32.
  const factor = 1 + 2 ** -12;

  test.each([
    ["nothing, to the even one", 0, 1 + 2 ** -11],
    ["a little, up", 2 ** -70, 1 + 2 ** -11 + 2 ** -23],
    ["a little, down", -(2 ** -70), 1 + 2 ** -11],
    ["a step of float64, up", 2 ** -52, 1 + 2 ** -11 + 2 ** -23],
    ["a little more than half a step of float64, down", -(2 ** -53) * 1.25, 1 + 2 ** -11],
  ])("float32: the middle of two and %s", (_, c, expected) => {
    expect(fused32(factor, factor, c)).toBe(expected);
    expect(fused32(-factor, factor, -c)).toBe(-expected);
  });

  test("float32: what the product alone would lose", () => {
    expect(fused32(factor, factor, -1)).toBe(Math.fround(2 ** -11 + 2 ** -24));
  });

  test("float64: what the product and the sum lose", () => {
    const near = 1 + 2 ** -27;
    expect(fused64(near, near, -1 - 2 ** -26)).toBe(2 ** -54);
  });
});
