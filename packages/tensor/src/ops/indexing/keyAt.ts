// Selection among keys that compare as signed integers.

// Each long loop is a function of its own: V8 compiles a function while its first loop runs, when it knows nothing of a second
// one, and falls back to the interpreter there, in each call anew.

const counts = new Int32Array(256);

/** The key that stands at place `k`, from 0, of the sorted keys: a byte at a time, among those that agree so far. */
export function keyAt(keys: Int32Array, k: number): number {
  let left = keys;
  for (let shift = 24; shift >= 0; shift -= 8) {
    const flip = shift === 24 ? 128 : 0;
    countDigits(left, shift, flip);
    let digit = 0;
    for (; k >= counts[digit]; digit++) k -= counts[digit];
    if (counts[digit] < left.length) left = withDigit(left, shift, digit ^ flip, counts[digit]);
  }
  return left[0];
}

function countDigits(keys: Int32Array, shift: number, flip: number): void {
  counts.fill(0);
  for (let i = 0; i < keys.length; i++) counts[((keys[i] >>> shift) & 255) ^ flip]++;
}

/** The `count` keys that have a digit. */
function withDigit(keys: Int32Array, shift: number, digit: number, count: number): Int32Array {
  const kept = new Int32Array(count);
  for (let i = 0, n = 0; n < count; i++) {
    kept[n] = keys[i];
    if (((keys[i] >>> shift) & 255) === digit) n++;
  }
  return kept;
}

/** The number of keys below one. */
export function countBelow(keys: Int32Array, key: number): number {
  let count = 0;
  for (let i = 0; i < keys.length; i++) if (keys[i] < key) count++;
  return count;
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
