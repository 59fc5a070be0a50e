import type { PoolAxis } from "../poolWindows.js";

/** Which elements of a plane go into each of several sums or maxima; they have as many terms as the largest needs. */
export interface WindowTable {
  readonly terms: number;
  readonly results: number;
  /** Flat positions in the plane, `[terms, results]`. Where there is no further element, the last one is named again. */
  readonly positions: Int32Array;
  /** 1 where a term is no repetition, `[terms, results]`. */
  readonly isTerm: Uint8Array;
}

/** The elements of each window along an axis. */
export function windowsAlong({ starts, ends, step }: PoolAxis): number[][] {
  return starts.map((start, o) => {
    const window: number[] = [];
    for (let i = start; i < ends[o]; i += step) window.push(i);
    return window;
  });
}

/** The same the other way round: the windows that each of `size` elements belongs to. */
export function windowsOver(windows: readonly (readonly number[])[], size: number): number[][] {
  const over = Array.from({ length: size }, (): number[] => []);
  for (const [o, window] of windows.entries()) for (const i of window) over[i].push(o);
  return over;
}

/** The windows whose rows and columns are given, in planes of so many columns; their elements are in row-major order. */
export function windowTable(
  rows: readonly (readonly number[])[],
  columns: readonly (readonly number[])[],
  width: number,
): WindowTable {
  const [height, breadth] = [rows, columns].map((lists) => Math.max(0, ...lists.map(({ length }) => length)));
  const terms = height * breadth;
  const results = rows.length * columns.length;
  const positions = new Int32Array(terms * results);
  const isTerm = new Uint8Array(terms * results);
  let at = 0;
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < breadth; j++) {
      for (const row of rows) {
        const start = (row[Math.min(i, row.length - 1)] ?? 0) * width;
        for (const column of columns) {
          positions[at] = start + (column[Math.min(j, column.length - 1)] ?? 0);
          isTerm[at++] = Number(i < row.length && j < column.length);
        }
      }
    }
  }
  return { terms, results, positions, isTerm };
}
