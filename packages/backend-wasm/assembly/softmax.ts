// Softmax and what is made of it, over rows without gaps. The largest element is taken off first, so that no exponential
// overflows; a row of nothing but -Infinity, or with Infinity or NaN in it, gives NaN.

import { expNegative, log4 } from "./functions";
import { loadSome, storeSome } from "./lanes";
import { highHalf } from "./reduce";

/** The largest element; a NaN is passed over, because the exponentials will show it. */
function largest(x: usize, n: i32): f32 {
  const vectors = x + (<usize>(n & ~3) << 2);
  const quads = x + (<usize>(n & ~15) << 2);
  let most = f32x4.splat(-Infinity);
  let second = most;
  let third = most;
  let fourth = most;
  for (; x < quads; x += 64) {
    most = f32x4.pmax(most, v128.load(x));
    second = f32x4.pmax(second, v128.load(x, 16));
    third = f32x4.pmax(third, v128.load(x, 32));
    fourth = f32x4.pmax(fourth, v128.load(x, 48));
  }
  most = f32x4.pmax(f32x4.pmax(most, second), f32x4.pmax(third, fourth));
  for (; x < vectors; x += 16) most = f32x4.pmax(most, v128.load(x));
  const rest = n & 3;
  if (rest != 0) most = f32x4.pmax(most, loadSome(x, rest, f32x4.splat(-Infinity)));
  most = f32x4.pmax(most, v128.shuffle<f64>(most, most, 1, 0));
  const even = f32x4.extract_lane(most, 0);
  const odd = f32x4.extract_lane(most, 1);
  return even < odd ? odd : even;
}

/**
 * The sum of exp(x - most) over a row, in double precision; `isStored`: the exponentials go to `out`. Two vectors at a
 * time, for one exponential is a long chain of dependent steps.
 */
