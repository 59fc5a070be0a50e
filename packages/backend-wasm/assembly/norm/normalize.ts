// Normalisation of groups, float32. A group is some runs of `n` elements, `runStep` bytes apart; groups are `step` bytes
// apart. Run r of group i has the weight and bias `(i % period) * channels + r`, or `i` where all runs of a group have
// the same, as across a batch (`channels` 0). An address of 0 stands for weights of 1, or biases of 0.

import { madd } from "../matmul/gemm";
import { loadSome, storeSome } from "../lanes";
import { addMoments, GRAD_SUMS, gradSums, roughSum } from "./normSums";
import { positive } from "../epilogue";
import { scratch } from "../scratch";

/** The reciprocal of the standard deviation. */
@inline
export function scaleOf(variance: f64, eps: f64): f64 {
  return 1 / sqrt(variance + eps);
}

/** `(x - mean) scale + shift`. */
export function scaleRun(x: usize, n: i32, mean: f32, scale: f32, shift: f32, out: usize): void {
  const m = f32x4.splat(mean);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const pairs = out + (<usize>(n & ~7) << 2);
  for (; out < pairs; out += 32, x += 32) {
    v128.store(out, madd(f32x4.sub(v128.load(x), m), s, t));
    v128.store(out, madd(f32x4.sub(v128.load(x, 16), m), s, t), 16);
  }
  if ((n & 4) != 0) {
    v128.store(out, madd(f32x4.sub(v128.load(x), m), s, t));
    x += 16;
    out += 16;
  }
  if ((n & 3) != 0) storeSome(out, n & 3, madd(f32x4.sub(loadSome(x, n & 3, m), m), s, t));
}

