// Decompositions of matrices on the host, in float64. Matrices lie row by row.

const epsilon = 2 ** -52;

/** L of `A = L Lᵀ`, of A's lower triangle; or the order of the first leading minor that is not positive. */
export function choleskyOf(a: ArrayLike<number>, n: number): Float64Array | number {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= l[i * n + k] * l[j * n + k];
      if (i === j && !(sum > 0)) return i + 1;
      l[i * n + j] = i === j ? Math.sqrt(sum) : sum / l[j * n + j];
    }
  }
  return l;
}

/** The reflections of Householder that make A upper triangular, with LAPACK's signs: R lies on and above the diagonal. */
function reflect(a: ArrayLike<number>, m: number, n: number): { readonly r: Float64Array; readonly tau: Float64Array } {
  const r = Float64Array.from(a);
  const tau = new Float64Array(Math.min(m, n));
  for (let j = 0; j < tau.length; j++) {
    const alpha = r[j * n + j];
    let below = 0;
    for (let i = j + 1; i < m; i++) below = Math.hypot(below, r[i * n + j]);
    if (below === 0) continue;
    const beta = (alpha < 0 ? 1 : -1) * Math.hypot(alpha, below);
    tau[j] = (beta - alpha) / beta;
    for (let i = j + 1; i < m; i++) r[i * n + j] /= alpha - beta;
    r[j * n + j] = beta;
    applyReflection(r, m, n, j, tau[j], r, n, j + 1);
  }
  return { r, tau };
}

/** Reflection j, `I - tau v vᵀ`, times columns `from ..` of x; v stands in r, below its leading 1. */
function applyReflection(
  r: Float64Array,
  m: number,
  n: number,
  j: number,
  tau: number,
  x: Float64Array,
  columns: number,
  from: number,
): void {
  // Row by row of x, which lies without gaps.
  const products = x.slice(j * columns, (j + 1) * columns);
  for (let i = j + 1; i < m; i++) {
    const factor = r[i * n + j];
    for (let c = from; c < columns; c++) products[c] += factor * x[i * columns + c];
  }
  for (let c = from; c < columns; c++) {
    products[c] *= tau;
    x[j * columns + c] -= products[c];
  }
  for (let i = j + 1; i < m; i++) {
    const factor = r[i * n + j];
    for (let c = from; c < columns; c++) x[i * columns + c] -= factor * products[c];
  }
}

/** `A = Q R`: `size` columns of Q transposed, each with the row of R that belongs to it behind it. */
export function qrOf(a: ArrayLike<number>, m: number, n: number, size: number): Float64Array {
  const { r, tau } = reflect(a, m, n);
  const q = new Float64Array(m * size);
  for (let i = 0; i < size; i++) q[i * size + i] = 1;
  for (let j = tau.length - 1; j >= 0; j--) applyReflection(r, m, n, j, tau[j], q, size, 0);
  const packed = new Float64Array(size * (m + n));
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < m; k++) packed[i * (m + n) + k] = q[k * size + i];
    for (let k = i; k < n; k++) packed[i * (m + n) + m + k] = r[i * n + k];
  }
  return packed;
}

/** The rotation that makes an off-diagonal element 0, of a symmetric matrix's elements pp, pq and qq. */
function rotation(pp: number, pq: number, qq: number): readonly [cosine: number, sine: number] {
  const theta = (qq - pp) / (2 * pq);
  const tangent = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const cosine = 1 / Math.hypot(tangent, 1);
  return [cosine, tangent * cosine];
}

/** Rotates n elements of x from p on with as many from q on. */
function rotate(x: Float64Array, p: number, q: number, n: number, cosine: number, sine: number): void {
  for (let k = 0; k < n; k++, p++, q++) {
    const a = x[p];
    const b = x[q];
    x[p] = cosine * a - sine * b;
    x[q] = sine * a + cosine * b;
  }
}

const mostSweeps = 60;

function sumOfSquares(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  return sum;
}

/** The largest size of an element, which matrices are divided by so that no square overflows; 1 for zeros. */
function scaleOf(a: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]));
  return largest || 1;
}

/** One row of eigenvalues, ascending, and the rows of the eigenvectors' matrix: Jacobi's method. A must be symmetric. */
export function eighOf(a: ArrayLike<number>, n: number): Float64Array {
  const scale = scaleOf(a);
  const s = Float64Array.from(a, (x) => x / scale);
  // Row i is eigenvector i.
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const negligible = sumOfSquares(s) * epsilon * epsilon * 1e-4;
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(s, n) > negligible; sweep++) {
    for (let p = 0; p < n; p++) for (let q = p + 1; q < n; q++) diagonalize(s, v, n, p, q);
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => s[i * n + i] - s[j * n + j]);
  const packed = new Float64Array((n + 1) * n);
  for (const [to, from] of order.entries()) {
    packed[to] = s[from * n + from] * scale;
    for (let i = 0; i < n; i++) packed[(i + 1) * n + to] = v[from * n + i];
  }
  return packed;
}

