import {
  type Declining,
  type DeviceBuffer,
  type FusedKernels,
  type LabelOptions,
  numel,
  type OptionalKernels,
  type View,
} from "@lumbre/tensor/backend";
import type { Engine, Kernel } from "../engine/engine.js";
import { areComputable } from "./computable.js";
import { computeElements } from "./elementwise.js";
import { type Layout, layoutOf, positionOf, seenAs, sumOf, unravel, viewOf } from "./layout.js";
import { reduceElements } from "./reduce.js";
import { Scratch } from "./scratch.js";

type SoftmaxKernels = Declining<
  Pick<OptionalKernels, "softmax" | "logSoftmax"> & Pick<FusedKernels, "crossEntropy" | "crossEntropyGrad">
>;

/** A view of one element for each line of `x` along `dim`, which shows it to all elements of the line. */
function spread(buffer: DeviceBuffer, x: View, dim: number): View {
  const shape = x.shape.map((size, d) => (d === dim ? 1 : size));
  const view = viewOf(buffer, shape, "float32");
  return seenAs(
    view,
    x.shape,
    view.strides.map((stride, d) => (d === dim ? 0 : stride)),
  );
}

/** Each line's largest element, and the sum of the exponentials of what lies below it. */
function linesOf(engine: Engine, scratch: Scratch, x: View, dim: number): readonly [largest: View, total: View] {
  const largest = scratch.hold(reduceElements(engine, "max", x, [dim], "float32"), []);
  const total = reduceElements(engine, "sum", x, [dim], "float32", "unary_exp(x0 - m)", largest);
  scratch.hold(total, []);
  return [spread(largest.buffer, x, dim), spread(total, x, dim)];
}

/** Where row `c0` begins. */
function alongRows({ strides, offset }: Layout): string {
  return positionOf({ strides: strides.slice(0, 1), offset });
}

interface Losses {
  readonly x: Layout;
  readonly labels: Layout;
  readonly ignoreIndex: number;
}

/** Minus the logarithm of a row's probability of its label; `rows` has each row's largest element and the logarithm. */
const lossOfRow: Kernel<Losses> = {
  name: "crossEntropy",
  source: ({ x, labels, ignoreIndex }) => `function (x, labels, rows) {
    const c0 = this.thread.x;
    const label = toIndex(labels[${positionOf(labels)}]);
    if (label == ${ignoreIndex}) { return 0; }
    const value = x[${sumOf(alongRows(x), `label * ${x.strides[1]}`)}];
    return rows[c0 * 2 + 1] - (value - rows[c0 * 2]);
  }`,
};

/** Statistics of the rows that the gradient needs: the maxima and the logarithms of the sums, in turn. */
const rowPairs: Kernel<null> = {
  name: "rowPairs",
  source: () => `function (largest, totals) {
    const row = idiv(this.thread.x, 2);
    if (imod(this.thread.x, 2) == 0) { return largest[row]; }
    return unary_log(totals[row]);
  }`,
};

function crossEntropy(
  engine: Engine,
  scratch: Scratch,
  x: View,
  labels: View,
  { ignoreIndex, divisor }: LabelOptions,
): readonly [losses: DeviceBuffer, rows: DeviceBuffer] {
  const [count] = x.shape;
  const lines = linesOf(engine, scratch, x, 1).map(({ buffer }) => buffer);
  const rows = engine.run(rowPairs, null, lines, 2 * count, "float32");
  const constants: Losses = { x: layoutOf(x), labels: layoutOf(labels), ignoreIndex };
  const losses = engine.run(lossOfRow, constants, [x.buffer, labels.buffer, rows], count, "float32");
  if (divisor === null) return [losses, rows];
  const total = reduceElements(engine, "sum", scratch.hold(losses, [count]), [0], "float32");
  const mean = computeElements(engine, "p0 / p1", [], [scratch.hold(total, []), divisor], "float32");
  return [mean as DeviceBuffer, rows];
}

interface LossGradient extends Losses {
  readonly shape: readonly number[];
  readonly rows: Layout;
  readonly grad: Layout;
}

/** A row's probabilities, less 1 at its label, times the loss's gradient. */
const gradientOfRow: Kernel<LossGradient> = {
  name: "crossEntropyGrad",
  source: ({ shape, x, labels, ignoreIndex, rows, grad }) => `function (grad, x, labels, rows, divisor) {
    ${unravel("this.thread.x", shape)}
    const label = toIndex(labels[${positionOf(labels)}]);
    if (label == ${ignoreIndex}) { return 0; }
    const largest = rows[${alongRows(rows)}];
    const shift = rows[${sumOf(alongRows(rows), `${rows.strides[1]}`)}];
    let difference = unary_exp(x[${positionOf(x)}] - largest - shift);
    if (c1 == label) { difference = difference - 1; }
    return difference * (grad[${positionOf(grad)}] / divisor);
  }`,
};

/** Softmax and its kin. */
export function softmaxKernels(engine: Engine): SoftmaxKernels {
  const overLines = (x: View, dim: number, value: string): DeviceBuffer | null => {
    if (!areComputable(engine, x) || x.dtype !== "float32") return null;
    return Scratch.lend(engine, (scratch) =>
      computeElements(engine, value, x.shape, [x, ...linesOf(engine, scratch, x, dim)], "float32"),
    );
  };
  return {
    softmax: (x, dim) => overLines(x, dim, "unary_exp(p0 - p1) / p2"),
    logSoftmax: (x, dim) => overLines(x, dim, "p0 - p1 - unary_log(p2)"),

    crossEntropy(x, labels, options) {
      if (!areComputable(engine, x, labels) || x.dtype !== "float32") return null;
      return Scratch.lend(engine, (scratch) => crossEntropy(engine, scratch, x, labels, options));
    },

    crossEntropyGrad(grad, x, labels, rows, { ignoreIndex, divisor }) {
      if (!areComputable(engine, grad, x, labels, rows) || x.dtype !== "float32") return null;
      const constants: LossGradient = {
        shape: x.shape,
        x: layoutOf(x),
        labels: layoutOf(labels),
        rows: layoutOf(rows),
        grad: { strides: divisor === null ? grad.strides : [], offset: grad.offset },
        ignoreIndex,
      };
      const inputs = [grad, x, labels, rows].map(({ buffer }) => buffer);
      return engine.run(gradientOfRow, constants, inputs, numel(x.shape), "float32", [divisor ?? 1]);
    },
  };
}
