import type { TypedArray } from "../../dtype.js";

/**
 * One factor of a matrix product, wherever its elements lie: element `p` of row (or column) `i` is
 * `source[offset + lanes[i] + depths[p]]`. Transposes, strided views and the patches of a convolution all have
 * this form, so none of them is ever copied before it is packed.
 */
export interface Factor {
  readonly source: TypedArray;
  readonly offset: number;
  readonly lanes: Int32Array;
  /** As long as the other factor's. */
  readonly depths: Int32Array;
}

/** Where the product goes: element `[i, j]` to `array[offset + rows[i] + columns[j]]`. */
export interface Target {
  readonly array: TypedArray;
  readonly offset: number;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** Add to what is there; then several elements of the product may go to one place. */
  readonly accumulate: boolean;
}

// A block of the product, and of the depth: even numbers, because tiles are 2x2. Both packed blocks stay in the
// second-level cache.
const blockRows = 192;
const blockColumns = 384;
const blockDepth = 256;

/** The packed blocks of both factors, and the block of the product that they add to. */
interface Panels {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly sums: Float64Array;
  multiply(rows: number, columns: number, depth: number): void;
}

/**
 * Makes the panels with the loops that run over them. Inside one closure the three arrays are constants to the
 * engine, which then needs neither type checks nor length loads in the innermost loop: that is worth a half.
 *
 * The tile that is summed in local variables is 2x2: its four sums and four loads stay in registers. Larger tiles
 * make the engine spill (3x3 and 4x4 are slower by a quarter), and so does unrolling.
 */
function createPanels(): Panels {
  const a = new Float64Array(blockRows * blockDepth);
  const b = new Float64Array(blockColumns * blockDepth);
  const sums = new Float64Array(blockRows * blockColumns);

  // `| 0` keeps the index arithmetic free of overflow checks.
  function multiplyTile(ia: number, ib: number, depth: number, to: number): void {
    let s00 = 0;
    let s01 = 0;
    let s10 = 0;
    let s11 = 0;
    for (const end = (ia + 2 * depth) | 0; ia < end; ia = (ia + 2) | 0, ib = (ib + 2) | 0) {
      const b0 = b[ib];
      const b1 = b[(ib + 1) | 0];
      const a0 = a[ia];
      s00 += a0 * b0;
      s01 += a0 * b1;
      const a1 = a[(ia + 1) | 0];
      s10 += a1 * b0;
      s11 += a1 * b1;
    }
    sums[to] += s00;
    sums[to + 1] += s01;
    sums[to + blockColumns] += s10;
    sums[to + blockColumns + 1] += s11;
  }

  function multiply(rows: number, columns: number, depth: number): void {
    for (let j = 0; j < columns; j += 2) {
      for (let i = 0; i < rows; i += 2) multiplyTile(i * depth, j * depth, depth, i * blockColumns + j);
    }
  }

  return { a, b, sums, multiply };
}

/** One set serves every product, because kernels never run inside each other. Made when first needed. */
let sharedPanels: Panels | null = null;

/**
 * The matrix product of two factors: `target[i, j] = sum over p of a[i, p] * b[j, p]`, summed in double precision.
 *
 * Works block by block: copies a block of either factor into panels, in exactly the order in which the innermost
 * loop reads them, multiplies panel by panel, and writes the finished block out.
 *
 * @see https://www.cs.utexas.edu/~flame/pubs/GotoTOMS_revision.pdf Goto, van de Geijn: Anatomy of High-Performance
 *   Matrix Multiplication
 */
export function gemm(a: Factor, b: Factor, target: Target): void {
  const m = a.lanes.length;
  const n = b.lanes.length;
  const k = a.depths.length;
  const panels = (sharedPanels ??= createPanels());
  const depthStep = Math.ceil(k / Math.ceil(k / blockDepth));
  for (let j = 0; j < n; j += blockColumns) {
    const columns = Math.min(blockColumns, n - j);
    for (let i = 0; i < m; i += blockRows) {
      const rows = Math.min(blockRows, m - i);
      panels.sums.fill(0, 0, (rows + (rows % 2)) * blockColumns);
      for (let p = 0; p < k; p += depthStep) {
        const depth = Math.min(depthStep, k - p);
        pack(a, i, rows, p, depth, panels.a);
        pack(b, j, columns, p, depth, panels.b);
        panels.multiply(rows, columns, depth);
      }
      store(panels.sums, target, i, rows, j, columns);
    }
  }
}

/**
 * Copies `count` lanes from `first` on, two side by side: lanes 0 and 1 at depth 0, at depth 1, ...; then 2 and 3.
 * A last lane without a partner stands twice; what its double adds up to is never stored.
 */
function pack(factor: Factor, first: number, count: number, p0: number, depth: number, panel: Float64Array): void {
  const { source, offset, lanes, depths } = factor;
  const end = p0 + depth;
  let q = 0;
  for (let lane = 0; lane < count; lane += 2) {
    const x = offset + lanes[first + lane];
    const y = offset + lanes[first + Math.min(lane + 1, count - 1)];
    for (let p = p0; p < end; p++, q += 2) {
      const at = depths[p];
      panel[q] = source[x + at];
      panel[q + 1] = source[y + at];
    }
  }
}

/** Writes a finished block of the product where it belongs. */
function store(sums: Float64Array, target: Target, i0: number, rows: number, j0: number, columns: number): void {
  const { array, columns: table, accumulate } = target;
  for (let i = 0; i < rows; i++) {
    const to = target.offset + target.rows[i0 + i];
    const from = i * blockColumns;
    if (accumulate) for (let j = 0; j < columns; j++) array[to + table[j0 + j]] += sums[from + j];
    else for (let j = 0; j < columns; j++) array[to + table[j0 + j]] = sums[from + j];
  }
}