/** Rotates the symmetric s so that element (p, q) is 0, and v with it. */
function diagonalize(s: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const [pp, pq, qq] = [s[p * n + p], s[p * n + q], s[q * n + q]];
  if (pq === 0) return;
  const [cosine, sine] = rotation(pp, pq, qq);
  rotate(s, p * n, q * n, n, cosine, sine);
  rotate(v, p * n, q * n, n, cosine, sine);
  for (let k = 0; k < n; k++) {
    s[k * n + p] = s[p * n + k];
    s[k * n + q] = s[q * n + k];
  }
  const shift = (sine / cosine) * pq;
  s[p * n + p] = pp - shift;
  s[q * n + q] = qq + shift;
  // Exactly, or rounding would keep the sum of what is off the diagonal from becoming negligible.
  s[p * n + q] = 0;
  s[q * n + p] = 0;
}

function offDiagonal(s: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += s[i * n + j] ** 2;
  return sum;
}

/** `A = U diag(s) Vᵀ`, s descending; the columns of U and V lie as rows. */
export interface Svd {
  readonly u: Float64Array;
  readonly s: Float64Array;
  readonly v: Float64Array;
}

/** The singular value decomposition, reduced, by Hestenes' method: A's columns are rotated until they are orthogonal. */
export function svdOf(a: ArrayLike<number>, m: number, n: number): Svd {
  if (m < n) {
    const { u, s, v } = svdOf(transposed(a, m, n), n, m);
    return { u: v, s, v: u };
  }
  const scale = scaleOf(a);
  const columns = transposed(a, m, n).map((x) => x / scale);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const negligible = epsilon * epsilon * sumOfSquares(columns);
  for (let sweep = 0; sweep < mostSweeps; sweep++) if (!orthogonalize(columns, v, m, n, negligible)) break;
  const norms = Array.from({ length: n }, (_, i) => Math.sqrt(sumOfSquares(columns.subarray(i * m, (i + 1) * m))));
  const order = norms.map((_, i) => i).sort((i, j) => norms[j] - norms[i]);
  const result = { u: new Float64Array(n * m), s: new Float64Array(n), v: new Float64Array(n * n) };
  for (const [to, from] of order.entries()) {
    const norm = norms[from];
    result.s[to] = norm * scale;
    result.v.set(v.subarray(from * n, (from + 1) * n), to * n);
    const isNoise = norm <= Math.sqrt(negligible) * m;
    if (isNoise) fillOrthogonal(result.u, to, m);
    else for (let i = 0; i < m; i++) result.u[to * m + i] = columns[from * m + i] / norm;
  }
  return result;
}

function transposed(a: ArrayLike<number>, m: number, n: number): Float64Array {
  return Float64Array.from({ length: m * n }, (_, i) => a[(i % m) * n + Math.floor(i / m)]);
}

/** One sweep over all pairs of columns; false when they were orthogonal already. */
function orthogonalize(columns: Float64Array, v: Float64Array, m: number, n: number, negligible: number): boolean {
  let isChanged = false;
  for (let p = 0; p < n; p++) {
    for (let q = p + 1; q < n; q++) {
      let pp = 0;
      let pq = 0;
      let qq = 0;
      for (let i = 0; i < m; i++) {
        const x = columns[p * m + i];
        const y = columns[q * m + i];
        pp += x * x;
        pq += x * y;
        qq += y * y;
      }
      if (Math.abs(pq) <= Math.max(epsilon * Math.sqrt(pp * qq), negligible)) continue;
      isChanged = true;
      const [cosine, sine] = rotation(pp, pq, qq);
      rotate(columns, p * m, q * m, m, cosine, sine);
      rotate(v, p * n, q * n, n, cosine, sine);
    }
  }
  return isChanged;
}

/** Makes row `at` a unit vector that is orthogonal to the rows before it: what is left of a unit vector of the basis. */
function fillOrthogonal(rows: Float64Array, at: number, m: number): void {
  const row = rows.subarray(at * m, (at + 1) * m);
  for (let axis = 0; axis < m; axis++) {
    row.fill(0);
    row[axis] = 1;
    // Twice, for the digits.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < at; other++) {
        let product = 0;
        for (let i = 0; i < m; i++) product += row[i] * rows[other * m + i];
        for (let i = 0; i < m; i++) row[i] -= product * rows[other * m + i];
      }
    }
    const left = sumOfSquares(row);
    if (left < 0.5 / m) continue;
    for (let i = 0; i < m; i++) row[i] /= Math.sqrt(left);
    return;
  }
}

/** The pseudoinverse, where singular values up to `threshold(largest)` count as 0. */
export function pinvOf(
  a: ArrayLike<number>,
  m: number,
  n: number,
  threshold: (largest: number) => number,
): Float64Array {
  const { u, s, v } = svdOf(a, m, n);
  const least = threshold(s.length === 0 ? 0 : s[0]);
  const result = new Float64Array(n * m);
  for (let k = 0; k < s.length && s[k] > least; k++) {
    for (let i = 0; i < n; i++) {
      const factor = v[k * n + i] / s[k];
      for (let j = 0; j < m; j++) result[i * m + j] += factor * u[k * m + j];
    }
  }
  return result;
}
