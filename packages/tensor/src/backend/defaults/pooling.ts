import { allocateArray } from "../../dtype.js";
import type { AvgPoolGeometry, DeviceBuffer, Kernels, PoolGeometry, View } from "../contract.js";
import { columnAxis, type PoolAxis, poolDivisor, rowAxis } from "../poolWindows.js";
import { narrowedView, reshapedView } from "../views.js";
import { type Composition, compose } from "./composition.js";
import { overImages } from "./images.js";
import { type WindowTable, windowsAlong, windowsOver, windowTable } from "./windowTable.js";

// Every pooling gathers the elements of its windows by a table of their positions in a plane, which the host works out:
// sliding or adaptive, padded or dilated, the kernels see no difference.

/** Planes as lines: `[N, C, H * W]`. */
function asLines(parts: Composition, x: View): View {
  const [batch, channels, height, width] = x.shape;
  return reshapedView(parts.rowMajor(x), [batch, channels, height * width]);
}

/** The terms of some images: `[images, C, terms, results]`. */
function gatherTerms(parts: Composition, lines: View, positions: View, { terms, results }: WindowTable): View {
  const [images, channels] = lines.shape;
  return reshapedView(parts.gather(lines, 2, positions), [images, channels, terms, results]);
}

export function maxPool2d(
  kernels: Kernels,
  x: View,
  g: PoolGeometry,
): readonly [values: DeviceBuffer, indices: DeviceBuffer] {
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
}

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

export function maxPool2dInputGrad(kernels: Kernels, grad: View, indices: View, g: PoolGeometry): DeviceBuffer {
  return compose(kernels, (parts) => {
    const lines = parts.full([g.batch, g.channels, g.inHeight * g.inWidth], grad.dtype, 0);
    kernels.scatterAdd(lines, 2, asLines(parts, indices), asLines(parts, grad));
    return parts.keep(lines);
  });
}

/** The sum of the terms of each result, of every line. */
function sumTerms(parts: Composition, lines: View, table: WindowTable): View {
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
function divisors(parts: Composition, g: AvgPoolGeometry, { dtype }: View): View {
  const [rows, columns] = [rowAxis(g), columnAxis(g)];
  const data = allocateArray(dtype, g.outHeight * g.outWidth);
  for (let i = 0; i < data.length; i++) {
    data[i] = poolDivisor(rows, columns, Math.floor(i / g.outWidth), i % g.outWidth, g);
  }
  return parts.upload(data, [1, 1, data.length], dtype);
}

export function avgPool2d(kernels: Kernels, x: View, g: AvgPoolGeometry): DeviceBuffer {
  return compose(kernels, (parts) => {
    const table = windowTable(windowsAlong(rowAxis(g)), windowsAlong(columnAxis(g)), g.inWidth);
    const sums = sumTerms(parts, asLines(parts, x), table);
    return parts.keep(parts.binary("div", sums, divisors(parts, g, x)));
  });
}

export function avgPool2dInputGrad(kernels: Kernels, grad: View, g: AvgPoolGeometry): DeviceBuffer {
  return compose(kernels, (parts) => {
    const [rows, columns] = [rowAxis(g), columnAxis(g)].map(windowsAlong);
    // Each element gathers from the windows that it belongs to.
    const table = windowTable(windowsOver(rows, g.inHeight), windowsOver(columns, g.inWidth), g.outWidth);
    const shares = parts.binary("div", asLines(parts, grad), divisors(parts, g, grad));
    return parts.keep(sumTerms(parts, shares, table));
  });
}
