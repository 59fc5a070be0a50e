import { integerRange, type TypedArray } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import type { BufferPool } from "./bufferPool.js";

// Sums, products and counts of integers are int64 in PyTorch. Here they are int32, and have to fit.

/** Whole numbers as int32, all of which have to fit; gives the doubles back to the pool. */
export function narrowed(pool: BufferPool, op: string, values: TypedArray): TypedArray {
  requireInside(op, values);
  const out = pool.take("int32", values.length);
  out.set(values);
  pool.give(values);
  return out;
}

/** Throws unless all of some whole numbers fit int32. */
export function requireInside(op: string, values: TypedArray): void {
  const [least, most] = integerRange("int32");
  for (let i = 0; i < values.length; i++) {
    if (values[i] >= least && values[i] <= most) continue;
    // A product of an infinity with a zero: all that was multiplied is finite, so it is 0.
    if (Number.isNaN(values[i])) values[i] = 0;
    else
      throw new ValueError(
        `${op}: the result ${values[i]} does not fit int32, which holds ${least} to ${most}; convert with ` +
          '.to("float64") first',
      );
  }
}
