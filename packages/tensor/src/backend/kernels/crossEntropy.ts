import { type Composition, compose } from "../composition/composition.js";
import { asColumn, ignoredRows } from "../composition/labelRows.js";
import type { DeviceBuffer, View } from "../contract.js";
import type { Kernel } from "../kernel.js";
import { narrowedView } from "../views.js";

export interface LabelOptions {
  /** Rows with this label have no loss and no gradient. */
  readonly ignoreIndex: number;
  /** What the sum of all losses is divided by; null: the losses are not summed. */
  readonly divisor: number | null;
}

/**
 * The cross entropy of each row's softmax and its int32 label, and what the gradient needs to know of the rows, two
 * numbers each. `x [N, C], labels [N] -> [N], [N, 2]`, with a divisor `[], [N, 2]`. Labels are classes or ignored.
 */
export const crossEntropy: Kernel<
  "fused",
  (x: View, labels: View, options: LabelOptions) => readonly [losses: DeviceBuffer, rows: DeviceBuffer]
> = {
  group: "fused",
  resultDTypes: ({ dtype }) => [dtype, dtype],
  composed: (kernels, x, labels, options) => {
    const [count, classes] = x.shape;
    const { divisor } = options;
    return compose(kernels, (parts) => {
      const rows = parts.full([count, 2], x.dtype, 0);
      // Without classes every row is ignored.
      const losses = classes === 0 ? parts.full([count, 1], x.dtype, 0) : rowLosses(parts, x, labels, rows, options);
      const result = divisor === null ? losses : parts.binary("div", parts.reduce("sum", losses, [0, 1]), divisor);
      return [parts.keep(result), parts.keep(rows)];
    });
  },
};

/** The losses `[N, 1]`; each row's largest element and the logarithm beside it are written to `rows`. */
function rowLosses(parts: Composition, x: View, labels: View, rows: View, { ignoreIndex }: LabelOptions): View {
  const isIgnored = ignoredRows(parts, labels, ignoreIndex);
  const max = parts.reduce("max", x, [1]);
  const differences = parts.binary("sub", x, max);
  const shift = parts.unary("log", parts.reduce("sum", parts.unary("exp", differences), [1]));
  parts.kernels.copy(max, narrowedView(rows, 1, 0, 1));
  parts.kernels.copy(shift, narrowedView(rows, 1, 1, 1));
  const chosen = parts.gather(differences, 1, parts.where(isIgnored, 0, asColumn(labels)));
  return parts.where(isIgnored, 0, parts.binary("sub", shift, chosen));
}
