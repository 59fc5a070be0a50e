import { expect, test } from "vitest";
import { type Closeness, compareTensors } from "./compare.js";
import { type HostTensor, hostArray } from "./hostTensor.js";

function line(dtype: HostTensor["dtype"], ...values: number[]): HostTensor {
  return { dtype, shape: [values.length], data: hostArray(dtype, values) };
}

const closeness: Closeness = { tolerance: 0.01, scale: "element", maxInteger: 1000 };

function compare(actual: number[], expected: number[], options: Partial<Closeness> = {}): number {
  return compareTensors(line("float64", ...actual), line("float64", ...expected), "x", { ...closeness, ...options });
}

test("errors are relative to each element where one is larger than 1", () => {
  expect(compare([100.5, 2], [100, 2])).toBe(0.005);
  expect(() => compare([100, 2.1], [100, 2])).toThrow("x: element 1 is 2.1, expected 2 (error 5.0e-2, allowed 1.0e-2)");
});

test("errors of elements below 1 are relative to 1 beside larger ones, and otherwise to the largest", () => {
  expect(compare([5, 0.109], [5, 0.1])).toBeCloseTo(0.009);
  expect(() => compare([5, 0.111], [5, 0.1])).toThrow("element 1");
  expect(compare([0.5, 0.1004], [0.5, 0.1])).toBeCloseTo(0.0008);
  expect(() => compare([0.5, 0.109], [0.5, 0.1])).toThrow("element 1");
  expect(() => compare([1e-30, 2e-30], [1e-30, 1e-30])).toThrow("element 1");
});

test("errors are relative to a tensor's largest finite element where many are summed up", () => {
  expect(compare([100, 2.5], [100, 2], { scale: "tensor" })).toBe(0.005);
  expect(compare([-100, 2.5], [-100, 2], { scale: "tensor" })).toBe(0.005);
  expect(() => compare([100, 3.5], [100, 2], { scale: "tensor" })).toThrow("element 1");
  expect(() => compare([Infinity, 3], [Infinity, 2], { scale: "tensor" })).toThrow("element 1");
});

test("an error of the tolerance passes, and one above it does not", () => {
  expect(compare([1.25], [1], { tolerance: 0.25 })).toBe(0.25);
  expect(() => compare([1.2500001], [1], { tolerance: 0.25 })).toThrow("element 0");
});

test("what is no number has to be the same", () => {
  expect(compare([NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity])).toBe(0);
  for (const [actual, expected] of [
    [NaN, 1],
    [1, NaN],
    [Infinity, 1],
    [1, Infinity],
    [Infinity, -Infinity],
    [NaN, Infinity],
    [Infinity, NaN],
  ]) {
    expect(() => compare([actual], [expected])).toThrow(`element 0 is ${actual}, expected ${expected}`);
  }
  expect(compare([0], [-0])).toBe(0);
});

test("integers have to be the same up to the largest that is exact", () => {
  const integers = (actual: number, expected: number): number =>
    compareTensors(line("int32", 0, actual), line("int32", 0, expected), "x", { ...closeness, tolerance: 1 });
  expect(integers(1000, 1000)).toBe(0);
  expect(() => integers(999, 1000)).toThrow(
    /^x: element 1 is 999, expected 1000; got \[0, 999\], expected \[0, 1000\]$/,
  );
  expect(() => integers(-999, -1000)).toThrow("element 1");
  expect(integers(1002, 1001)).toBe(0);
  expect(integers(-1002, -1001)).toBe(0);
});

test("dtype, shape and the number of elements have to be the same", () => {
  const one = line("float32", 1);
  expect(() => compareTensors(line("float64", 1), one, "x", closeness)).toThrow(
    "x: got float64 [1], expected float32 [1]",
  );
  expect(() => compareTensors({ ...one, shape: [] }, one, "x", closeness)).toThrow(
    "x: got float32 [], expected float32 [1]",
  );
  expect(() => compareTensors({ ...one, data: new Float32Array(2) }, one, "x", closeness)).toThrow(
    "x: float32 [1] has 2 elements",
  );
  expect(compareTensors(line("float32"), line("float32"), "x", closeness)).toBe(0);
});

test("twelve elements are shown, and that there are more", () => {
  const zeros = new Array<number>(12).fill(0);
  expect(() => compare([1, ...zeros.slice(1)], zeros)).toThrow(/got \[1(, 0){11}\]/);
  expect(() => compare([1, ...zeros], [0, ...zeros])).toThrow(/got \[1(, 0){11}, \.\.\.\]/);
});
