import type { DType, View } from "@lumbre/tensor/backend";
import { expect, test } from "vitest";
import { GpuBuffer, maxInteger } from "../engine/buffer.js";
import type { Engine } from "../engine/engine.js";
import { areComputable, isComputable } from "./computable.js";

const engine = { machine: { driver: { maxElements: 12 } } } as Engine;

/** A view of a buffer with these values. */
function view(dtype: DType, values: Float32Array | Float64Array | Int32Array, shape = [values.length]): View {
  const buffer = new GpuBuffer(dtype, values.length, values, null);
  return { buffer, shape, strides: shape.map(() => 1), offset: 0, dtype };
}

const floats = (length: number, shape?: number[]): View => view("float32", new Float32Array(length), shape);

test("operands have as many elements as a texture, those of the whole buffer and those that are seen", () => {
  const computable = [floats(12), floats(13, [1]), floats(3, [3, 4]), floats(2, [13]), floats(0)].map((operand) =>
    isComputable(engine, operand, "float32"),
  );
  expect(computable).toEqual([true, false, true, false, true]);
});

test("integers are as large as floats are exact, and float64 is none of the device's", () => {
  for (const value of [maxInteger, -maxInteger]) {
    const beyond = value + Math.sign(value);
    expect(isComputable(engine, view("int32", Int32Array.of(1, value)), "int32")).toBe(true);
    expect(isComputable(engine, view("int32", Int32Array.of(1, beyond)), "int32")).toBe(false);
    expect([value, beyond].map((number) => isComputable(engine, number, "int32"))).toEqual([true, false]);
    expect(isComputable(engine, beyond, "float32")).toBe(true);
  }
  expect(isComputable(engine, view("float64", new Float64Array(2)), "float64")).toBe(false);
  expect(isComputable(engine, 1, "float64")).toBe(false);
});

test("of several all have to be, and one that is not given is", () => {
  expect(areComputable(engine, floats(3), null, floats(12))).toBe(true);
  expect(areComputable(engine, floats(3), null, floats(13))).toBe(false);
});
