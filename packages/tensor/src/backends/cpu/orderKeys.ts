import type { TypedArray } from "../../dtype.js";

/** The words in the key of an element: two for float64, else one. */
export function wordsOf(x: TypedArray): number {
  return x instanceof Float64Array ? 2 : 1;
}

/**
 * Keys of the elements `i`, `i + step`, ... that compare as signed integers, NaN as the largest and -0 as 0; with `descending`
 * the other way about. Of a float64 the second word counts first, and the first one is unsigned.
 */
export function writeKeys(x: TypedArray, i: number, step: number, descending: boolean, keys: Int32Array): void {
  const flip = descending ? -1 : 0;
  if (x instanceof Float32Array) writeFloatKeys(new Int32Array(x.buffer, x.byteOffset, x.length), i, step, flip, keys);
  else if (x instanceof Float64Array) writeDoubleKeys(x, i, step, flip, keys);
  else for (let k = 0; k < keys.length; k++, i += step) keys[k] = x[i] ^ flip;
}

/** Without a jump on the sign, which nobody can foresee: minus the size where it is set. */
function writeFloatKeys(bits: Int32Array, i: number, step: number, flip: number, keys: Int32Array): void {
  for (let k = 0; k < keys.length; k++, i += step) {
    const sign = bits[i] >> 31;
    const size = bits[i] & 0x7fffffff;
    keys[k] = (size > 0x7f800000 ? 0x7fffffff : (size ^ sign) - sign) ^ flip;
  }
}

function writeDoubleKeys(x: Float64Array, i: number, step: number, flip: number, keys: Int32Array): void {
  const number = new Float64Array(1);
  const bits = new Int32Array(number.buffer);
  for (let k = 0; k < keys.length; k += 2, i += step) {
    number[0] = x[i] + 0;
    const sign = bits[1] >> 31;
    const isNumber = !Number.isNaN(x[i]);
    keys[k] = (isNumber ? bits[0] ^ sign : -1) ^ flip;
    keys[k + 1] = (isNumber ? bits[1] ^ (sign & 0x7fffffff) : 0x7fffffff) ^ flip;
  }
}
