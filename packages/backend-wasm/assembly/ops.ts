// The numbers of the ops that a kernel gets as an argument.

export const enum BinaryOp {
  add,
  sub,
  mul,
  div,
  maximum,
  minimum,
  /** `b - a`, for an operand on the left that is a number. */
  reverseSub,
  /** `b / a`. */
  reverseDiv,
  /** The gradient a where the ReLU's result b is positive, else 0. */
  reluInputGrad,
}

export const enum CompareOp {
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
}

export const enum LogicOp {
  and,
  or,
  xor,
}

export const enum UnaryOp {
  neg,
  abs,
  sqrt,
  square,
  reciprocal,
  relu,
  rsqrt,
  floor,
  ceil,
  round,
  trunc,
  sign,
  cube,
  /** The power 1/2, which unlike the root is Infinity for -Infinity, and 0 for -0. */
  powerOfHalf,
}

export const enum ReduceOp {
  sum,
  max,
  min,
  prod,
}

/** How a scattered element joins the one in the target. */
export const enum ScatterOp {
  replace,
  addFloat,
  addInt,
}

/** What follows a convolution. */
export const enum ConvActivation {
  identity,
  relu,
  relu6,
  silu,
  hardswish,
}
