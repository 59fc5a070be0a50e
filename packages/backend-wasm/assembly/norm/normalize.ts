// Normalisation of groups, float32. A group is some runs of `n` elements, `runStep` bytes apart; groups are `step` bytes
// apart. Run r of group i has the weight and bias `(i % period) * channels + r`, or `i` where all runs of a group have
// the same, as across a batch (`channels` 0). An address of 0 stands for weights of 1, or biases of 0.

import { madd } from "../matmul/gemm";
import { loadSome, storeSome } from "../lanes";
import { addMoments, GRAD_SUMS, gradSums, heldGradSums, roughSum } from "./normSums";
import { reluRun } from "./normRelu";
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

/** Elements from which the first guess at a mean is made. */
const guessed: i32 = 64;

/** The sums of x - centre and of its square over a group, two doubles in the scratch. */
function momentsAround(centre: f32, x: usize, runs: i32, runStep: usize, n: i32): void {
  store<f64>(scratch, 0);
  store<f64>(scratch, 0, 8);
  for (let r = 0; r < runs; r++) addMoments(x + <usize>r * runStep, n, centre, scratch);
}

/**
 * The mean and the variance of a group, at `mean` and `variance`; and how far the mean that is stored lies above the true
 * one. In one pass, over distances from a guess at the mean: where the mean is large, the squares of the elements would
 * cancel. A guess more than two standard deviations away is replaced by a mean of all elements, in two more passes.
 */
export function statisticsOf(x: usize, runs: i32, runStep: usize, n: i32, mean: usize, variance: usize): f64 {
  const count = <f64>runs * <f64>n;
  if (runStep == <usize>n << 2) {
    n *= runs;
    runs = 1;
  }
  const sampled = min(n, guessed);
  let centre = <f32>(roughSum(x, sampled) / <f64>sampled);
  momentsAround(centre, x, runs, runStep, n);
  let missing = load<f64>(scratch) / count;
  let square = load<f64>(scratch, 8) / count;
  // Also where there is NaN, or an infinity, which a mean of all elements has to show.
  if (!(5 * missing * missing <= 4 * square)) {
    let sum: f64 = 0;
    for (let r = 0; r < runs; r++) sum += roughSum(x + <usize>r * runStep, n);
    centre = <f32>(sum / count);
    momentsAround(centre, x, runs, runStep, n);
    missing = load<f64>(scratch) / count;
    square = load<f64>(scratch, 8) / count;
  }
  // Infinities among the elements leave nothing to mend.
  const exact = <f64>centre + (missing == missing ? missing : 0);
  const rounded = <f32>exact;
  store<f32>(mean, rounded);
  store<f32>(variance, <f32>max<f64>(0, square - missing * missing));
  return <f64>rounded - exact;
}

/**
 * The groups from `begin` to `end`. With an address for bytes that say where it is `flat`, there follow an addend, unless
 * its address is 0, and a ReLU that ends at `limit`, or nowhere if that is NaN.
 */
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
  addend: usize,
  limit: f32,
  flat: usize,
  begin: i32,
  end: i32,
): void {
  const next: usize = channels == 0 ? 0 : 4;
  for (let i = begin; i < end; i++) {
    const mean = means + (<usize>i << 2);
    const variance = variances + (<usize>i << 2);
    const excess = statisticsOf(x + <usize>i * step, runs, runStep, n, mean, variance);
    const scale = scaleOf(<f64>load<f32>(variance), eps);
    const centre = load<f32>(mean);
    let parameter = channels == 0 ? <usize>i << 2 : <usize>((i % period) * channels) << 2;
    let s: f32 = 0;
    let t: f32 = 0;
    for (let r = 0; r < runs; r++, parameter += next) {
      // Made once where all runs share it: conversions would let each run wait for the one before.
      if (r == 0 || next != 0) {
        const factor = weight == 0 ? scale : scale * <f64>load<f32>(weight + parameter);
        s = <f32>factor;
        t = <f32>(excess * factor + (bias == 0 ? 0 : <f64>load<f32>(bias + parameter)));
      }
      const at = <usize>i * step + <usize>r * runStep;
      if (flat == 0) scaleRun(x + at, n, centre, s, t, out + at);
      else reluRun(x + at, n, centre, s, t, addend == 0 ? 0 : addend + at, limit, out + at, flat + (at >> 2));
    }
  }
}

/**
 * The gradient of x, and for each run, as they lie in memory, the sums that the gradients of weight and bias are made of.
 * With an address for bytes that say where a ReLU was `flat`, its gradient is written to `held` first, which may be `out`.
 */
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
  flat: usize,
  held: usize,
  begin: i32,
  end: i32,
): void {
  const next: usize = channels == 0 ? 0 : 4;
  const through = flat == 0 ? g : held;
  const count = <f64>runs * <f64>n;
  for (let i = begin; i < end; i++) {
    const mean = load<f32>(means + (<usize>i << 2));
    const scale = scaleOf(<f64>load<f32>(variances + (<usize>i << 2)), eps);
    const first = channels == 0 ? <usize>i << 2 : <usize>((i % period) * channels) << 2;
    let sum: f64 = 0;
    let along: f64 = 0;
    let w: f64 = 1;
    for (let r = 0; r < runs; r++) {
      const at = <usize>i * step + <usize>r * runStep;
      const to = sums + (at / <usize>n) * GRAD_SUMS * 2;
      if (flat == 0) gradSums(g + at, x + at, n, mean, to);
      else heldGradSums(g + at, flat + (at >> 2), x + at, n, mean, held + at, to);
      if (weight != 0 && (r == 0 || next != 0)) w = <f64>load<f32>(weight + first + <usize>r * next);
      sum += w * load<f64>(to);
      along += w * load<f64>(to, 8);
    }
    const b = <f32>((-along * scale * scale * scale) / count);
    const c = <f32>((-sum * scale) / count);
    let a = <f32>scale;
    for (let r = 0; r < runs; r++) {
      const at = <usize>i * step + <usize>r * runStep;
      if (weight != 0 && (r == 0 || next != 0)) a = <f32>(scale * <f64>load<f32>(weight + first + <usize>r * next));
      gradRun(through + at, x + at, n, mean, a, b, c, out + at);
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
