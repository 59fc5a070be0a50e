// Factors of matrix products as panels, which the micro-kernels read from their beginning to their end. An element lies at
// `base + lanes[i] + depths[l]`, as gemm.ts says.

/** The micro-kernels' tile, of which they do one or one and a half. Float64 has half the columns. */
export const MR: i32 = 4;
export const NR: i32 = 8;

/** The columns of a tile: two vectors. */
@inline
export function columnsOf<T>(): i32 {
  return <i32>((NR * 4) / sizeof<T>());
}

@inline
function lanesOf<T>(): i32 {
  return <i32>(16 / sizeof<T>());
}

@inline
function offset(table: usize, i: i32): usize {
  return <usize>load<i32>(table + (<usize>i << 2));
}

/** One number from each of four addresses. */
@inline
export function fourLanes(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  let lanes = v128.load32_zero(p0);
  lanes = v128.load32_lane(p1, lanes, 1);
  lanes = v128.load32_lane(p2, lanes, 2);
  return v128.load32_lane(p3, lanes, 3);
}

/** True if as many entries of a table as a vector has lanes follow each other without gaps. */
@inline
function isRun<T>(table: usize): bool {
  if (sizeof<T>() == 8) return load<i32>(table, 4) == load<i32>(table) + 8;
  const entries = v128.load(table);
  const run = i32x4.add(i32x4.splat(load<i32>(table)), i32x4(0, 4, 8, 12));
  return i32x4.all_true(i32x4.eq(entries, run));
}

/** True if all entries of a table, but for those after the last whole vector, follow each other without gaps. */
function isOneRun<T>(table: usize, count: i32): bool {
  const bytes = lanesOf<T>() << 2;
  const last = table + (<usize>count << 2) - bytes;
  let distance = 0;
  for (let at = table; at <= last; at += bytes, distance += 16) {
    if (!isRun<T>(at) || load<i32>(at) - load<i32>(table) != distance) return false;
  }
  return true;
}

/** Packs rows of A in panels of 4, depth by depth. Rows that are missing repeat the last one: nobody reads them. */
export function packRowsOf<T>(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  const isDeep = isOneRun<T>(depths, depth);
  const step = MR * sizeof<T>();
  for (let i = 0; i < count; i += MR) {
    const table = lanes + (<usize>i << 2);
    packLanes<T>(base, table, 0, count - i, depths, depth, isDeep, out, step);
    if (sizeof<T>() == 8) packLanes<T>(base, table, 2, count - i, depths, depth, isDeep, out + 16, step);
    out += <usize>depth * step;
  }
}

/** The same in float32, for the host. */
export function packRows(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  packRowsOf<f32>(base, lanes, count, depths, depth, out);
}

/** Packs columns of B in panels of two vectors, depth by depth. Columns that are missing repeat the last one. */
export function packColumns<T>(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  const isDeep = isOneRun<T>(depths, depth);
  for (let j = 0; j < count; j += columnsOf<T>()) {
    const table = lanes + (<usize>j << 2);
    if (j + columnsOf<T>() <= count && isRun<T>(table) && isRun<T>(table + (lanesOf<T>() << 2))) {
      const left = base + offset(table, 0);
      const right = base + offset(table, lanesOf<T>());
      for (let l = 0; l < depth; l++) {
        const at = offset(depths, l);
        const to = out + (<usize>l << 5);
        v128.store(to, v128.load(left + at));
        v128.store(to, v128.load(right + at), 16);
      }
    } else {
      packLanes<T>(base, table, 0, count - j, depths, depth, isDeep, out, 32);
      packLanes<T>(base, table, lanesOf<T>(), count - j, depths, depth, isDeep, out + 16, 32);
    }
    out += <usize>depth << 5;
  }
}

/**
 * Packs the lanes of a vector from `first` on, a vector per depth, `step` bytes apart: at once where the lanes follow each
 * other, as many depths at a time as there are lanes where these do.
 */
function packLanes<T>(base: usize, lanes: usize, first: i32, count: i32, depths: usize, depth: i32, isDeep: bool, out: usize, step: usize): void {
  const width = lanesOf<T>();
  if (first + width <= count && isRun<T>(lanes + (<usize>first << 2))) {
    const p = base + offset(lanes, first);
    for (let l = 0; l < depth; l++, out += step) v128.store(out, v128.load(p + offset(depths, l)));
    return;
  }
  const last = count - 1;
  const p0 = base + offset(lanes, min(first, last));
  const p1 = base + offset(lanes, min(first + 1, last));
  const p2 = base + offset(lanes, min(first + 2, last));
  const p3 = base + offset(lanes, min(first + 3, last));
  let l = 0;
  while (l < depth) {
    let stop = l;
    if (isDeep) stop += (depth - l) & ~(width - 1);
    else if (l + width <= depth && isRun<T>(depths + (<usize>l << 2))) stop += width;
    const isAlone = stop == l;
    for (let d = offset(depths, l); l < stop; l += width, d += 16) {
      const a = v128.load(p0 + d);
      const b = v128.load(p1 + d);
      if (sizeof<T>() == 8) {
        v128.store(out, v128.shuffle<f64>(a, b, 0, 2));
        v128.store(out + step, v128.shuffle<f64>(a, b, 1, 3));
      } else {
        const c = v128.load(p2 + d);
        const e = v128.load(p3 + d);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const ce = v128.shuffle<f32>(c, e, 0, 4, 1, 5);
        v128.store(out, v128.shuffle<f32>(ab, ce, 0, 1, 4, 5));
        v128.store(out + step, v128.shuffle<f32>(ab, ce, 2, 3, 6, 7));
        const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const ceHigh = v128.shuffle<f32>(c, e, 2, 6, 3, 7);
        v128.store(out + 2 * step, v128.shuffle<f32>(abHigh, ceHigh, 0, 1, 4, 5));
        v128.store(out + 3 * step, v128.shuffle<f32>(abHigh, ceHigh, 2, 3, 6, 7));
      }
      out += <usize>width * step;
    }
    if (isAlone) {
      const d = offset(depths, l++);
      store<T>(out, load<T>(p0 + d));
      store<T>(out, load<T>(p1 + d), sizeof<T>());
      if (sizeof<T>() == 4) {
        store<T>(out, load<T>(p2 + d), 8);
        store<T>(out, load<T>(p3 + d), 12);
      }
      out += step;
    }
  }
}
