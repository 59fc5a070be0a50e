// The error function, the gamma function and their kin, of numbers, in float64.

const { abs, exp, floor, log, sqrt, PI } = Math;

/** `2 / sqrt(pi)`, the slope of erf at 0. */
export const slopeOfErf = 2 / sqrt(PI);

/** erf by a series of positive terms, `2 x exp(-x²) / sqrt(pi) * sum((2x²)^k / (1 * 3 * .. (2k + 1)))`, for small x. */
function erfSeries(x: number): number {
  let [term, sum] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return slopeOfErf * x * exp(-x * x) * sum;
}

/** erfc by its continued fraction, for x >= 2, from the back. */
function erfcFraction(x: number): number {
  let tail = x;
  for (let k = 60; k >= 1; k--) tail = x + k / 2 / tail;
  return exp(-x * x) / (tail * sqrt(PI));
}

/** `1 - erf(x)`. */
export function erfcOf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x >= 2) return erfcFraction(x);
  return x <= -2 ? 2 - erfcFraction(-x) : 1 - erfSeries(x);
}

/** The x whose erf is y: an approximation by Winitzki, and steps of Halley's method. */
export function erfinvOf(y: number): number {
  const size = abs(y);
  if (!(size < 1)) return size === 1 ? y * Infinity : NaN;
  if (y === 0) return y;
  const rest = 1 - size;
  const l = log(rest * (1 + size));
  const half = 2 / (PI * 0.147) + l / 2;
  let x = sqrt(sqrt(half * half - l / 0.147) - half);
  for (let step = 0; step < 4; step++) {
    // Near 1 the distance to 1 has the digits.
    const error = size < 0.5 ? erfSeries(x) - size : rest - erfcOf(x);
    const newton = error / (slopeOfErf * exp(-x * x));
    x -= newton / (1 + x * newton);
  }
  return y < 0 ? -x : x;
}

/** From here on the asymptotic series have all of float64's digits. */
const far = 12;

/** The asymptotic series' numbers, `B(2k)`. */
const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798];

/** The logarithm of the gamma function's absolute value. */
export function lgammaOf(x: number): number {
  if (!Number.isFinite(x)) return abs(x);
  if (x <= 0) {
    // Euler's reflection formula; the poles lie at the whole numbers, the distance from which has all of its digits.
    const beside = x - Math.round(x);
    return beside === 0 ? Infinity : log(PI / Math.sin(PI * abs(beside))) - lgammaOf(1 - x);
  }
  if (x === 1 || x === 2) return 0;
  let [product, y] = [1, x];
  for (; y < far; y++) product *= y;
  let [series, power] = [0, 1 / y];
  for (let k = 0; k < 8; k++, power /= y * y) series += (bernoulli[k] / ((2 * k + 1) * (2 * k + 2))) * power;
  return (y - 0.5) * log(y) - y + log(2 * PI) / 2 + series - log(product);
}

/** The derivative of {@link lgammaOf}. */
export function digammaOf(x: number): number {
  if (x === 0) return Object.is(x, -0) ? Infinity : -Infinity;
  if (x === Infinity || Number.isNaN(x)) return x;
  if (x < 0) {
    const beside = x - Math.round(x);
    return beside === 0 || x === -Infinity ? NaN : digammaOf(1 - x) - PI / Math.tan(PI * beside);
  }
  let [sum, y] = [0, x];
  for (; y < far; y++) sum -= 1 / y;
  let [series, power] = [0, 1 / (y * y)];
  for (let k = 0; k < 8; k++, power /= y * y) series += (bernoulli[k] / (2 * k + 2)) * power;
  return sum + log(y) - 0.5 / y - series;
}

/** Hurwitz' zeta function, `sum((x + k)^-s)`, by the formula of Euler and Maclaurin. */
function zeta(s: number, x: number): number {
  if (x <= 0 && floor(x) === x) return Infinity;
  if (x === Infinity) return 0;
  if (x < -far) {
    // The terms below 0 are those of two series above it, which end.
    const first = x - floor(x);
    return zeta(s, first) + (s % 2 === 0 ? 1 : -1) * (zeta(s, 1 - first) - zeta(s, 1 - x));
  }
  let [sum, y] = [0, x];
  // The terms of the series grow with s, by (s + 2 k)^2 / (2 pi y)^2 from one to the next.
  for (; y < far + s; y++) {
    const term = y ** -s;
    // All that follows is smaller: of a high order, nearly at once.
    if (y > 0 && sum + term === sum) return sum;
    sum += term;
  }
  sum += y ** (1 - s) / (s - 1) + y ** -s / 2;
  let factor = s / y ** (s + 1);
  for (let k = 0; k < bernoulli.length; k++) {
    const i = 2 * k + 2;
    sum += (bernoulli[k] * factor) / factorial(i);
    factor *= ((s + i - 1) * (s + i)) / (y * y);
  }
  return sum;
}

function factorial(n: number): number {
  if (n > 170) return Infinity;
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** Derivative n of {@link digammaOf}. */
export function polygammaOf(x: number, n: number): number {
  if (n === 0) return digammaOf(x);
  if (Number.isNaN(x) || x === -Infinity) return NaN;
  return (n % 2 === 0 ? -1 : 1) * factorial(n) * zeta(n + 1, x);
}

const bits = new DataView(new ArrayBuffer(8));

/** The next number from x towards y, of float32 or float64. */
export function nextAfter(x: number, y: number, isDouble: boolean): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === y) return y;
  if (x === 0) return (isDouble ? Number.MIN_VALUE : 2 ** -149) * (y > 0 ? 1 : -1);
  const step = x < y === x > 0 ? 1 : -1;
  if (!isDouble) {
    bits.setFloat32(0, x);
    bits.setInt32(0, bits.getInt32(0) + step);
    return bits.getFloat32(0);
  }
  bits.setFloat64(0, x);
  bits.setBigInt64(0, bits.getBigInt64(0) + BigInt(step));
  return bits.getFloat64(0);
}
