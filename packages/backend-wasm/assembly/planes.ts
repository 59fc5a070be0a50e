// Planes of float32: padding for convolutions, and max-pooling.

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

/** Max-pooling of windows without padding or dilation; the first of several maxima wins, NaN wins over all. */
export function maxPool(
  source: usize,
  planes: i32,
  height: i32,
  width: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideY: i32,
  strideX: i32,
  values: usize,
  indices: usize,
): void {
  for (let p = 0; p < planes; p++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        const start = y * strideY * width + x * strideX;
        let at = start;
        let most = load<f32>(source + (<usize>start << 2));
        for (let r = 0; r < kernelHeight; r++) {
          for (let c = 0; c < kernelWidth; c++) {
            const i = start + r * width + c;
            const value = load<f32>(source + (<usize>i << 2));
            // Which element is larger is anybody's guess, so a jump would often be foreseen wrongly.
            const better = i32(value > most) | (i32(value != value) & i32(most == most));
            most = select(value, most, better);
            at = select(i, at, better);
          }
        }
        store<f32>(values, most);
        store<i32>(indices, at);
        values += 4;
        indices += 4;
      }
    }
    source += <usize>(height * width) << 2;
  }
}

/** Adds each gradient to the place in its plane that its index names. The target is zero at first. */
export function maxUnpool(grad: usize, indices: usize, planes: i32, outSize: i32, inSize: i32, target: usize): void {
  for (let p = 0; p < planes; p++) {
    for (let i = 0; i < outSize; i++) {
      const to = target + (<usize>load<i32>(indices) << 2);
      store<f32>(to, load<f32>(to) + load<f32>(grad));
      grad += 4;
      indices += 4;
    }
    target += <usize>inSize << 2;
  }
}
