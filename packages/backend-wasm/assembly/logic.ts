// Logic on bytes of 0 or 1.

import { LogicOp } from "./ops";

@inline
function logicLanes(op: i32, a: v128, b: v128): v128 {
  return op == LogicOp.and ? v128.and(a, b) : op == LogicOp.or ? v128.or(a, b) : v128.xor(a, b);
}

@inline
function logicLoop(op: i32, a: usize, b: usize, out: usize, n: i32): void {
  const end = out + <usize>n;
  const vectors = out + <usize>(n & ~15);
  while (out < vectors) {
    v128.store(out, logicLanes(op, v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    out += 16;
  }
  while (out < end) {
    v128.store_lane<u8>(out, logicLanes(op, v128.load8_splat(a), v128.load8_splat(b)), 0);
    a++;
    b++;
    out++;
  }
}

/** And, or and exclusive or of bytes of 0 or 1. */
export function logic(op: i32, a: usize, b: usize, out: usize, begin: i32, end: i32): void {
  const n = end - begin;
  a += begin;
  b += begin;
  out += begin;
  if (op == LogicOp.and) logicLoop(LogicOp.and, a, b, out, n);
  else if (op == LogicOp.or) logicLoop(LogicOp.or, a, b, out, n);
  else logicLoop(LogicOp.xor, a, b, out, n);
}

/** 1 less each byte of 0 or 1. */
export function logicalNot(x: usize, out: usize, begin: i32, end: i32): void {
  const vectors = begin + ((end - begin) & ~15);
  let i = begin;
  for (; i < vectors; i += 16) v128.store(out + i, v128.xor(v128.load(x + i), i8x16.splat(1)));
  for (; i < end; i++) store<u8>(out + i, load<u8>(x + i) ^ 1);
}
