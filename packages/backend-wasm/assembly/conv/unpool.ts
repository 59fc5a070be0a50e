// The gradient of max-pooling with 2x2 windows side by side, written where a convolution's gradients read it. `indices` are
// those of the maxima in their planes, as max-pooling gives them.

/**
 * Planes of gradients into larger ones with zeros everywhere else: the element at row r and column c of a plane goes to
 * row `top + r` and column `left + c`, which exist. `fullHeight` and `fullWidth` are those before pooling.
 */
export function unpoolPlanes(
  grads: usize,
  indices: usize,
  count: i32,
  fullHeight: i32,
  fullWidth: i32,
  target: usize,
  paddedHeight: i32,
  paddedWidth: i32,
  top: i32,
  left: i32,
): void {
  const height = fullHeight >> 1;
  const width = fullWidth >> 1;
  const planeBytes = <usize>(paddedHeight * paddedWidth) << 2;
  memory.fill(target, 0, <usize>count * planeBytes);
  // From the index in a plane to the one in a padded plane, for the upper row of windows; the lower is this much further.
  const further = paddedWidth - fullWidth;
  for (let p = 0; p < count; p++) {
    for (let y = 0; y < height; y++) {
      const row = 2 * y * fullWidth;
      const start = target + (<usize>((2 * y + top) * paddedWidth + left) << 2);
      for (let x = 0; x < width; x++) {
        const inRows = load<i32>(indices) - row;
        const at = inRows >= fullWidth ? inRows + further : inRows;
        store<f32>(start + (<usize>at << 2), load<f32>(grads));
        grads += 4;
        indices += 4;
      }
    }
    target += planeBytes;
  }
}
