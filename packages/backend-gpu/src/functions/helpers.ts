// What GLSL's own functions leave undefined, do not have, or compute too coarsely; the bits of a number tell what it is,
// for compilers may assume that no number is NaN. Polynomials are those of the Cephes library (S. L. Moshier).
export const glslHelpers = /* glsl */ `
bool isNan(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u; }
bool isInf(float x) { return (floatBitsToUint(x) & 0x7fffffffu) == 0x7f800000u; }
bool isTrue(float x) { return isNan(x) || x != 0.0; }
float nan() { return uintBitsToFloat(0x7fc00000u); }
float inf() { return uintBitsToFloat(0x7f800000u); }

float wholeOf(float x) {
  if (isNan(x) || isInf(x)) return 0.0;
  return trunc(x);
}
float byteOf(float x) {
  float whole = wholeOf(x);
  return whole - 256.0 * floor(whole / 256.0);
}

float exponential(float x) { return isNan(x) ? x : exp(x); }
float root(float x) { return x < 0.0 ? nan() : sqrt(x); }

float logarithm(float x) {
  if (isNan(x) || isInf(x)) return x < 0.0 ? nan() : x;
  if (x <= 0.0) return x < 0.0 ? nan() : -inf();
  float shift = 0.0;
  if (x < 1.17549435e-38) { x *= 16777216.0; shift = -24.0; }
  int bits = int(floatBitsToUint(x));
  int exponent = (bits - 0x3f3504f3) >> 23;
  float m = uintBitsToFloat(uint(bits - (exponent << 23))) - 1.0;
  float s = m / (2.0 + m);
  float z = s * s;
  float series = z * (0.66666666 + z * (0.4 + z * (0.2857143 + z * (0.22222222 + z * 0.18181818))));
  float e = float(exponent) + shift;
  return e * 0.693359375 + (e * -2.12194440e-4 + (s * series + 2.0 * s));
}
float logOfOnePlus(float x) {
  if (abs(x) > 0.4) return logarithm(1.0 + x);
  float s = x / (2.0 + x);
  float z = s * s;
  return 2.0 * s + s * z * (0.66666666 + z * (0.4 + z * (0.2857143 + z * (0.22222222 + z * 0.18181818))));
}
float expMinusOne(float x) {
  if (!(abs(x) < 0.5)) return exponential(x) - 1.0;
  return x * (1.0 + x * (0.5 + x * (0.16666667 + x * (0.041666668 + x * (0.008333334 + x * (0.0013888889 +
    x * (0.0001984127 + x * 0.000024801587)))))));
}
float hyperbolicTangent(float x) {
  float t = expMinusOne(-2.0 * abs(x));
  float y = -t / (t + 2.0);
  return x < 0.0 ? -y : (x == 0.0 ? x : y);
}
float hyperbolicSine(float x) {
  float z = x * x;
  if (z < 1.0) return x * (1.0 + z * (0.16666667 + z * (0.008333334 + z * (0.0001984127 + z * 2.7557319e-6))));
  float half_ = exponential(0.5 * abs(x));
  float y = half_ * (0.5 * half_) - 0.5 / half_ / half_;
  return x < 0.0 ? -y : y;
}
float hyperbolicCosine(float x) {
  float half_ = exponential(0.5 * abs(x));
  return half_ * (0.5 * half_) + 0.5 / half_ / half_;
}

/* x less a multiple of pi / 2, taken off in three pieces so that nothing is lost; the quarter of the turn. */
float quarterOf(float x) { return floor(x * 0.6366197723675814 + 0.5); }
float withoutQuarters(float x, float quarter) {
  return ((x - quarter * 1.5703125) - quarter * 4.837512969970703125e-4) - quarter * 7.54978995489188216e-8;
}
float sineOfSmall(float x) {
  float z = x * x;
  return x + x * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
}
float cosineOfSmall(float x) {
  float z = x * x;
  return 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
}
float sineFrom(float x, float shift) {
  if (isNan(x) || isInf(x)) return nan();
  float quarter = quarterOf(x);
  float y = withoutQuarters(x, quarter);
  int turn = int(mod(quarter + shift, 4.0));
  float size = (turn & 1) == 0 ? sineOfSmall(y) : cosineOfSmall(y);
  return turn >= 2 ? -size : size;
}
float sine(float x) { return sineFrom(x, 0.0); }
float cosine(float x) { return sineFrom(x, 1.0); }

float arcTangent(float x) {
  float a = abs(x);
  float base = 0.0;
  float t = a;
  if (a > 2.414213562373095) { base = 1.5707963267948966; t = -1.0 / a; }
  else if (a > 0.4142135623730950) { base = 0.7853981633974483; t = (a - 1.0) / (a + 1.0); }
  float z = t * t;
  float y = base + ((((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * t + t);
  return isNan(x) ? x : (x < 0.0 ? -y : y);
}
float arcTangent2(float y, float x) {
  if (isNan(x) || isNan(y)) return nan();
  bool isNegative = (floatBitsToUint(x) & 0x80000000u) != 0u;
  float a = abs(y);
  float b = abs(x);
  float angle;
  if (isInf(a) && isInf(b)) angle = 0.7853981633974483;
  else if (a == 0.0 && b == 0.0) angle = 0.0;
  else angle = a > b ? 1.5707963267948966 - arcTangent(b / a) : arcTangent(a / b);
  if (isNegative) angle = 3.141592653589793 - angle;
  return (floatBitsToUint(y) & 0x80000000u) != 0u ? -angle : angle;
}
float arcSineOfSmall(float x) {
  float z = x * x;
  return x + x * z * (1.6666752422e-1 + z * (7.4953002686e-2 + z * (4.5470025998e-2 + z * (2.4181311049e-2 +
    z * 4.2163199048e-2))));
}
float arcSine(float x) {
  float a = abs(x);
  if (!(a <= 1.0)) return nan();
  float y = a <= 0.5 ? arcSineOfSmall(a) : 1.5707963267948966 - 2.0 * arcSineOfSmall(sqrt(0.5 * (1.0 - a)));
  return x < 0.0 ? -y : y;
}
float arcCosine(float x) {
  if (!(abs(x) <= 1.0)) return nan();
  if (abs(x) <= 0.5) return 1.5707963267948966 - arcSineOfSmall(x);
  float y = 2.0 * arcSineOfSmall(sqrt(0.5 * (1.0 - abs(x))));
  return x < 0.0 ? 3.141592653589793 - y : y;
}

float errorFunction(float x) {
  float a = abs(x);
  if (isNan(x)) return x;
  if (a > 4.0) return x < 0.0 ? -1.0 : 1.0;
  float term = a;
  float sum = a;
  for (int n = 1; n < 80; n++) {
    term *= 2.0 * a * a / (2.0 * float(n) + 1.0);
    sum += term;
    if (term <= sum * 1e-8) break;
  }
  float y = 1.1283791670955126 * exponential(-a * a) * sum;
  return x < 0.0 ? -y : y;
}

float wholePower(float x, int n) {
  float result = 1.0;
  for (int bit = 0; bit < 7; bit++) {
    if ((n & 1) == 1) result *= x;
    n = n >> 1;
    if (n > 0) x *= x;
  }
  return result;
}
float power(float x, float y) {
  if (y == 0.0 || x == 1.0) return 1.0;
  if (isNan(x) || isNan(y)) return nan();
  bool isWhole = isInf(y) || trunc(y) == y;
  bool isOdd = isWhole && abs(y) < 16777216.0 && (int(abs(y)) & 1) == 1;
  if (isWhole && abs(y) <= 64.0) {
    float p = wholePower(x, int(abs(y)));
    return y < 0.0 ? 1.0 / p : p;
  }
  float a = abs(x);
  if (x < 0.0 && !isWhole && !isInf(x)) return nan();
  if (a == 1.0) return isOdd ? x : 1.0;
  float size;
  if (a == 0.0 || isInf(a) || isInf(y)) size = (a > 1.0) == (y > 0.0) ? inf() : 0.0;
  else size = exponential(y * logarithm(a));
  return x < 0.0 && isOdd ? -size : size;
}

float modulus(float x, float y) {
  if (isNan(x) || isNan(y) || isInf(x) || y == 0.0) return nan();
  float rest = abs(x);
  float divisor = abs(y);
  if (rest < divisor) return x;
  float piece = divisor;
  for (int i = 0; i < 280; i++) { if (piece * 2.0 > rest) break; piece *= 2.0; }
  for (int i = 0; i < 281; i++) {
    if (rest >= piece) rest -= piece;
    if (piece <= divisor) break;
    piece *= 0.5;
  }
  return x < 0.0 ? -rest : rest;
}
float remainderOf(float x, float y) {
  float rest = modulus(x, y);
  return rest != 0.0 && !isNan(rest) && (rest < 0.0) != (y < 0.0) ? rest + y : rest;
}
float floorOfQuotient(float x, float y) {
  if (y == 0.0) return x / y;
  float rest = modulus(x, y);
  if (isNan(rest)) return rest;
  return roundEven((x - rest) / y - (rest != 0.0 && (rest < 0.0) != (y < 0.0) ? 1.0 : 0.0));
}
`;

/** The same, as far as JavaScript does not have it. */
export const jsHelpers = `
function wholeOf(x) { return Number.isFinite(x) ? Math.trunc(x) : 0; }
function byteOf(x) { return wholeOf(x) & 255; }
function roundHalfEven(x) {
  const below = Math.floor(x);
  return x - below !== 0.5 ? Math.round(x) : below % 2 === 0 ? below : below + 1;
}
function remainderOf(a, b) {
  const r = a % b;
  return r !== 0 && r < 0 !== b < 0 ? r + b : r;
}
function floorOfQuotient(a, b) {
  if (b === 0) return a / b;
  const r = a % b;
  return Math.round((a - r) / b - Number(r !== 0 && r < 0 !== b < 0));
}
function errorFunction(x) {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return x;
  if (a > 6) return Math.sign(x);
  let term = a;
  let sum = a;
  for (let n = 1; n < 400 && term > sum * 1e-17; n++) {
    term *= (2 * a * a) / (2 * n + 1);
    sum += term;
  }
  return (Math.sign(x) * 2 * Math.exp(-a * a) * sum) / Math.sqrt(Math.PI);
}
`;
