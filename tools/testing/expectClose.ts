import { type NestedArray, type Tensor, type TypedArray, tensor } from "@lumbre/tensor";
import { expect } from "vitest";

/** How far numbers may be apart: `|actual - expected| <= atol + rtol * |expected|`. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

/** Expects the same shape, and elements as close as the tolerance says; NaN equals NaN. Default: 1e-5 relative, 1e-6 absolute. */
export function expectClose(actual: Tensor, expected: Tensor | NestedArray, tolerance: Tolerance = {}): void {
  const wanted =
    typeof expected === "object" && "storage" in expected
      ? (expected as Tensor)
      : tensor(expected as NestedArray, { dtype: "float64" });
  expect(actual.shape).toEqual(wanted.shape);
  compare(actual.readSync(), wanted.readSync(), tolerance);
}

/** {@link expectClose}, and the same dtype. */
export function expectTensor(actual: Tensor, expected: Tensor, tolerance: Tolerance = {}): void {
  expect(actual.dtype).toBe(expected.dtype);
  expectClose(actual, expected, tolerance);
}

function compare(actual: TypedArray, expected: TypedArray, { rtol = 1e-5, atol = 1e-6 }: Tolerance): void {
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i];
    const b = expected[i];
    const close =
      Object.is(a, b) ||
      a === b ||
      (Number.isNaN(a) && Number.isNaN(b)) ||
      Math.abs(a - b) <= atol + rtol * Math.abs(b);
    if (!close)
      expect.fail(
        `element ${i}: got ${a}, expected ${b}; all: [${[...actual].slice(0, 20)}] against [${[...expected].slice(0, 20)}]`,
      );
  }
}
