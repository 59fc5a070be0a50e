import { allocateArray } from "../../dtype.js";
import type { AvgPoolGeometry, View } from "../contract.js";
import { columnAxis, poolDivisor, rowAxis } from "../poolWindows.js";
import { narrowedView, reshapedView } from "../views.js";
import type { Composition } from "./composition.js";
import { overImages } from "./overImages.js";
import type { WindowTable } from "./windowTable.js";

// Every pooling gathers the elements of its windows by a table of their positions in a plane, which the host works out:
// sliding or adaptive, padded or dilated, the kernels see no difference.

/** Planes as lines: `[N, C, H * W]`. */
export function asLines(parts: Composition, x: View): View {
  const [batch, channels, height, width] = x.shape;
  return reshapedView(parts.rowMajor(x), [batch, channels, height * width]);
}

/** The terms of some images: `[images, C, terms, results]`. */
export function gatherTerms(parts: Composition, lines: View, positions: View, { terms, results }: WindowTable): View {
  const [images, channels] = lines.shape;
  return reshapedView(parts.gather(lines, 2, positions), [images, channels, terms, results]);
}

/** The sum of the terms of each result, of every line. */
export function sumTerms(parts: Composition, lines: View, table: WindowTable): View {
  const { terms, results, positions, isTerm } = table;
  const [batch, channels] = lines.shape;
  const sums = parts.empty([batch, channels, results], lines.dtype);
  if (sums.shape.includes(0)) return sums;
  const at = parts.upload(positions, [1, 1, terms * results], "int32");
  const counts = isTerm.includes(0) ? parts.upload(isTerm, [1, 1, terms, results], "bool") : null;
  overImages(parts.kernels, batch, channels * positions.length, (step, first, images) => {
    const all = gatherTerms(step, narrowedView(lines, 0, first, images), at, table);
    const sum = step.reduce("sum", counts === null ? all : step.where(counts, all, 0), [2]);
    parts.kernels.copy(reshapedView(sum, [images, channels, results]), narrowedView(sums, 0, first, images));
  });
  return sums;
}

/** What the sum over each window is divided by. */
export function divisors(parts: Composition, g: AvgPoolGeometry, { dtype }: View): View {
  const [rows, columns] = [rowAxis(g), columnAxis(g)];
  const data = allocateArray(dtype, g.outHeight * g.outWidth);
  for (let i = 0; i < data.length; i++) {
    data[i] = poolDivisor(rows, columns, Math.floor(i / g.outWidth), i % g.outWidth, g);
  }
  return parts.upload(data, [1, 1, data.length], dtype);
}
