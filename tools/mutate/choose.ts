/** A sample without repetition that depends on the seed alone, in the order of the items. */
export function choose<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  if (count >= items.length) return items;
  const ranked = items.map((item, i) => ({ item, i, rank: scrambled(i ^ scrambled(seed)) }));
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, count);
  return chosen.sort((a, b) => a.i - b.i).map(({ item }) => item);
}

/** MurmurHash3's last step, which maps the 32-bit integers onto each other. */
function scrambled(x: number): number {
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