/** {@link scaleRun}, and 0 for what is negative. */
function scaleReluRun(x: usize, n: i32, mean: f32, scale: f32, shift: f32, out: usize): void {
  const m = f32x4.splat(mean);
  const s = f32x4.splat(scale);
  const t = f32x4.splat(shift);
  const end = out + (<usize>(n & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, positive(madd(f32x4.sub(v128.load(x), m), s, t)));
  if ((n & 3) != 0) storeSome(out, n & 3, positive(madd(f32x4.sub(loadSome(x, n & 3, m), m), s, t)));
}

/** `a g + b (x - mean) + c`. */
function gradRun(g: usize, x: usize, n: i32, mean: f32, a: f32, b: f32, c: f32, out: usize): void {
  const m = f32x4.splat(mean);
  const a4 = f32x4.splat(a);
  const b4 = f32x4.splat(b);
  const c4 = f32x4.splat(c);
  const pairs = out + (<usize>(n & ~7) << 2);
  for (; out < pairs; out += 32, x += 32, g += 32) {
    v128.store(out, madd(v128.load(g), a4, madd(f32x4.sub(v128.load(x), m), b4, c4)));
    v128.store(out, madd(v128.load(g, 16), a4, madd(f32x4.sub(v128.load(x, 16), m), b4, c4)), 16);
  }
  if ((n & 4) != 0) {
    v128.store(out, madd(v128.load(g), a4, madd(f32x4.sub(v128.load(x), m), b4, c4)));
    x += 16;
    g += 16;
    out += 16;
  }
  const rest = n & 3;
  if (rest != 0) {
    const along = madd(f32x4.sub(loadSome(x, rest, m), m), b4, c4);
    storeSome(out, rest, madd(loadSome(g, rest, m), a4, along));
  }
}

/**
 * The mean and the variance of a group, at `mean` and `variance`; and how far the mean that is stored lies above the true
 * one. In two passes: where the mean is large, the squares of the elements would cancel. The second pass starts from a
 * mean that is about right and mends it.
 */
export function statisticsOf(x: usize, runs: i32, runStep: usize, n: i32, mean: usize, variance: usize): f64 {
  const count = <f64>runs * <f64>n;
  if (runStep == <usize>n << 2) {
    n *= runs;
    runs = 1;
  }
  let sum: f64 = 0;
  for (let r = 0; r < runs; r++) sum += roughSum(x + <usize>r * runStep, n);
  const centre = <f32>(sum / count);
  store<f64>(scratch, 0);
  store<f64>(scratch, 0, 8);
  for (let r = 0; r < runs; r++) addMoments(x + <usize>r * runStep, n, centre, scratch);
  const missing = load<f64>(scratch) / count;
  // Infinities among the elements leave nothing to mend.
  const exact = <f64>centre + (missing == missing ? missing : 0);
  const rounded = <f32>exact;
  store<f32>(mean, rounded);
  store<f32>(variance, <f32>max<f64>(0, load<f64>(scratch, 8) / count - missing * missing));
  return <f64>rounded - exact;
}

/** The groups from `begin` to `end`. */
export function normalize(
  x: usize,
  weight: usize,
  bias: usize,
  eps: f64,
  period: i32,
  channels: i32,
  step: usize,
  runs: i32,
  runStep: usize,
  n: i32,
  out: usize,
  means: usize,
  variances: usize,
  begin: i32,
  end: i32,
): void {
  const next: usize = channels == 0 ? 0 : 4;
  for (let i = begin; i < end; i++) {
    const mean = means + (<usize>i << 2);
    const variance = variances + (<usize>i << 2);
    const excess = statisticsOf(x + <usize>i * step, runs, runStep, n, mean, variance);
    const scale = scaleOf(<f64>load<f32>(variance), eps);
    let parameter = channels == 0 ? <usize>i << 2 : <usize>((i % period) * channels) << 2;
    for (let r = 0; r < runs; r++, parameter += next) {
      const s = weight == 0 ? scale : scale * <f64>load<f32>(weight + parameter);
      const t = excess * s + (bias == 0 ? 0 : <f64>load<f32>(bias + parameter));
      const at = <usize>i * step + <usize>r * runStep;
      scaleRun(x + at, n, load<f32>(mean), <f32>s, <f32>t, out + at);
    }
  }
}

/** The gradient of x, and for each run, as they lie in memory, the sums that the gradients of weight and bias are made of. */
export function normalizeGrad(
  g: usize,
  x: usize,
  weight: usize,
  means: usize,
  variances: usize,
  eps: f64,
  period: i32,
  channels: i32,
  step: usize,
  runs: i32,
  runStep: usize,
  n: i32,
  out: usize,
  sums: usize,
  begin: i32,
  end: i32,
): void {
  const next: usize = channels == 0 ? 0 : 4;
  const count = <f64>runs * <f64>n;
  for (let i = begin; i < end; i++) {
    const mean = load<f32>(means + (<usize>i << 2));
    const scale = scaleOf(<f64>load<f32>(variances + (<usize>i << 2)), eps);
    const first = channels == 0 ? <usize>i << 2 : <usize>((i % period) * channels) << 2;
    let sum: f64 = 0;
    let along: f64 = 0;
    for (let r = 0; r < runs; r++) {
      const at = <usize>i * step + <usize>r * runStep;
      const to = sums + (at / <usize>n) * GRAD_SUMS * 2;
      gradSums(g + at, x + at, n, mean, to);
      const w = weight == 0 ? 1 : <f64>load<f32>(weight + first + <usize>r * next);
      sum += w * load<f64>(to);
      along += w * load<f64>(to, 8);
    }
    const b = <f32>((-along * scale * scale * scale) / count);
    const c = <f32>((-sum * scale) / count);
    for (let r = 0; r < runs; r++) {
      const at = <usize>i * step + <usize>r * runStep;
      const a = weight == 0 ? scale : scale * <f64>load<f32>(weight + first + <usize>r * next);
      gradRun(g + at, x + at, n, mean, <f32>a, b, c, out + at);
    }
  }
}

/**
 * The gradients of the weights and biases from `begin` to `end`, from the sums over `batch` times `count` runs. Their
 * variances are `batchStep` apart from one member of the batch to the next, and shared by `channels` neighbours.
 */
export function normParameterGrads(
  sums: usize,
  variances: usize,
  eps: f64,
  batch: i32,
  batchStep: usize,
  channels: i32,
  count: i32,
  weightGrad: usize,
  biasGrad: usize,
  begin: i32,
  end: i32,
): void {
  for (let i = begin; i < end; i++) {
    let variance = variances + (<usize>(i / channels) << 2);
    let at = sums + <usize>i * GRAD_SUMS * 8;
    let sum: f64 = 0;
    let along: f64 = 0;
    for (let k = 0; k < batch; k++, variance += batchStep, at += <usize>count * GRAD_SUMS * 8) {
      sum += load<f64>(at);
      along += load<f64>(at, 8) * scaleOf(<f64>load<f32>(variance), eps);
    }
    store<f32>(weightGrad + (<usize>i << 2), <f32>along);
    store<f32>(biasGrad + (<usize>i << 2), <f32>sum);
  }
}

/** `(x - mean) scale + bias` over the runs from `begin` to `end`, whose channels take turns; with a ReLU if `relu` is 1. */
export function scaleRuns(
  x: usize,
  means: usize,
  scales: usize,
  biases: usize,
  channels: i32,
  n: i32,
  relu: i32,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const bytes = <usize>n << 2;
  for (let i = begin; i < end; i++) {
    const channel = <usize>(i % channels) << 2;
    const at = <usize>i * bytes;
    const bias: f32 = biases == 0 ? 0 : load<f32>(biases + channel);
    const mean = load<f32>(means + channel);
    const scale = load<f32>(scales + channel);
    if (relu) scaleReluRun(x + at, n, mean, scale, bias, out + at);
    else scaleRun(x + at, n, mean, scale, bias, out + at);
  }
}
