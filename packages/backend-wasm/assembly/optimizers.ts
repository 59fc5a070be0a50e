// Steps of optimizers over many parameters. The host cuts them into chunks of up to some thousand elements.

import { scratch } from "./scratch";

/** A piece of a parameter, with its gradient and what is remembered of it; all fields are 4 bytes, in this order. */
@unmanaged
export class Chunk {
  parameter: usize;
  gradient: usize;
  /** The average of the gradient, or the momentum; 0 where there is none. */
  first: usize;
  /** The average of its square. */
  second: usize;
  /** The largest average square so far, or 0. */
  largest: usize;
  count: i32;
  /** The learning rate and what is added to the root, both corrected for the number of the parameter's steps. */
  rate: f32;
  eps: f32;
}

/** What all chunks have in common; all fields are 4 bytes, in this order. */
@unmanaged
export class StepPlan {
  chunks: usize;
  /** -1 to climb. */
  sign: f32;
  /** The L2 penalty, which is part of the gradient. */
  decay: f32;
  /** What is left of a weight before the step. */
  shrink: f32;
  /** How much of the averages, or of the momentum, stays, and how much of the new gradient comes to them. */
  keep1: f32;
  take1: f32;
  keep2: f32;
  take2: f32;
  nesterov: i32;
}

/** What is left of a chunk behind its last whole vector is brought here, so that the loops see whole vectors only. */
const slot: usize = 16;
const slots: usize = 5;

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
    if (to && i != 1) memory.copy(to + skip, scratch + i * slot, bytes);
  }
}

/** The gradient with sign and penalty. A decay of 0 must not look at the weight, which may be infinite. */
@inline
function penalized(plan: StepPlan, g: v128, w: v128): v128 {
  const gradient = f32x4.mul(g, f32x4.splat(plan.sign));
  if (plan.decay == 0) return gradient;
  return f32x4.add(gradient, f32x4.mul(w, f32x4.splat(plan.decay)));
}

@inline
function average(old: v128, value: v128, keep: f32, take: f32): v128 {
  return f32x4.add(f32x4.mul(old, f32x4.splat(keep)), f32x4.mul(value, f32x4.splat(take)));
}

function adamRun(plan: StepPlan, rate: f32, eps: f32, w: usize, g: usize, m: usize, v: usize, most: usize, bytes: usize): void {
  const end = w + bytes;
  for (; w < end; w += 16, g += 16, m += 16, v += 16) {
    const weight = v128.load(w);
    const gradient = penalized(plan, v128.load(g), weight);
    const mean = average(v128.load(m), gradient, plan.keep1, plan.take1);
    v128.store(m, mean);
    let square = average(v128.load(v), f32x4.mul(gradient, gradient), plan.keep2, plan.take2);
    v128.store(v, square);
    if (most) {
      square = f32x4.max(square, v128.load(most));
      v128.store(most, square);
      most += 16;
    }
    const step = f32x4.div(f32x4.mul(mean, f32x4.splat(rate)), f32x4.add(f32x4.sqrt(square), f32x4.splat(eps)));
    v128.store(w, f32x4.sub(f32x4.mul(weight, f32x4.splat(plan.shrink)), step));
  }
}

/** Adam, and with `shrink` AdamW, over the chunks from `begin` to `end`. */
export function adamStep(plan: StepPlan, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const chunk = changetype<Chunk>(plan.chunks + <usize>i * offsetof<Chunk>());
    const whole = (<usize>chunk.count & ~3) << 2;
    const rest = (<usize>chunk.count & 3) << 2;
    const rate = chunk.rate;
    const eps = chunk.eps;
    const largest = chunk.largest;
    adamRun(plan, rate, eps, chunk.parameter, chunk.gradient, chunk.first, chunk.second, largest, whole);
    if (rest == 0) continue;
    bringTail(chunk, whole, rest);
    const most = largest ? scratch + 4 * slot : 0;
    adamRun(plan, rate, eps, scratch, scratch + slot, scratch + 2 * slot, scratch + 3 * slot, most, slot);
    takeTail(chunk, whole, rest);
  }
}

function sgdRun(plan: StepPlan, rate: f32, w: usize, g: usize, m: usize, bytes: usize): void {
  const end = w + bytes;
  for (; w < end; w += 16, g += 16) {
    const weight = v128.load(w);
    let step = penalized(plan, v128.load(g), weight);
    if (m) {
      const momentum = average(v128.load(m), step, plan.keep1, plan.take1);
      v128.store(m, momentum);
      m += 16;
      step = plan.nesterov ? f32x4.add(step, f32x4.mul(momentum, f32x4.splat(plan.keep1))) : momentum;
    }
    v128.store(w, f32x4.sub(weight, f32x4.mul(step, f32x4.splat(rate))));
  }
}

/** Gradient descent, with momentum where there is one, over the chunks from `begin` to `end`. */
export function sgdStep(plan: StepPlan, begin: i32, end: i32): void {
  for (let i = begin; i < end; i++) {
    const chunk = changetype<Chunk>(plan.chunks + <usize>i * offsetof<Chunk>());
    const whole = (<usize>chunk.count & ~3) << 2;
    const rest = (<usize>chunk.count & 3) << 2;
    sgdRun(plan, chunk.rate, chunk.parameter, chunk.gradient, chunk.first, whole);
    if (rest == 0) continue;
    bringTail(chunk, whole, rest);
    sgdRun(plan, chunk.rate, scratch, scratch + slot, chunk.first ? scratch + 2 * slot : 0, slot);
    takeTail(chunk, whole, rest);
  }
}
