// The gradient that comes back through a ReLU, and its sums per channel.

import { highHalf } from "./reduce";

/** Planes `begin` to `end`, of `size` elements each: 0 where `result` is <= 0, and the sum of the rest as a double. */
export function reluGradPlanes(grad: usize, result: usize, size: i32, out: usize, sums: usize, begin: i32, end: i32): void {
  const skip = <usize>(begin * size) << 2;
  grad += skip;
  result += skip;
  out += skip;
  const vectors = <usize>(size & ~3) << 2;
  const bytes = <usize>size << 2;
  for (let p = begin; p < end; p++) {
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    let i: usize = 0;
    for (; i < vectors; i += 16) {
      const held = v128.andnot(v128.load(grad + i), f32x4.le(v128.load(result + i), f32x4.splat(0)));
      v128.store(out + i, held);
      low = f64x2.add(low, f64x2.promote_low_f32x4(held));
      high = f64x2.add(high, highHalf(held));
    }
    const both = f64x2.add(low, high);
    let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
    for (; i < bytes; i += 4) {
      const held: f32 = load<f32>(result + i) <= 0 ? 0 : load<f32>(grad + i);
      store<f32>(out + i, held);
      sum += held;
    }
    store<f64>(sums + (<usize>p << 3), sum);
    grad += bytes;
    result += bytes;
    out += bytes;
  }
}

/** The sums of `batch` rows of doubles, one per channel. */
export function sumPlanes(sums: usize, batch: i32, channels: i32, out: usize): void {
  for (let c = 0; c < channels; c++) {
    let sum: f64 = 0;
    for (let n = 0; n < batch; n++) sum += load<f64>(sums + (<usize>(n * channels + c) << 3));
    store<f32>(out + (<usize>c << 2), <f32>sum);
  }
}
