// Steps of optimizers over many parameters. The host cuts them into chunks of up to some thousand elements.

import { scratch } from "./scratch";

/** A piece of a parameter, with its gradient and the optimizer's state. */
@unmanaged
export class Chunk {
  parameter: usize;
  gradient: usize;
  /** The exponential moving average of the gradient, or the momentum buffer; 0 where there is none. */
  expAvg: usize;
  /** The exponential moving average of its square. */
  expAvgSq: usize;
  /** The maximum of that average so far, or 0. */
  maxExpAvgSq: usize;
  count: i32;
  /** The step size along expAvg, and along the gradient itself. */
  stepSize: f32;
  gradientStepSize: f32;
  /** The term added to the square root. */
  eps: f32;
}

/** The arguments of all chunks. */
@unmanaged
export class StepPlan {
  chunks: usize;
  /** -1 to maximize. */
  sign: f32;
  /** The coefficient of an L2 penalty, whose gradient is added. */
  weightDecay: f32;
  /** The factor of the weights before the step: 1 - lr * weightDecay where it is decoupled. */
  weightFactor: f32;
  /** beta1 and 1 - beta1, or the momentum and 1 - dampening. */
  beta1: f32;
  oneMinusBeta1: f32;
  /** beta2, and the factor of the squared gradient. */
  beta2: f32;
  gradSqFactor: f32;
  nesterov: i32;
}

/** Bytes of a tensor in scratch memory, to which the remainder of a chunk is copied, so that loops see whole vectors. */
const slot: usize = 16;
/** The tensors of a chunk, which come first in it. */
const slots: usize = offsetof<Chunk>("count") / sizeof<usize>();
const gradientSlot: usize = offsetof<Chunk>("gradient") / sizeof<usize>();

function bringTail(chunk: Chunk, skip: usize, bytes: usize): void {
  memory.fill(scratch, 0, slots * slot);
  for (let i: usize = 0; i < slots; i++) {
    const from = load<usize>(changetype<usize>(chunk) + (i << 2));
    if (from) memory.copy(scratch + i * slot, from + skip, bytes);
  }
}

/** Takes back all but the gradient. */
function takeTail(chunk: Chunk, skip: usize, bytes: usize): void {
  for (let i: usize = 0; i < slots; i++) {
    const to = load<usize>(changetype<usize>(chunk) + (i << 2));
    if (to && i != gradientSlot) memory.copy(to + skip, scratch + i * slot, bytes);
  }
}

/** The gradient with sign and penalty. A weightDecay of 0 must not look at the weight, which may be infinite. */
@inline
function penalized(plan: StepPlan, g: v128, w: v128): v128 {
  const gradient = f32x4.mul(g, f32x4.splat(plan.sign));
  if (plan.weightDecay == 0) return gradient;
  return f32x4.add(gradient, f32x4.mul(w, f32x4.splat(plan.weightDecay)));
}

@inline
function average(old: v128, value: v128, keep: f32, take: f32): v128 {
  return f32x4.add(f32x4.mul(old, f32x4.splat(keep)), f32x4.mul(value, f32x4.splat(take)));
}

function adaptiveRun(plan: StepPlan, chunk: Chunk, w: usize, g: usize, m: usize, v: usize, most: usize, bytes: usize): void {
  const stepSize = f32x4.splat(chunk.stepSize);
  const gradientStepSize = f32x4.splat(chunk.gradientStepSize);
  const eps = f32x4.splat(chunk.eps);
  const hasGradient = chunk.gradientStepSize != 0;
  const end = w + bytes;
  for (; w < end; w += 16, g += 16, v += 16) {
    const weight = v128.load(w);
    const gradient = penalized(plan, v128.load(g), weight);
    let step = f32x4.splat(0);
    if (m) {
      const mean = average(v128.load(m), gradient, plan.beta1, plan.oneMinusBeta1);
      v128.store(m, mean);
      m += 16;
      step = f32x4.mul(mean, stepSize);
    }
    if (hasGradient) step = f32x4.add(step, f32x4.mul(gradient, gradientStepSize));
    let square = average(v128.load(v), f32x4.mul(gradient, gradient), plan.beta2, plan.gradSqFactor);
    v128.store(v, square);
    if (most) {
      square = f32x4.max(square, v128.load(most));
      v128.store(most, square);
      most += 16;
    }
    step = f32x4.div(step, f32x4.add(f32x4.sqrt(square), eps));
    v128.store(w, f32x4.sub(f32x4.mul(weight, f32x4.splat(plan.weightFactor)), step));
  }
}

/** Steps that divide by the root of the average square, over the chunks from `begin` to `end`. */
export function adaptiveStep(plan: StepPlan, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const chunk = changetype<Chunk>(plan.chunks + <usize>i * offsetof<Chunk>());
    const whole = (<usize>chunk.count & ~3) << 2;
    const rest = (<usize>chunk.count & 3) << 2;
    adaptiveRun(plan, chunk, chunk.parameter, chunk.gradient, chunk.expAvg, chunk.expAvgSq, chunk.maxExpAvgSq, whole);
    if (rest == 0) continue;
    bringTail(chunk, whole, rest);
    const expAvg = chunk.expAvg ? scratch + 2 * slot : 0;
    const maxExpAvgSq = chunk.maxExpAvgSq ? scratch + 4 * slot : 0;
    adaptiveRun(plan, chunk, scratch, scratch + slot, expAvg, scratch + 3 * slot, maxExpAvgSq, slot);
    takeTail(chunk, whole, rest);
  }
}

function sgdRun(plan: StepPlan, lr: f32, w: usize, g: usize, m: usize, bytes: usize): void {
  const end = w + bytes;
  for (; w < end; w += 16, g += 16) {
    const weight = v128.load(w);
    let step = penalized(plan, v128.load(g), weight);
    if (m) {
      const momentum = average(v128.load(m), step, plan.beta1, plan.oneMinusBeta1);
      v128.store(m, momentum);
      m += 16;
      step = plan.nesterov ? f32x4.add(step, f32x4.mul(momentum, f32x4.splat(plan.beta1))) : momentum;
    }
    v128.store(w, f32x4.sub(weight, f32x4.mul(step, f32x4.splat(lr))));
  }
}

/** Gradient descent, with momentum where there is one, over the chunks from `begin` to `end`. */
export function sgdStep(plan: StepPlan, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const chunk = changetype<Chunk>(plan.chunks + <usize>i * offsetof<Chunk>());
    const whole = (<usize>chunk.count & ~3) << 2;
    const rest = (<usize>chunk.count & 3) << 2;
    sgdRun(plan, chunk.stepSize, chunk.parameter, chunk.gradient, chunk.expAvg, whole);
    if (rest == 0) continue;
    bringTail(chunk, whole, rest);
    sgdRun(plan, chunk.stepSize, scratch, scratch + slot, chunk.expAvg ? scratch + 2 * slot : 0, slot);
    takeTail(chunk, whole, rest);
  }
}
