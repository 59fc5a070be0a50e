// Functions of float64, two lanes at a time.

import { scratch } from "./scratch";

const LIMITS = memory.data<f64>([710, -746]);
const LOG2E = memory.data<f64>([1.4426950408889634]);
/** The natural logarithm of 2, in a part that multiplies whole numbers exactly, and the rest. */
const LN2 = memory.data<f64>([6.93147180369123816490e-1, 1.90821492927058770002e-10]);
/** 1.5 * 2^52, and twice an exponent's bias. */
const TO_POWER = memory.data<f64>([6755399441057790]);
const ONE = memory.data<f64>([1]);
/** The reciprocals of the factorials from 13 down to 2. */
const FACTORIALS = memory.data<f64>([
  1.6059043836821613e-10, 2.08767569878681e-9, 2.505210838544172e-8, 2.755731922398589e-7, 2.7557319223985893e-6, 2.48015873015873e-5, 1.984126984126984e-4, 1.388888888888889e-3, 8.333333333333333e-3, 4.1666666666666664e-2, 1.6666666666666666e-1, 0.5,
]);

@inline
function at(constant: usize): v128 {
  return v128.load64_splat(constant);
}

@inline
function mulAdd(a: v128, b: v128, c: v128): v128 {
  return f64x2.relaxed_madd(a, b, c);
}

@inline
function pairOf(r: v128, coefficients: usize): v128 {
  return mulAdd(r, at(coefficients), at(coefficients + 8));
}

/** The exponential, right to a unit of the last place, as in functions.ts. */
@inline
function exp2(x: v128): v128 {
  const bounded = f64x2.pmax(f64x2.pmin(x, at(LIMITS)), at(LIMITS + 8));
  const shifted = mulAdd(bounded, at(LOG2E), at(TO_POWER));
  const n = f64x2.sub(shifted, at(TO_POWER));
  const r = f64x2.sub(f64x2.sub(bounded, f64x2.mul(n, at(LN2))), f64x2.mul(n, at(LN2 + 8)));
  const y = f64x2.mul(r, r);
  const z = f64x2.mul(y, y);
  const high = mulAdd(pairOf(r, FACTORIALS), y, pairOf(r, FACTORIALS + 16));
  const middle = mulAdd(pairOf(r, FACTORIALS + 32), y, pairOf(r, FACTORIALS + 48));
  const low = mulAdd(pairOf(r, FACTORIALS + 64), y, pairOf(r, FACTORIALS + 80));
  const p = mulAdd(mulAdd(mulAdd(high, z, middle), z, low), y, r);
  const half = i64x2.shr_u(shifted, 1);
  const scaled = f64x2.mul(f64x2.add(p, at(ONE)), i64x2.shl(half, 52));
  return f64x2.mul(scaled, i64x2.shl(i64x2.sub(shifted, half), 52));
}

/** The exponentials of the elements from `begin` to `end`; the last one may go through scratch memory and the same loop. */
export function expDouble(x: usize, out: usize, begin: i32, end: i32): void {
  let from = x + (<usize>begin << 3);
  let to = out + (<usize>begin << 3);
  const pairs = <usize>((end - begin) & ~1) << 3;
  const lastFrom = from + pairs;
  const last = to + pairs;
  let stop = last;
  for (let pass = 0; pass < 2; pass++) {
    for (; to < stop; from += 16, to += 16) v128.store(to, exp2(v128.load(from)));
    if (((end - begin) & 1) == 0) return;
    if (pass == 0) v128.store(scratch, v128.load64_zero(lastFrom));
    else store<f64>(last, load<f64>(scratch));
    from = scratch;
    to = scratch;
    stop = scratch + 16;
  }
}
