import type { DeviceBuffer, Kernels, View } from "../contract.js";
import type { LabelOptions } from "../fusedKernels.js";
import { narrowedView, reshapedView, stridedView } from "../views.js";
import { type Composition, compose } from "./composition.js";

/** One number per row, `[N]`, as a column `[N, 1]`. */
function asColumn(rows: View): View {
  return stridedView(rows, [...rows.shape, 1], [...rows.strides, 0], 0);
}

/** 1 for each ignored row, `[N, 1]`. */
function ignoredRows(parts: Composition, labels: View, { ignoreIndex }: LabelOptions): View {
  return parts.binary("eq", asColumn(labels), ignoreIndex);
}

export function crossEntropy(
  kernels: Kernels,
  x: View,
  labels: View,
  options: LabelOptions,
): readonly [losses: DeviceBuffer, rows: DeviceBuffer] {
  const [count, classes] = x.shape;
  const { divisor } = options;
  return compose(kernels, (parts) => {
    const rows = parts.full([count, 2], x.dtype, 0);
    // Without classes every row is ignored.
    const losses = classes === 0 ? parts.full([count, 1], x.dtype, 0) : rowLosses(parts, x, labels, rows, options);
    const result = divisor === null ? losses : parts.binary("div", parts.reduce("sum", losses, [0, 1]), divisor);
    return [parts.keep(result), parts.keep(rows)];
  });
}

/** The losses `[N, 1]`; each row's largest element and the logarithm beside it are written to `rows`. */
function rowLosses(parts: Composition, x: View, labels: View, rows: View, options: LabelOptions): View {
  const isIgnored = ignoredRows(parts, labels, options);
  const max = parts.reduce("max", x, [1]);
  const differences = parts.binary("sub", x, max);
  const shift = parts.unary("log", parts.reduce("sum", parts.unary("exp", differences), [1]));
  parts.kernels.copy(max, narrowedView(rows, 1, 0, 1));
  parts.kernels.copy(shift, narrowedView(rows, 1, 1, 1));
  const chosen = parts.gather(differences, 1, parts.where(isIgnored, 0, asColumn(labels)));
  return parts.where(isIgnored, 0, parts.binary("sub", shift, chosen));
}

export function crossEntropyGrad(
  kernels: Kernels,
  grad: View,
  x: View,
  labels: View,
  rows: View,
  options: LabelOptions,
): DeviceBuffer {
  const classes = x.shape[1];
  const { divisor } = options;
  return compose(kernels, (parts) => {
    // One after the other: next to a large maximum the logarithm would be rounded away.
    const differences = parts.binary("sub", x, narrowedView(rows, 1, 0, 1));
    const probabilities = parts.unary("exp", parts.binary("sub", differences, narrowedView(rows, 1, 1, 1)));
    const names = parts.upload(
      Int32Array.from({ length: classes }, (_, c) => c),
      [1, classes],
      "int32",
    );
    const isLabel = parts.binary("eq", asColumn(labels), names);
    const less = parts.where(isLabel, parts.binary("sub", probabilities, 1), probabilities);
    const scale = divisor === null ? asColumn(grad) : parts.binary("div", reshapedView(grad, [1, 1]), divisor);
    const product = parts.binary("mul", less, scale);
    return parts.keep(parts.where(ignoredRows(parts, labels, options), 0, product));
  });
}
