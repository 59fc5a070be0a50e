/**
 * Indices along one axis of a convolution's input that the same elements of its kernel reach: with a stride of s, element k
 * reaches input h only where h + padding - k * dilation is a multiple of s.
 */
export interface Residue {
  /** The first index and how many there are; they are a stride apart. */
  readonly first: number;
  readonly count: number;
  /** The first kernel element, how many there are, and the step between them. */
  readonly element: number;
  readonly elements: number;
  readonly elementStep: number;
  /** The index of the result that the first kernel element takes to the first index, and how much less it is for each further one. */
  readonly result: number;
  readonly resultStep: number;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** All indices of an axis, by their residues. Those that no kernel element reaches come with none. */
export function residues(
  size: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): readonly Residue[] {
  const common = gcd(stride, dilation);
  const elementStep = stride / common;
  const resultStep = dilation / common;
  const list: Residue[] = [];
  for (let first = 0; first < Math.min(stride, size); first++) {
    const reaches = (element: number): boolean => (first + padding - element * dilation) % stride === 0;
    let element = 0;
    while (element < kernel && !reaches(element)) element++;
    list.push({
      first,
      count: Math.ceil((size - first) / stride),
      element,
      elements: Math.ceil((kernel - element) / elementStep),
      elementStep,
      result: (first + padding - element * dilation) / stride,
      resultStep,
    });
  }
  return list;
}

/** The padding before the first and behind the last of `results` results. */
export function paddings(list: readonly Residue[], results: number): { before: number; behind: number } {
  let before = 0;
  let behind = 0;
  for (const { count, elements, result, resultStep } of list) {
    if (elements === 0) continue;
    before = Math.max(before, (elements - 1) * resultStep - result);
    behind = Math.max(behind, result + count - results);
  }
  return { before, behind };
}
