import type { View } from "../../backend/contract.js";
import type { TypedArray } from "../../dtype.js";
import { numel } from "../../shape.js";
import type { BufferPool } from "./bufferPool.js";
import { arrayOf, forEachRun, mergeDims, rowMajor } from "./strided.js";

/** `condition ? a : b`, elementwise. */
export function where(pool: BufferPool, condition: View, a: View | number, b: View | number): TypedArray {
  const { shape } = condition;
  const { dtype } = (typeof a === "number" ? b : a) as View;
  const out = pool.take(dtype, numel(shape));
  const still = { strides: shape.map(() => 0), offset: 0 };
  const runs = mergeDims(shape, [
    condition,
    typeof a === "number" ? still : a,
    typeof b === "number" ? still : b,
    rowMajor(shape),
  ]);
  const test = arrayOf(condition);
  const yes = typeof a === "number" ? new Float64Array([a]) : arrayOf(a);
  const no = typeof b === "number" ? new Float64Array([b]) : arrayOf(b);
  const [stepTest, stepYes, stepNo] = runs.steps;
  forEachRun(runs, ([c, i, j, o]) => {
    for (let n = 0; n < runs.length; n++) {
      out[o + n] = test[c + n * stepTest] !== 0 ? yes[i + n * stepYes] : no[j + n * stepNo];
    }
  });
  return out;
}
