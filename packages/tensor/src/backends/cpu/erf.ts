const twoOverSqrtPi = 2 / Math.sqrt(Math.PI);

/**
 * The error function to double precision. Below 2.5 by the series of positive terms
 * `2/sqrt(pi) exp(-x²) (x + 2x³/3 + 4x⁵/15 + ...)`, which loses no digits; above, 1 less the continued fraction of the
 * rest. (Abramowitz and Stegun 7.1.6 and 7.1.14.)
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  const value = size < 2.5 ? series(size) : size > 6 ? 1 : 1 - tail(size);
  return x < 0 ? -value : value;
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return twoOverSqrtPi * Math.exp(-x * x) * sum;
}

/** 1 - erf(x), for x well above 0: the fraction x + (1/2)/(x + 1/(x + (3/2)/(x + ...))), from its far end. */
function tail(x: number): number {
  let fraction = x;
  for (let n = 60; n >= 1; n--) fraction = x + n / 2 / fraction;
  return Math.exp(-x * x) / (fraction * Math.sqrt(Math.PI));
}
