// The leaky ReLU of a slope for each channel, forward and backward.

import { loadSome, storeSome } from "./lanes";

@inline
function chosen(y: v128, x: v128, slope: v128): v128 {
  return v128.bitselect(y, f32x4.mul(y, slope), f32x4.gt(x, f32x4.splat(0)));
}

function preluRun(y: usize, x: usize, slope: f32, out: usize, n: i32): void {
  const slopes = f32x4.splat(slope);
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; y += 16, x += 16, out += 16) v128.store(out, chosen(v128.load(y), v128.load(x), slopes));
  const rest = n & 3;
  const zero = f32x4.splat(0);
  if (rest > 0) storeSome(out, rest, chosen(loadSome(y, rest, zero), loadSome(x, rest, zero), slopes));
}

/** Neighbours that have a slope each. */
function preluRow(y: usize, x: usize, slopes: usize, out: usize, n: i32): void {
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; y += 16, x += 16, slopes += 16, out += 16) {
    v128.store(out, chosen(v128.load(y), v128.load(x), v128.load(slopes)));
  }
  const rest = n & 3;
  const zero = f32x4.splat(0);
  if (rest > 0) {
    storeSome(out, rest, chosen(loadSome(y, rest, zero), loadSome(x, rest, zero), loadSome(slopes, rest, zero)));
  }
}

/**
 * `y` where `x > 0`, else `slope * y`, for the elements from `begin` to `end`. Each of `channels` slopes is that of `inner`
 * elements in turn.
 */
export function prelu(
  y: usize,
  x: usize,
  slopes: usize,
  channels: i32,
  inner: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  for (let i = begin; i < end; ) {
    const skip = <usize>i << 2;
    const run = i / inner;
    const channel = run % channels;
    let n: i32;
    if (inner == 1) {
      n = min(end - i, channels - channel);
      preluRow(y + skip, x + skip, slopes + (<usize>channel << 2), out + skip, n);
    } else {
      n = min(end - i, (run + 1) * inner - i);
      preluRun(y + skip, x + skip, load<f32>(slopes + (<usize>channel << 2)), out + skip, n);
    }
    i += n;
  }
}
