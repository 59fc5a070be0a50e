// Planes of float32, padded for convolutions.

/**
 * Writes planes into larger ones, of which the rest is zero. Row r and column c go to row `top + r * stepY` and column
 * `left + c * stepX`; what falls outside is left out.
 */
export function padPlanes(
  source: usize,
  count: i32,
  height: i32,
  width: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32,
  stepY: i32,
  stepX: i32,
): void {
  const planeBytes = <usize>(paddedHeight * paddedWidth) << 2;
  memory.fill(target, 0, <usize>count * planeBytes);
  const first = max(0, -left);
  for (let p = 0; p < count; p++) {
    for (let r = 0; r < height; r++) {
      const row = top + r * stepY;
      if (row < 0 || row >= paddedHeight) continue;
      const to = target + (<usize>(row * paddedWidth) << 2);
      const from = source + (<usize>(r * width) << 2);
      if (stepX == 1) {
        const columns = min(width, paddedWidth - left) - first;
        if (columns > 0) memory.copy(to + (<usize>(left + first) << 2), from + (<usize>first << 2), <usize>columns << 2);
      } else {
        for (let c = 0; c < width; c++) {
          const column = left + c * stepX;
          if (column >= 0 && column < paddedWidth) store<f32>(to + (<usize>column << 2), load<f32>(from + (<usize>c << 2)));
        }
      }
    }
    source += <usize>(height * width) << 2;
    target += planeBytes;
  }
}

/**
 * Writes the dense planes from `begin` to `end` into larger ones: rows and columns go `rowStep` and `columnStep` bytes
 * apart.
 */
export function spreadPlanes(
  source: usize,
  target: usize,
  height: i32,
  width: i32,
  rowStep: usize,
  columnStep: usize,
  planeStep: usize,
  begin: i32,
  end: i32,
): void {
  let from = source + (<usize>(begin * height * width) << 2);
  for (let p = begin; p < end; p++) {
    const plane = target + <usize>p * planeStep;
    for (let r = 0; r < height; r++) {
      let to = plane + <usize>r * rowStep;
      for (const stop = from + (<usize>width << 2); from < stop; from += 4) {
        store<u32>(to, load<u32>(from));
        to += columnStep;
      }
    }
  }
}