@inline
function sumExponentials(isStored: bool, x: usize, most: f32, n: i32, out: usize): f64 {
  const shift = f32x4.splat(most);
  const vectors = x + (<usize>(n & ~3) << 2);
  const pairs = x + (<usize>(n & ~7) << 2);
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (; x < pairs; x += 32, out += 32) {
    const e = expNegative(f32x4.sub(v128.load(x), shift));
    const f = expNegative(f32x4.sub(v128.load(x, 16), shift));
    if (isStored) v128.store(out, e);
    if (isStored) v128.store(out, f, 16);
    low = f64x2.add(low, f64x2.add(f64x2.promote_low_f32x4(e), f64x2.promote_low_f32x4(f)));
    high = f64x2.add(high, f64x2.add(highHalf(e), highHalf(f)));
  }
  const rest = n & 3;
  for (; x < vectors || (x == vectors && rest != 0); x += 16, out += 16) {
    const isWhole = x < vectors;
    const row = isWhole ? v128.load(x) : loadSome(x, rest, f32x4.splat(-Infinity));
    const e = expNegative(f32x4.sub(row, shift));
    if (isStored) {
      if (isWhole) v128.store(out, e);
      else storeSome(out, rest, e);
    }
    low = f64x2.add(low, f64x2.promote_low_f32x4(e));
    high = f64x2.add(high, highHalf(e));
  }
  const sums = f64x2.add(low, high);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function storeExponentials(x: usize, most: f32, n: i32, out: usize): f64 {
  return sumExponentials(true, x, most, n, out);
}

function totalOf(x: usize, most: f32, n: i32): f64 {
  return sumExponentials(false, x, most, n, 0);
}

function logOf(total: f64): f32 {
  return f32x4.extract_lane(log4(f32x4.splat(<f32>total)), 0);
}

/** The rows from `begin` to `end`, which may be written in place. */
export function softmax(x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  const bytes = <usize>n << 2;
  for (let i = <usize>begin; i < <usize>end; i++) {
    let to = out + i * bytes;
    const total = storeExponentials(x + i * bytes, largest(x + i * bytes, n), n, to);
    const scale = <f32>(1 / total);
    const lanes = f32x4.splat(scale);
    const vectors = to + (<usize>(n & ~3) << 2);
    const stop = to + bytes;
    for (; to < vectors; to += 16) v128.store(to, f32x4.mul(v128.load(to), lanes));
    for (; to < stop; to += 4) store<f32>(to, load<f32>(to) * scale);
  }
}

/** The logarithms of the above. */
export function logSoftmax(x: usize, n: i32, out: usize, begin: i32, end: i32): void {
  const bytes = <usize>n << 2;
  for (let i = <usize>begin; i < <usize>end; i++) {
    let from = x + i * bytes;
    let to = out + i * bytes;
    const most = largest(from, n);
    const shift = logOf(totalOf(from, most, n));
    const mostLanes = f32x4.splat(most);
    const shiftLanes = f32x4.splat(shift);
    const vectors = to + (<usize>(n & ~3) << 2);
    const stop = to + bytes;
    for (; to < vectors; to += 16, from += 16) {
      v128.store(to, f32x4.sub(f32x4.sub(v128.load(from), mostLanes), shiftLanes));
    }
    for (; to < stop; to += 4, from += 4) store<f32>(to, load<f32>(from) - most - shift);
  }
}

/**
 * Minus the logarithm of each row's probability of its label, and what the gradient needs of the row: its largest
 * element, and the logarithm of the sum of exponentials less that. 0 for rows whose label is `ignored`.
 */
export function crossEntropy(
  x: usize,
  n: i32,
  labels: usize,
  ignored: f64,
  losses: usize,
  statistics: usize,
  begin: i32,
  end: i32,
): void {
  for (let i = <usize>begin; i < <usize>end; i++) {
    const label = load<i32>(labels + (i << 2));
    let most: f32 = 0;
    let shift: f32 = 0;
    let loss: f32 = 0;
    if (<f64>label != ignored) {
      const row = x + ((i * <usize>n) << 2);
      most = largest(row, n);
      shift = logOf(totalOf(row, most, n));
      loss = shift - (load<f32>(row + (<usize>label << 2)) - most);
    }
    store<f32>(losses + (i << 2), loss);
    store<f32>(statistics + (i << 3), most);
    store<f32>(statistics + (i << 3), shift, 4);
  }
}

/**
 * The gradient of the losses' sum, or with a `gradStep` of the losses: the probabilities, less 1 at the label, times the
 * gradient of the loss over the divisor.
 */
export function crossEntropyGrad(
  grad: usize,
  gradStep: usize,
  divisor: f64,
  x: usize,
  n: i32,
  labels: usize,
  ignored: f64,
  statistics: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  for (let i = <usize>begin; i < <usize>end; i++) {
    const label = load<i32>(labels + (i << 2));
    const to = out + i * bytes;
    if (<f64>label == ignored) {
      memory.fill(to, 0, bytes);
      continue;
    }
    const scale = <f32>(<f64>load<f32>(grad + i * gradStep) / divisor);
    probabilities(x + i * bytes, n, load<f32>(statistics + (i << 3)), load<f32>(statistics + (i << 3), 4), scale, to);
    const labelled = to + (<usize>label << 2);
    store<f32>(labelled, load<f32>(labelled) - scale);
  }
}

/** The probabilities of a row, times `scale`. */
function probabilities(from: usize, n: i32, most: f32, shift: f32, scale: f32, to: usize): void {
  const mosts = f32x4.splat(most);
  const shifts = f32x4.splat(shift);
  const scales = f32x4.splat(scale);
  const vectors = to + (<usize>(n & ~3) << 2);
  const pairs = to + (<usize>(n & ~7) << 2);
  for (; to < pairs; to += 32, from += 32) {
    const e = expNegative(f32x4.sub(f32x4.sub(v128.load(from), mosts), shifts));
    const f = expNegative(f32x4.sub(f32x4.sub(v128.load(from, 16), mosts), shifts));
    v128.store(to, f32x4.mul(e, scales));
    v128.store(to, f32x4.mul(f, scales), 16);
  }
  for (; to < vectors; to += 16, from += 16) {
    v128.store(to, f32x4.mul(expNegative(f32x4.sub(f32x4.sub(v128.load(from), mosts), shifts)), scales));
  }
  const rest = n & 3;
  if (rest == 0) return;
  const row = loadSome(from, rest, mosts);
  storeSome(to, rest, f32x4.mul(expNegative(f32x4.sub(f32x4.sub(row, mosts), shifts)), scales));
}
