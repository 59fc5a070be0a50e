// Gather and scatter along a dimension, for elements of four bytes. Every run of a grid has an index with
// it, or one for each of its elements; the others' addresses are those of index 0. All steps are bytes.

import { copyRun } from "./copy";
import { ScatterOp } from "./ops";

/** True if an index of a grid of `.. x size1 x size2` runs of `n` is not in [0, size). */
export function hasOutside(
  n: i32,
  size1: i32,
  size2: i32,
  index: usize,
  index0: usize,
  index1: usize,
  index2: usize,
  step: usize,
  size: i32,
  runs: i32,
): bool {
  for (let run = 0; run < runs; run++) {
    const row = run / size2;
    const at = index + <usize>(row / size1) * index0 + <usize>(row % size1) * index1 + <usize>(run - row * size2) * index2;
    if (isOutside(at, step, n, size)) return true;
  }
  return false;
}

/** As unsigned numbers, so that what is negative is large. */
function isOutside(at: usize, step: usize, n: i32, size: i32): bool {
  let worst = i32x4.splat(0);
  if (step == 4) {
    for (; n >= 4; n -= 4, at += 16) worst = i32x4.max_u(worst, v128.load(at));
  }
  for (; n > 0; n--, at += step) worst = i32x4.max_u(worst, v128.load32_zero(at));
  return v128.any_true(i32x4.ge_u(worst, i32x4.splat(size)));
}

/**
 * Gathers into a row-major target: the runs from `begin` to `end` of a grid. Neighbours along the dimension are `along` bytes apart.
 */
export function gatherRuns(
  n: i32,
  size1: i32,
  size2: i32,
  source: usize,
  source0: usize,
  source1: usize,
  source2: usize,
  step: usize,
  index: usize,
  index0: usize,
  index1: usize,
  index2: usize,
  indexStep: usize,
  target: usize,
  along: i32,
  begin: i32,
  end: i32,
): void {
  for (let run = begin; run < end; ) {
    const row = run / size2;
    const i2 = run - row * size2;
    const i1 = row % size1;
    const i0 = row / size1;
    let from = source + <usize>i0 * source0 + <usize>i1 * source1 + <usize>i2 * source2;
    let at = index + <usize>i0 * index0 + <usize>i1 * index1 + <usize>i2 * index2;
    const stop = min(end, run + size2 - i2);
    for (; run < stop; run++) {
      const to = target + (<usize>(run * n) << 2);
      if (indexStep == 0) copyRun(from + <usize>(load<i32>(at) * along), step, to, 4, n);
      else gatherEach(from, step, at, indexStep, along, to, n);
      from += source2;
      at += index2;
    }
  }
}

function gatherEach(from: usize, step: usize, index: usize, indexStep: usize, along: i32, to: usize, n: i32): void {
  if (step == 0 && indexStep == 4) {
    for (; n >= 4; n -= 4, index += 16, to += 16) {
      store<u32>(to, load<u32>(from + <usize>(load<i32>(index) * along)));
      store<u32>(to, load<u32>(from + <usize>(load<i32>(index, 4) * along)), 4);
      store<u32>(to, load<u32>(from + <usize>(load<i32>(index, 8) * along)), 8);
      store<u32>(to, load<u32>(from + <usize>(load<i32>(index, 12) * along)), 12);
    }
  }
  for (; n > 0; n--) {
    store<u32>(to, load<u32>(from + <usize>(load<i32>(index) * along)));
    from += step;
    index += indexStep;
    to += 4;
  }
}

/**
 * Writes the runs of a grid, or adds them, at the indices of a target, in their order. Of each run the elements from
 * `begin` to `end`, for those who share the work write to elements of their own.
 */
export function scatterRuns(
  op: i32,
  runs: i32,
  size1: i32,
  size2: i32,
  target: usize,
  target0: usize,
  target1: usize,
  target2: usize,
  targetStep: usize,
  index: usize,
  index0: usize,
  index1: usize,
  index2: usize,
  indexStep: usize,
  source: usize,
  source0: usize,
  source1: usize,
  source2: usize,
  step: usize,
  along: i32,
  begin: i32,
  end: i32,
): void {
  const n = end - begin;
  target += <usize>begin * targetStep;
  index += <usize>begin * indexStep;
  source += <usize>begin * step;
  for (let run = 0; run < runs; ) {
    const row = run / size2;
    const i1 = row % size1;
    const i0 = row / size1;
    let to = target + <usize>i0 * target0 + <usize>i1 * target1;
    let at = index + <usize>i0 * index0 + <usize>i1 * index1;
    let from = source + <usize>i0 * source0 + <usize>i1 * source1;
    const stop = min(runs, run + size2);
    for (; run < stop; run++) {
      if (indexStep == 0) putRun(op, from, step, to + <usize>(load<i32>(at) * along), targetStep, n);
      else putEach(op, from, step, at, indexStep, along, to, targetStep, n);
      to += target2;
      at += index2;
      from += source2;
    }
  }
}

/** One run whose elements all have the same index. */
@inline
function putRun(op: i32, from: usize, step: usize, to: usize, stepTo: usize, n: i32): void {
  if (op == ScatterOp.replace) {
    copyRun(from, step, to, stepTo, n);
    return;
  }
  if (step == 4 && stepTo == 4) {
    for (; n >= 4; n -= 4, from += 16, to += 16) v128.store(to, sumOf(op, v128.load(to), v128.load(from)));
  }
  for (; n > 0; n--, from += step, to += stepTo) putOne(op, from, to);
}

function putEach(
  op: i32,
  from: usize,
  step: usize,
  index: usize,
  indexStep: usize,
  along: i32,
  to: usize,
  stepTo: usize,
  n: i32,
): void {
  for (; n > 0; n--) {
    putOne(op, from, to + <usize>(load<i32>(index) * along));
    from += step;
    index += indexStep;
    to += stepTo;
  }
}

@inline
function sumOf(op: i32, a: v128, b: v128): v128 {
  return op == ScatterOp.addFloat ? f32x4.add(a, b) : i32x4.add(a, b);
}

@inline
function putOne(op: i32, from: usize, to: usize): void {
  if (op == ScatterOp.replace) store<u32>(to, load<u32>(from));
  else if (op == ScatterOp.addFloat) store<f32>(to, load<f32>(to) + load<f32>(from));
  else store<i32>(to, load<i32>(to) + load<i32>(from));
}
