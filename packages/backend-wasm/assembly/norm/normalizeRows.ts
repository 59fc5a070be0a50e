// Normalisation of rows whose elements have weights and biases of their own: row i has those of row `i % period`.

import { madd } from "../matmul/gemm";
import { loadSome, storeSome } from "../lanes";
import { scaleOf, statisticsOf } from "./normalize";
import { weightedGradSums } from "./normSums";
import { scratch } from "../scratch";

/** `((x - mean) scale + shift) weight + bias`. */
function affineRow(
  x: usize,
  weight: usize,
  bias: usize,
  n: i32,
  mean: f32,
  scale: f32,
  shift: f32,
  out: usize,
): void {
  const m = f32x4.splat(mean);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const vectors = out + (<usize>(n & ~3) << 2);
  for (; out < vectors; out += 16, x += 16, weight += 16, bias += 16) {
    const y = madd(f32x4.sub(v128.load(x), m), s, t);
    v128.store(out, madd(y, v128.load(weight), v128.load(bias)));
  }
  const rest = n & 3;
  if (rest != 0) {
    const y = madd(f32x4.sub(loadSome(x, rest, m), m), s, t);
    storeSome(out, rest, madd(y, loadSome(weight, rest, m), loadSome(bias, rest, m)));
  }
}

/** The rows from `begin` to `end`. */
export function normalizeRows(
  x: usize,
  weight: usize,
  bias: usize,
  eps: f64,
  period: i32,
  n: i32,
  out: usize,
  means: usize,
  variances: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  for (let i = begin; i < end; i++) {
    const at = <usize>i * bytes;
    const mean = means + (<usize>i << 2);
    const variance = variances + (<usize>i << 2);
    const excess = statisticsOf(x + at, 1, bytes, n, mean, variance);
    const scale = scaleOf(<f64>load<f32>(variance), eps);
    const parameter = <usize>(i % period) * bytes;
    const shift = <f32>(excess * scale);
    affineRow(x + at, weight + parameter, bias + parameter, n, load<f32>(mean), <f32>scale, shift, out + at);
  }
}

/**
 * The gradient of x, `a g weight + b (x - mean) + c`, and what the row adds to those of the weights and biases,
 * `a g (x - mean)` and g.
 */
function gradRow(
  g: usize,
  x: usize,
  weight: usize,
  n: i32,
  mean: f32,
  a: f32,
  b: f32,
  c: f32,
  out: usize,
  weightGrad: usize,
  biasGrad: usize,
): void {
  const m = f32x4.splat(mean);
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  const c4 = f32x4.splat(c);
  const vectors = out + (<usize>(n & ~3) << 2);
  for (; out < vectors; out += 16, x += 16, g += 16, weight += 16, weightGrad += 16, biasGrad += 16) {
    const g4 = v128.load(g);
    const scaled = f32x4.mul(g4, a4);
    const centred = f32x4.sub(v128.load(x), m);
    v128.store(out, madd(scaled, v128.load(weight), madd(centred, b4, c4)));
    v128.store(weightGrad, madd(scaled, centred, v128.load(weightGrad)));
    v128.store(biasGrad, f32x4.add(g4, v128.load(biasGrad)));
  }
  const end = out + (<usize>(n & 3) << 2);
  for (; out < end; out += 4, x += 4, g += 4, weight += 4, weightGrad += 4, biasGrad += 4) {
    const scaled = load<f32>(g) * a;
    const centred = load<f32>(x) - mean;
    store<f32>(out, scaled * load<f32>(weight) + (centred * b + c));
    store<f32>(weightGrad, load<f32>(weightGrad) + scaled * centred);
    store<f32>(biasGrad, load<f32>(biasGrad) + load<f32>(g));
  }
}

/**
 * The gradient of x for the pieces from `begin` to `end`, each of `grain` rows but the last; and a piece's share of the
 * gradients of all weights, followed by those of all biases, at `parts`.
 */
export function normalizeRowsGrad(
  g: usize,
  x: usize,
  weight: usize,
  means: usize,
  variances: usize,
  eps: f64,
  period: i32,
  n: i32,
  rows: i32,
  grain: i32,
  out: usize,
  parts: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  const half = <usize>period * bytes;
  for (let piece = begin; piece < end; piece++) {
    const part = parts + <usize>piece * 2 * half;
    memory.fill(part, 0, 2 * half);
    const stop = min(rows, (piece + 1) * grain);
    for (let i = piece * grain; i < stop; i++) {
      const at = <usize>i * bytes;
      const parameter = <usize>(i % period) * bytes;
      const mean = load<f32>(means + (<usize>i << 2));
      const scale = scaleOf(<f64>load<f32>(variances + (<usize>i << 2)), eps);
      weightedGradSums(g + at, weight + parameter, x + at, n, mean, scratch);
      const b = <f32>((-load<f64>(scratch, 8) * scale * scale * scale) / <f64>n);
      const c = <f32>((-load<f64>(scratch) * scale) / <f64>n);
      const to = part + parameter;
      gradRow(g + at, x + at, weight + parameter, n, mean, <f32>scale, b, c, out + at, to, to + half);
    }
  }
}

/** `(x - mean) scale + bias` with one of each per element, over the rows from `begin` to `end`. */
export function scaleRows(
  x: usize,
  means: usize,
  scales: usize,
  biases: usize,
  n: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  for (let i = begin; i < end; i++) {
    const row = x + <usize>i * bytes;
    scaleRow(row, means, scales, biases, n, out + <usize>i * bytes);
  }
}

function scaleRow(x: usize, mean: usize, scale: usize, bias: usize, n: i32, out: usize): void {
  const vectors = out + (<usize>(n & ~3) << 2);
  for (; out < vectors; out += 16, x += 16, mean += 16, scale += 16, bias += 16) {
    v128.store(out, madd(f32x4.sub(v128.load(x), v128.load(mean)), v128.load(scale), v128.load(bias)));
  }
  const end = out + (<usize>(n & 3) << 2);
  for (; out < end; out += 4, x += 4, mean += 4, scale += 4, bias += 4) {
    store<f32>(out, (load<f32>(x) - load<f32>(mean)) * load<f32>(scale) + load<f32>(bias));
  }
}
