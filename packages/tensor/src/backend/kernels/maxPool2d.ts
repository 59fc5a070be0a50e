import { type Composition, compose } from "../composition/composition.js";
import { overImages } from "../composition/overImages.js";
import { type WindowTable, windowsAlong, windowTable } from "../composition/windowTable.js";
import { asLines, gatherTerms } from "../composition/windowTerms.js";
import type { DeviceBuffer, PoolGeometry, View } from "../contract.js";
import { type Kernel, withIndices } from "../kernel.js";
import { columnAxis, type PoolAxis, rowAxis } from "../poolWindows.js";
import { narrowedView, reshapedView } from "../views.js";

/** Values, and int32 positions in the unpadded plane. */
export const maxPool2d: Kernel<
  "optional",
  (x: View, geometry: PoolGeometry) => readonly [values: DeviceBuffer, indices: DeviceBuffer]
> = {
  group: "optional",
  resultDTypes: withIndices,
  composed: (kernels, x, g) => {
    const [rows, columns] = [rowAxis(g), columnAxis(g)];
    const isEmpty = emptyWindows(rows, columns);
    const table = maximaTable(rows, columns, isEmpty, g);
    return compose(kernels, (parts) => {
      const shape = [g.batch, g.channels, table.results];
      const values = parts.empty(shape, x.dtype);
      const indices = parts.empty(shape, "int32");
      if (values.shape.includes(0)) return [parts.keep(values), parts.keep(indices)];
      const lines = asLines(parts, x);
      const choose = chooser(parts, table, isEmpty);
      overImages(kernels, g.batch, g.channels * table.positions.length, (step, first, images) => {
        const [maxima, places] = choose(step, narrowedView(lines, 0, first, images));
        kernels.copy(maxima, narrowedView(values, 0, first, images));
        kernels.copy(places, narrowedView(indices, 0, first, images));
      });
      return [parts.keep(values), parts.keep(indices)];
    });
  },
};

/** 1 for each window in which no element lies, or null without such a window. */
function emptyWindows(rows: PoolAxis, columns: PoolAxis): Uint8Array | null {
  const [isEmptyRow, isEmptyColumn] = [rows, columns].map(({ starts, ends }) => starts.map((s, o) => s >= ends[o]));
  const isEmpty = isEmptyRow.flatMap((row) => isEmptyColumn.map((column) => Number(row || column)));
  return isEmpty.includes(1) ? Uint8Array.from(isEmpty) : null;
}

/** The table of the windows. One in which no element lies names the element beside it, as the reference does. */
function maximaTable(rows: PoolAxis, columns: PoolAxis, isEmpty: Uint8Array | null, g: PoolGeometry): WindowTable {
  const named = (axis: PoolAxis, size: number): number[][] =>
    windowsAlong(axis).map((window, o) => (window.length > 0 ? window : [Math.min(axis.starts[o], size - 1)]));
  const table = windowTable(named(rows, g.inHeight), named(columns, g.inWidth), g.inWidth);
  const { positions, results } = table;
  if (isEmpty !== null) {
    for (let i = 0; i < positions.length; i++) if (isEmpty[i % results] === 1) positions[i] = positions[i % results];
  }
  return table;
}

/** Finds the maxima of lines, and their places. The first of equal elements counts, but the last NaN. */
function chooser(parts: Composition, table: WindowTable, isEmpty: Uint8Array | null) {
  const { terms, results, positions } = table;
  const shape = [1, 1, terms * results];
  const forwards = parts.upload(positions, shape, "int32");
  const backwards = parts.upload(reversedTerms(table), shape, "int32");
  const empty = isEmpty === null ? null : parts.upload(isEmpty, [1, 1, results], "bool");
  return (step: Composition, lines: View): readonly [maxima: View, places: View] => {
    const first = largest(step, lines, forwards, table);
    // A NaN is the largest of all, and the first of the reversed terms is the last one.
    const last = largest(step, lines, backwards, table);
    const places = step.where(step.unary("isnan", first.maxima), last.places, first.places);
    return [empty === null ? first.maxima : step.where(empty, -Infinity, first.maxima), places];
  };
}

function reversedTerms({ terms, results, positions }: WindowTable): Int32Array {
  const reversed = new Int32Array(positions.length);
  for (let i = 0; i < terms; i++) {
    reversed.set(positions.subarray(i * results, (i + 1) * results), (terms - 1 - i) * results);
  }
  return reversed;
}

/** The first largest term of each result, and its position in the line. */
function largest(parts: Composition, lines: View, positions: View, table: WindowTable) {
  const [images, channels] = lines.shape;
  const { terms, results } = table;
  const candidates = gatherTerms(parts, lines, positions, table);
  const chosen = parts.argReduce("argmax", candidates, 2);
  const shape = [images, channels, results];
  const maxima = reshapedView(parts.gather(candidates, 2, chosen), shape);
  const byTerm = reshapedView(positions, [1, 1, terms, results]);
  return { maxima, places: reshapedView(parts.gather(byTerm, 2, chosen), shape) };
}
