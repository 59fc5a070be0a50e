import { compose } from "../composition/composition.js";
import { asColumn, ignoredRows } from "../composition/labelRows.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import { narrowedView, reshapedView } from "../views.js";
import type { LabelOptions } from "./crossEntropy.js";

/** The gradient of x, from that of the losses and what `crossEntropy` gave for the rows. */
export const crossEntropyGrad: Kernel<
  "fused",
  (grad: View, x: View, labels: View, rows: View, options: LabelOptions) => DeviceBuffer
> = {
  group: "fused",
  resultDTypes: (_, x) => [x.dtype],
  composed: (kernels, grad, x, labels, rows, { ignoreIndex, divisor }) =>
    compose(kernels, (parts) => {
      // One after the other: next to a large maximum the logarithm would be rounded away.
      const differences = parts.binary("sub", x, narrowedView(rows, 1, 0, 1));
      const probabilities = parts.unary("exp", parts.binary("sub", differences, narrowedView(rows, 1, 1, 1)));
      const classes = x.shape[1];
      const names = parts.upload(
        Int32Array.from({ length: classes }, (_, c) => c),
        [1, classes],
        "int32",
      );
      const isLabel = parts.binary("eq", asColumn(labels), names);
      const less = parts.where(isLabel, parts.binary("sub", probabilities, 1), probabilities);
      const scale = divisor === null ? asColumn(grad) : parts.binary("div", reshapedView(grad, [1, 1]), divisor);
      const product = parts.binary("mul", less, scale);
      return parts.keep(parts.where(ignoredRows(parts, labels, ignoreIndex), 0, product));
    }),
};
