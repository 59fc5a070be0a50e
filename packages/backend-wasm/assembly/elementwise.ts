// Elementwise kernels over runs of float32. A step is 4 bytes, or 0 for an operand that stands still.

@inline
function operand(p: usize, step: i32): v128 {
  return step == 0 ? v128.load32_splat(p) : v128.load(p);
}

/** The kernels of two operands, by number; the host has the same list. */
@inline
function binaryLanes(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case 0:
      return f32x4.add(a, b);
    case 1:
      return f32x4.sub(a, b);
    case 2:
      return f32x4.mul(a, b);
    case 3:
      return f32x4.div(a, b);
    case 4:
      return f32x4.max(a, b);
    default:
      return f32x4.min(a, b);
  }
}

@inline
function binaryLane(op: i32, a: f32, b: f32): f32 {
  switch (op) {
    case 0:
      return a + b;
    case 1:
      return a - b;
    case 2:
      return a * b;
    case 3:
      return a / b;
    case 4:
      return max(a, b);
    default:
      return min(a, b);
  }
}

/** A loop per op, so that the choice is made once and not per element. */
@inline
function binaryLoop(op: i32, a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  while (out < vectors) {
    v128.store(out, binaryLanes(op, operand(a, stepA), operand(b, stepB)));
    a += <usize>(stepA << 2);
    b += <usize>(stepB << 2);
    out += 16;
  }
  while (out < end) {
    store<f32>(out, binaryLane(op, load<f32>(a), load<f32>(b)));
    a += <usize>stepA;
    b += <usize>stepB;
    out += 4;
  }
}

export function binary(op: i32, a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: i32): void {
  switch (op) {
    case 0:
      binaryLoop(0, a, stepA, b, stepB, out, n);
      break;
    case 1:
      binaryLoop(1, a, stepA, b, stepB, out, n);
      break;
    case 2:
      binaryLoop(2, a, stepA, b, stepB, out, n);
      break;
    case 3:
      binaryLoop(3, a, stepA, b, stepB, out, n);
      break;
    case 4:
      binaryLoop(4, a, stepA, b, stepB, out, n);
      break;
    default:
      binaryLoop(5, a, stepA, b, stepB, out, n);
  }
}

@inline
function unaryLanes(op: i32, x: v128): v128 {
  switch (op) {
    case 0:
      return f32x4.neg(x);
    case 1:
      return f32x4.abs(x);
    case 2:
      return f32x4.sqrt(x);
    case 3:
      return f32x4.mul(x, x);
    case 4:
      return f32x4.div(f32x4.splat(1), x);
    default:
      // Not max(x, 0), which turns -0 into 0 on some machines: what is below 0 becomes 0, NaN stays.
      return v128.andnot(x, f32x4.lt(x, f32x4.splat(0)));
  }
}

@inline
function unaryLane(op: i32, x: f32): f32 {
  switch (op) {
    case 0:
      return -x;
    case 1:
      return abs(x);
    case 2:
      return sqrt(x);
    case 3:
      return x * x;
    case 4:
      return 1 / x;
    default:
      return x < 0 ? 0 : x;
  }
}

@inline
function unaryLoop(op: i32, x: usize, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  while (out < vectors) {
    v128.store(out, unaryLanes(op, v128.load(x)));
    x += 16;
    out += 16;
  }
  while (out < end) {
    store<f32>(out, unaryLane(op, load<f32>(x)));
    x += 4;
    out += 4;
  }
}

export function unary(op: i32, x: usize, out: usize, n: i32): void {
  switch (op) {
    case 0:
      unaryLoop(0, x, out, n);
      break;
    case 1:
      unaryLoop(1, x, out, n);
      break;
    case 2:
      unaryLoop(2, x, out, n);
      break;
    case 3:
      unaryLoop(3, x, out, n);
      break;
    case 4:
      unaryLoop(4, x, out, n);
      break;
    default:
      unaryLoop(5, x, out, n);
  }
}

@inline
function compareLanes(op: i32, a: v128, b: v128): v128 {
  switch (op) {
    case 0:
      return f32x4.eq(a, b);
    case 1:
      return f32x4.ne(a, b);
    case 2:
      return f32x4.lt(a, b);
    case 3:
      return f32x4.le(a, b);
    case 4:
      return f32x4.gt(a, b);
    default:
      return f32x4.ge(a, b);
  }
}

@inline
function compareLane(op: i32, a: f32, b: f32): bool {
  switch (op) {
    case 0:
      return a == b;
    case 1:
      return a != b;
    case 2:
      return a < b;
    case 3:
      return a <= b;
    case 4:
      return a > b;
    default:
      return a >= b;
  }
}

@inline
function compareLoop(op: i32, a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~3);
  const one = i8x16.splat(1);
  while (out < vectors) {
    // Four masks of all ones or zeros become four bytes of 1 or 0.
    const mask = compareLanes(op, operand(a, stepA), operand(b, stepB));
    const halves = i16x8.narrow_i32x4_s(mask, mask);
    v128.store_lane<i32>(out, v128.and(i8x16.narrow_i16x8_s(halves, halves), one), 0);
    a += <usize>(stepA << 2);
    b += <usize>(stepB << 2);
    out += 4;
  }
  while (out < end) {
    store<u8>(out, <u8>compareLane(op, load<f32>(a), load<f32>(b)));
    a += <usize>stepA;
    b += <usize>stepB;
    out++;
  }
}

/** Comparisons, to a byte of 0 or 1 each; the host has the same list. */
export function compare(op: i32, a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: i32): void {
  switch (op) {
    case 0:
      compareLoop(0, a, stepA, b, stepB, out, n);
      break;
    case 1:
      compareLoop(1, a, stepA, b, stepB, out, n);
      break;
    case 2:
      compareLoop(2, a, stepA, b, stepB, out, n);
      break;
    case 3:
      compareLoop(3, a, stepA, b, stepB, out, n);
      break;
    case 4:
      compareLoop(4, a, stepA, b, stepB, out, n);
      break;
    default:
      compareLoop(5, a, stepA, b, stepB, out, n);
  }
}

/** `condition ? a : b`, the condition a byte each. */
export function select(condition: usize, a: usize, stepA: i32, b: usize, stepB: i32, out: usize, n: i32): void {
  const end = out + (<usize>n << 2);
  const vectors = out + (<usize>(n & ~3) << 2);
  while (out < vectors) {
    const bytes = v128.load32_zero(condition);
    const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const mask = i32x4.ne(wide, i32x4.splat(0));
    v128.store(out, v128.bitselect(operand(a, stepA), operand(b, stepB), mask));
    condition += 4;
    a += <usize>(stepA << 2);
    b += <usize>(stepB << 2);
    out += 16;
  }
  while (out < end) {
    store<f32>(out, load<u8>(condition) != 0 ? load<f32>(a) : load<f32>(b));
    condition++;
    a += <usize>stepA;
    b += <usize>stepB;
    out += 4;
  }
}
