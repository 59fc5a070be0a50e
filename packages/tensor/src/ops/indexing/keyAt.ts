// Selection among keys that compare as signed integers.

const counts = new Int32Array(256);

/** The key that stands at place `k`, from 0, of the sorted keys: a byte at a time, among those that agree so far. */
export function keyAt(keys: Int32Array, k: number): number {
  let left = keys;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const flip = shift === 24 ? 128 : 0;
    counts.fill(0);
    for (let i = 0; i < left.length; i++) counts[((left[i] >>> shift) & 255) ^ flip]++;
    let digit = 0;
    for (; k >= counts[digit]; digit++) k -= counts[digit];
    const count = counts[digit];
    if (count === left.length) continue;
    const kept = new Int32Array(count);
    for (let i = 0, n = 0; n < count; i++) {
      kept[n] = left[i];
      if ((((left[i] >>> shift) & 255) ^ flip) === digit) n++;
    }
    left = kept;
  }
  return left[0];
}

/** The largest of the `k` smallest keys. Where these are few, most keys are only compared with the largest so far. */
export function boundKey(keys: Int32Array, k: number): number {
  const room = 8 * k + 256;
  if (room > keys.length / 4) return keyAt(keys, k - 1);
  const least = keys.slice(0, room);
  let [count, most] = [room, 0x7fffffff];
  for (let i = room; ; i++) {
    if (count === room || i === keys.length) {
      most = keyAt(least.subarray(0, count), k - 1);
      if (i === keys.length) return most;
      count = 0;
      for (let j = 0; j < room; j++) if (least[j] < most) least[count++] = least[j];
      while (count < k) least[count++] = most;
    }
    if (keys[i] < most) least[count++] = keys[i];
  }
}
