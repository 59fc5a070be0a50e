// Factors of matrix products as panels, which the micro-kernels read from their beginning to their end. An element lies at
// `base + lanes[i] + depths[l]`, as gemm.ts says.

/** The micro-kernels' tile, of which they do one or one and a half. */
export const MR: i32 = 4;
export const NR: i32 = 8;

@inline
function offset(table: usize, i: i32): usize {
  return <usize>load<i32>(table + (<usize>i << 2));
}

/** True if 4 entries of a table follow each other without gaps. */
@inline
function isRun(table: usize): bool {
  const entries = v128.load(table);
  const run = i32x4.add(i32x4.splat(load<i32>(table)), i32x4(0, 4, 8, 12));
  return i32x4.all_true(i32x4.eq(entries, run));
}

/** True if all entries of a table, but for the last three at most, follow each other without gaps. */
function isOneRun(table: usize, count: i32): bool {
  const last = table + (<usize>count << 2) - 16;
  let at = table;
  for (; at <= last; at += 16) if (!isRun(at) || load<i32>(at) - load<i32>(table) != <i32>(at - table)) return false;
  return true;
}

/** Packs rows of A in panels of 4, depth by depth. Rows that are missing repeat the last one: nobody reads them. */
export function packRows(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  const isDeep = isOneRun(depths, depth);
  for (let i = 0; i < count; i += MR) {
    packLanes(base, lanes + (<usize>i << 2), 0, count - i, depths, depth, isDeep, out, 16);
    out += <usize>depth << 4;
  }
}

/** Packs columns of B in panels of 8, depth by depth. Columns that are missing repeat the last one. */
export function packColumns(base: usize, lanes: usize, count: i32, depths: usize, depth: i32, out: usize): void {
  const isDeep = isOneRun(depths, depth);
  for (let j = 0; j < count; j += NR) {
    const table = lanes + (<usize>j << 2);
    if (j + NR <= count && isRun(table) && isRun(table + 16)) {
      const left = base + offset(table, 0);
      const right = base + offset(table, 4);
      for (let l = 0; l < depth; l++) {
        const at = offset(depths, l);
        const to = out + (<usize>l << 5);
        v128.store(to, v128.load(left + at));
        v128.store(to, v128.load(right + at), 16);
      }
    } else {
      packLanes(base, table, 0, count - j, depths, depth, isDeep, out, 32);
      packLanes(base, table, 4, count - j, depths, depth, isDeep, out + 16, 32);
    }
    out += <usize>depth << 5;
  }
}

/**
 * Packs the 4 lanes from `first` on, a vector per depth, `step` bytes apart: at once where the lanes follow each other, 4
 * depths at a time where these do.
 */
function packLanes(base: usize, lanes: usize, first: i32, count: i32, depths: usize, depth: i32, isDeep: bool, out: usize, step: usize): void {
  if (first + 4 <= count && isRun(lanes + (<usize>first << 2))) {
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
    if (isDeep) stop += (depth - l) & ~3;
    else if (l + 4 <= depth && isRun(depths + (<usize>l << 2))) stop += 4;
    const isAlone = stop == l;
    for (let d = offset(depths, l); l < stop; l += 4, d += 16) {
      const a = v128.load(p0 + d);
      const b = v128.load(p1 + d);
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
      out += 4 * step;
    }
    if (isAlone) {
      const d = offset(depths, l++);
      store<f32>(out, load<f32>(p0 + d));
      store<f32>(out, load<f32>(p1 + d), 4);
      store<f32>(out, load<f32>(p2 + d), 8);
      store<f32>(out, load<f32>(p3 + d), 12);
      out += step;
    }
  }
}
