// The LU decomposition of small matrices on the host, in float64. A is a square matrix, row by row.

/** `P A Q = L U`: L and U in one array, and which row and column of A each row and column of it is. */
export interface Factors {
  readonly lu: Float64Array;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** The determinant of P times that of Q. */
  readonly sign: number;
}

function swap(values: Float64Array | Int32Array, i: number, j: number, length = 1, step = 1): void {
  for (let k = 0; k < length; k++, i += step, j += step) [values[i], values[j]] = [values[j], values[i]];
}

/**
 * Gaussian elimination with the largest element for pivot: of the column, or with `complete` of all that is left, which
 * brings the zeros of a singular matrix to the end.
 */
export function factorize(a: ArrayLike<number>, n: number, complete = false): Factors {
  const lu = Float64Array.from(a);
  const rows = Int32Array.from({ length: n }, (_, i) => i);
  const columns = rows.slice();
  let sign = 1;
  for (let k = 0; k < n; k++) {
    const [row, column] = pivot(lu, n, k, complete ? n : k + 1);
    if (row !== k) {
      swap(lu, row * n, k * n, n);
      swap(rows, row, k);
      sign = -sign;
    }
    if (column !== k) {
      swap(lu, column, k, n, n);
      swap(columns, column, k);
      sign = -sign;
    }
    eliminate(lu, n, k);
  }
  return { lu, rows, columns, sign };
}

/** Where the largest element lies, from row and column k on; a NaN counts as large. */
function pivot(lu: Float64Array, n: number, k: number, columnEnd: number): readonly [row: number, column: number] {
  let [row, column, largest] = [k, k, Math.abs(lu[k * n + k])];
  for (let i = k; i < n; i++) {
    for (let j = k; j < columnEnd; j++) {
      const size = Math.abs(lu[i * n + j]);
      if (size > largest) [row, column, largest] = [i, j, size];
    }
  }
  return [row, column];
}

function eliminate(lu: Float64Array, n: number, k: number): void {
  const divisor = lu[k * n + k];
  if (divisor === 0) return;
  for (let i = k + 1; i < n; i++) {
    const factor = (lu[i * n + k] /= divisor);
    if (factor === 0) continue;
    let from = k * n + k + 1;
    const end = (i + 1) * n;
    for (let to = i * n + k + 1; to < end; to++, from++) lu[to] -= factor * lu[from];
  }
}

/** The sign of the determinant and the logarithm of its size, which does not overflow. */
export function signAndLog({ lu, sign }: Factors, n: number): readonly [sign: number, log: number] {
  let log = 0;
  for (let i = 0; i < n; i++) {
    const element = lu[i * n + i];
    sign *= Math.sign(element);
    log += Math.log(Math.abs(element));
  }
  return [sign + 0, log];
}

/** The determinant, from the factors. */
export function determinant({ lu, sign }: Factors, n: number): number {
  let product = sign;
  for (let i = 0; i < n; i++) product *= lu[i * n + i];
  return product;
}

/** The index of the first zero on U's diagonal, or -1: a matrix that has one is singular. */
export function firstZero({ lu }: Factors, n: number): number {
  for (let i = 0; i < n; i++) if (lu[i * n + i] === 0) return i;
  return -1;
}

/** `A⁻¹`, of factors without a zero on the diagonal that were made without `complete`. */
export function invert(factors: Factors, n: number): Float64Array {
  const identity = new Float64Array(n * n);
  for (let i = 0; i < n; i++) identity[i * n + i] = 1;
  return substitute(factors, n, identity, n);
}

/**
 * The cofactors of A, the derivative of its determinant, which a singular matrix has too. Those of a product are the product
 * of theirs, `cof(A) = ±Pᵀ L⁻ᵀ cof(U) Qᵀ`, and of U, whose zeros come last, nothing is left where there are two or more.
 */
export function cofactors(a: ArrayLike<number>, n: number): Float64Array {
  const { lu, rows, columns, sign } = factorize(a, n, true);
  const result = new Float64Array(n * n);
  const y = new Float64Array(n);
  for (let column = 0; column < n; column++) {
    // A column of cof(U): det(U) U⁻ᵀ without a division by the last pivot.
    cofactorColumn(lu, n, column, y);
    for (let i = n - 1; i >= 0; i--) for (let k = i + 1; k < n; k++) y[i] -= lu[k * n + i] * y[k];
    for (let i = 0; i < n; i++) result[rows[i] * n + columns[column]] = sign * y[i];
  }
  return result;
}

/** Column j of `det(U) U⁻ᵀ`, a lower triangular matrix, where all but the last of U's pivots may be divided by. */
function cofactorColumn(u: Float64Array, n: number, j: number, y: Float64Array): void {
  y.fill(0);
  const last = n - 1;
  let others = 1;
  for (let i = 0; i < last; i++) others *= u[i * n + i];
  if (others === 0) return;
  // U⁻ᵀ e_j by substitution from the front; what its last row would be divided by, the rows above are multiplied by.
  for (let i = j; i < n; i++) {
    let sum = i === j ? 1 : 0;
    for (let k = j; k < i; k++) sum -= u[k * n + i] * y[k];
    y[i] = i === last ? sum : sum / u[i * n + i];
  }
  for (let i = j; i < n; i++) y[i] *= i === last ? others : others * u[last * n + last];
}

/** `A⁻¹ B` for a B of `columns` columns, of factors as {@link invert} takes them. */
export function substitute({ lu, rows }: Factors, n: number, b: ArrayLike<number>, columns: number): Float64Array {
  const x = new Float64Array(n * columns);
  // Row by row of x, which lies without gaps.
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < columns; c++) x[i * columns + c] = b[rows[i] * columns + c];
    subtractRows(x, i, lu, i * n, 0, i, columns);
  }
  for (let i = n - 1; i >= 0; i--) {
    subtractRows(x, i, lu, i * n, i + 1, n, columns);
    const divisor = lu[i * n + i];
    for (let c = 0; c < columns; c++) x[i * columns + c] /= divisor;
  }
  return x;
}

/** Subtracts multiples of rows `k` to `stop` from row i, one after the other; four at a time, so that row i is read less often. */
function subtractRows(
  x: Float64Array,
  i: number,
  lu: Float64Array,
  row: number,
  k: number,
  stop: number,
  columns: number,
): void {
  const [begin, end] = [i * columns, (i + 1) * columns];
  for (; k + 4 <= stop; k += 4) {
    const [a, b, c, d] = [lu[row + k], lu[row + k + 1], lu[row + k + 2], lu[row + k + 3]];
    let from = k * columns;
    for (let to = begin; to < end; to++, from++) {
      x[to] = x[to] - a * x[from] - b * x[from + columns] - c * x[from + 2 * columns] - d * x[from + 3 * columns];
    }
  }
  for (; k < stop; k++) {
    const factor = lu[row + k];
    let from = k * columns;
    for (let to = begin; to < end; to++, from++) x[to] -= factor * x[from];
  }
}
