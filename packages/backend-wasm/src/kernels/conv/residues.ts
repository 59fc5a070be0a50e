/**
 * The positions along one axis of a convolution's input that the same taps of its kernel reach: with a stride of s, input
 * h sees tap k only where h + padding - k * dilation is a multiple of s.
 */
export interface Residue {
  /** The first position and how many there are; they are a stride apart. */
  readonly first: number;
  readonly count: number;
  /** The first tap, how many there are, and how far they are apart. */
  readonly tap: number;
  readonly taps: number;
  readonly tapStep: number;
  /** The result that the first position sees through the first tap; each further tap sees one so many less. */
  readonly result: number;
  readonly resultStep: number;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** All positions of an axis, by their residues. Those that no tap reaches come with no taps. */
export function residues(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): readonly Residue[] {
  const common = gcd(stride, dilation);
  const tapStep = stride / common;
  const resultStep = dilation / common;
  const list: Residue[] = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const reaches = (tap: number): boolean => (first + padding - tap * dilation) % stride === 0;
    let tap = 0;
    while (tap < kernel && !reaches(tap)) tap++;
    list.push({
      first,
      count: Math.ceil((size - first) / stride),
      tap,
      taps: Math.ceil((kernel - tap) / tapStep),
      tapStep,
      result: (first + padding - tap * dilation) / stride,
      resultStep,
    });
  }
  return list;
}

/** How many results before the first one and, with `results` of them, behind the last one are looked at. */
export function margins(list: readonly Residue[], results: number): { before: number; behind: number } {
  let before = 0;
  let behind = 0;
  for (const { count, taps, result, resultStep } of list) {
    if (taps === 0) continue;
    before = Math.max(before, (taps - 1) * resultStep - result);
    behind = Math.max(behind, result + count - results);
  }
  return { before, behind };
}
