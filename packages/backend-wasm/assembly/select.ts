// Choices by bytes of 0 or 1 between elements of type T: u32 for all of four bytes, u64 for those of eight.

@inline
function operand<T>(p: usize, step: usize): v128 {
  return step == 0 ? v128.load_splat<T>(p) : v128.load(p);
}

/** The masks of a vector's elements. */
@inline
function masks<T>(condition: usize, step: usize): v128 {
  const bytes = step == 0 ? v128.load8_splat(condition) : v128.load32_zero(condition);
  const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
  const isTrue = i32x4.ne(wide, i32x4.splat(0));
  return sizeof<T>() == 4 ? isTrue : v128.shuffle<i32>(isTrue, isTrue, 0, 0, 1, 1);
}

/** A run of `condition ? a : b`; steps are bytes, those of a and b of an element or 0, the condition's 1 or 0. */
@inline
function selectRun<T>(
  condition: usize,
  stepCondition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  n: i32,
): void {
  const lanes = 16 / <i32>sizeof<T>();
  const end = out + <usize>n * sizeof<T>();
  // Four bytes of the condition are read for each vector.
  const vectors = n < 4 ? out : out + <usize>((n - 4) / lanes + 1) * 16;
  while (out < vectors) {
    const mask = masks<T>(condition, stepCondition);
    v128.store(out, v128.bitselect(operand<T>(a, stepA), operand<T>(b, stepB), mask));
    condition += stepCondition * lanes;
    a += stepA * lanes;
    b += stepB * lanes;
    out += 16;
  }
  while (out < end) {
    store<T>(out, load<u8>(condition) != 0 ? load<T>(a) : load<T>(b));
    condition += stepCondition;
    a += stepA;
    b += stepB;
    out += sizeof<T>();
  }
}

function selectWords(
  condition: usize,
  stepCondition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  n: i32,
): void {
  selectRun<u32>(condition, stepCondition, a, stepA, b, stepB, out, n);
}

/** `condition ? a : b` over the elements from `begin` to `end`. */
export function select(
  condition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const i = <usize>begin;
  selectWords(condition + i, 1, a + i * stepA, stepA, b + i * stepB, stepB, out + (i << 2), end - begin);
}

/** The same for elements of eight bytes. */
export function selectDouble(
  condition: usize,
  a: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  const i = <usize>begin;
  selectRun<u64>(condition + i, 1, a + i * stepA, stepA, b + i * stepB, stepB, out + (i << 3), end - begin);
}

/** `condition ? a : b` over the runs from `begin` to `end` of a grid, as `binaryRuns`. */
export function selectRuns(
  n: i32,
  size1: i32,
  size2: i32,
  c: usize,
  c0: usize,
  c1: usize,
  c2: usize,
  stepC: usize,
  a: usize,
  a0: usize,
  a1: usize,
  a2: usize,
  stepA: usize,
  b: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  stepB: usize,
  out: usize,
  begin: i32,
  end: i32,
): void {
  for (let run = begin; run < end; run++) {
    const row = run / size2;
    const i2 = <usize>(run - row * size2);
    const i1 = <usize>(row % size1);
    const i0 = <usize>(row / size1);
    selectWords(
      c + i0 * c0 + i1 * c1 + i2 * c2,
      stepC,
      a + i0 * a0 + i1 * a1 + i2 * a2,
      stepA,
      b + i0 * b0 + i1 * b1 + i2 * b2,
      stepB,
      out + ((<usize>run * <usize>n) << 2),
      n,
    );
  }
}
