/** `a b + c`, rounded once, to a dtype. */
export type Fused = (a: number, b: number, c: number) => number;

/**
 * The fused multiply-add of float32, for float32 arguments. Their product is exact in float64, and the sum rounds to the same
 * float32 as its float64, but for one in the middle of two float32: there counts on which side of it the sum lies.
 */
export const fused32: Fused = (a, b, c) => {
  const product = a * b;
  const sum = product + c;
  const nearest = Math.fround(sum);
  const rest = sum - nearest;
  const other = nearest + 2 * rest;
  const isMiddle = rest !== 0 && Math.fround(other) === other;
  return isMiddle && rest * lostBySum(product, c, sum) > 0 ? other : nearest;
};

/** The fused multiply-add of float64, from what the product and the sum lose. */
export const fused64: Fused = (a, b, c) => {
  const product = a * b;
  const sum = product + c;
  return sum + (lostBySum(product, c, sum) + lostByProduct(a, b, product));
};

/** `a + b - sum` without rounding: Knuth's two-sum. */
function lostBySum(a: number, b: number, sum: number): number {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** `a b - product` without rounding: Dekker's product of Veltkamp's halves. */
function lostByProduct(a: number, b: number, product: number): number {
  const [highA, highB] = [highHalf(a), highHalf(b)];
  const [lowA, lowB] = [a - highA, b - highB];
  return highA * highB - product + highA * lowB + lowA * highB + lowA * lowB;
}

function highHalf(value: number): number {
  const scaled = value * (2 ** 27 + 1);
  return scaled - (scaled - value);
}
