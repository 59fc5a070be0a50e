import { indexSelect, pad, type Tensor, tensor } from "@lumbre/tensor";

/**
 * How an image goes on past its edge, of `a b c d`: "constant" with a value, "wrap" from its other end (`b c d | a b c d`),
 * "symm" mirrored with its edge (`c b a | a b c d`), "mirror" without (`d c b | a b c d`), "nearest" with its edge
 * (`a a a | a b c d`).
 */
export type Extension = "constant" | "wrap" | "symm" | "mirror" | "nearest";

/** Adds rows and columns around [H, W]. */
export function extend(
  x: Tensor,
  [top, bottom]: readonly [number, number],
  [left, right]: readonly [number, number],
  mode: Extension,
  value: number,
): Tensor {
  if (mode === "constant") return pad(x, [left, right, top, bottom], { mode: "constant", value });
  const rows = indexSelect(x, 0, indices(x, 0, top, bottom, mode));
  return indexSelect(rows, 1, indices(x, 1, left, right, mode));
}

function indices(x: Tensor, dim: number, before: number, after: number, mode: Exclude<Extension, "constant">): Tensor {
  const size = x.shape[dim];
  const source = sources[mode];
  const list = Array.from({ length: before + size + after }, (_, i) => source(i - before, size));
  return tensor(list, { dtype: "int32", device: x.device });
}

const modulo = (i: number, n: number): number => ((i % n) + n) % n;

/** The index inside of the image whose pixel stands at an index that may be outside. */
const sources = {
  wrap: modulo,
  symm: (i: number, size: number): number => {
    const j = modulo(i, 2 * size);
    return j < size ? j : 2 * size - 1 - j;
  },
  mirror: (i: number, size: number): number => {
    if (size === 1) return 0;
    const j = modulo(i, 2 * size - 2);
    return j < size ? j : 2 * size - 2 - j;
  },
  nearest: (i: number, size: number): number => Math.min(Math.max(i, 0), size - 1),
};
