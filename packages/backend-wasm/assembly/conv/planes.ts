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
 * Brings row `y` of a padded plane to the phases of the plane at `target`: column c goes to phase `(left + c) % strideX` of
 * those of the row, as far as there are such, and there to column `(left + c) / strideX`.
 */
export function spreadRow(
  from: usize,
  y: i32,
  width: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  left: i32,
  strideY: i32,
  strideX: i32,
  phasesY: i32,
  phasesX: i32,
): void {
  const row = y / strideY;
  const first = y % strideY;
  if (y < 0 || first >= phasesY || row >= paddedHeight) return;
  const phaseBytes = <usize>(paddedHeight * paddedWidth) << 2;
  let line = target + <usize>(first * phasesX) * phaseBytes + (<usize>(row * paddedWidth) << 2);
  for (let phase = 0; phase < phasesX; phase++, line += phaseBytes) {
    // The first column of the phase that holds a pixel.
    let column = left <= phase ? 0 : (left - phase + strideX - 1) / strideX;
    let x = column * strideX + phase - left;
    if (strideX == 2) {
      for (; x + 8 <= width && column + 4 <= paddedWidth; x += 8, column += 4) {
        const at = from + (<usize>x << 2);
        v128.store(line + (<usize>column << 2), v128.shuffle<f32>(v128.load(at), v128.load(at, 16), 0, 2, 4, 6));
      }
    }
    for (; x < width && column < paddedWidth; x += strideX, column++) {
      store<f32>(line + (<usize>column << 2), load<f32>(from + (<usize>x << 2)));
    }
  }
}

/**
 * Writes planes as `phasesY * phasesX` smaller ones each, one for each remainder of row and column by the strides, so that
 * the pixels under one kernel element lie side by side. The rest is zero.
 */
export function padPhases(
  source: usize,
  count: i32,
  height: i32,
  width: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32,
  strideY: i32,
  strideX: i32,
  phasesY: i32,
  phasesX: i32,
): void {
  const planeBytes = <usize>(paddedHeight * paddedWidth * phasesY * phasesX) << 2;
  memory.fill(target, 0, <usize>count * planeBytes);
  for (let p = 0; p < count; p++, target += planeBytes) {
    for (let r = 0; r < height; r++, source += <usize>width << 2) {
      spreadRow(source, top + r, width, target, paddedHeight, paddedWidth, left, strideY, strideX, phasesY, phasesX);
    }
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
