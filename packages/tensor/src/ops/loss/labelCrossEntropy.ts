import type { View } from "../../backend/contract.js";
import type { LabelOptions } from "../../backend/kernels/crossEntropy.js";
import { arange } from "../../creation/range.js";
import { apply, applyMulti } from "../../op/apply.js";
import { defineMultiOp, defineOp, type GradContext } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";

// Softmax, logarithm, choice of the label and sum at once: a backend with a kernel for it writes none of the values
// between, and backward has one kernel too.

/** PyTorch's name for the last of the steps. */
const crossEntropyOp = defineMultiOp<LabelOptions>({
  name: "nllLoss",
  outputs: ([x], { divisor }) => {
    const { shape, dtype } = x as Tensor;
    return [
      { shape: divisor === null ? [shape[0]] : [], dtype },
      { shape: [shape[0], 2], dtype },
    ];
  },
  forward: (kernels, [x, labels], options) => kernels.crossEntropy(x as View, labels as View, options),
  saves: { inputs: [0, 1], output: true },
  grad: [(g, ctx) => apply(crossEntropyGradOp, [g, ctx.input(0), ctx.input(1), ctx.output(1)], ctx.attributes), null],
});

const crossEntropyGradOp = defineOp<LabelOptions>({
  name: "nllLossGrad",
  shape: ([, x]) => (x as Tensor).shape,
  forward: (kernels, [g, x, labels, rows], options) =>
    kernels.crossEntropyGrad(g as View, x as View, labels as View, rows as View, options),
  saves: { inputs: [0, 1, 2] },
  // The result is (p - y) * s, with the softmax p, the labels y as ones in zeros, and what a row counts for, s.
  grad: [
    (u, ctx) => {
      const { divisor } = ctx.attributes;
      const ofRows = keptRows(u.mul(probabilities(ctx).sub(ones(ctx))).sum(1), ctx);
      return divisor === null ? ofRows : ofRows.sum().div(divisor);
    },
    (u, ctx) => {
      const p = probabilities(ctx);
      const count = ctx.inputShape(1)[0];
      const g = ctx.input(0).div(ctx.attributes.divisor ?? 1);
      const s = keptRows(g.expand(count), ctx).unsqueeze(1);
      return u
        .sub(u.mul(p).sum(1, { keepDim: true }))
        .mul(p)
        .mul(s);
    },
    null,
    null,
  ],
});

function probabilities(ctx: GradContext<LabelOptions>): Tensor {
  return ctx.input(1).softmax(1);
}

/** 1 at each row's label. */
function ones(ctx: GradContext<LabelOptions>): Tensor {
  const labels = ctx.input(2);
  const classes = arange(ctx.inputShape(1)[1], { device: labels.device, dtype: labels.dtype });
  return labels.unsqueeze(1).eq(classes).to(ctx.inputDType(1));
}

/** One number per row, 0 for the ignored ones. */
function keptRows(values: Tensor, ctx: GradContext<LabelOptions>): Tensor {
  return values.maskedFill(ctx.input(2).eq(ctx.attributes.ignoreIndex), 0);
}

/**
 * Minus the logarithm of the softmax's probability of each row's label: one per row, or their sum over `divisor`.
 * `nn.functional.crossEntropy` calls this, and checks before.
 *
 * Shapes: x [N, C] -> [N] or []; labels [N], int32, each a class or `ignoreIndex`.
 *
 * @param options.ignoreIndex Rows with this label have the loss 0.
 * @param options.divisor What the sum is divided by; null: no sum, one loss per row.
 * @example
 * const x = tensor([[1, 2, 3], [0, 0, 0]]);
 * const labels = tensor([2, 0], { dtype: "int32" });
 * labelCrossEntropy(x, labels, { ignoreIndex: -100, divisor: null }); // => tensor([0.4076, 1.0986])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.cross_entropy.html
 */
export function labelCrossEntropy(x: Tensor, labels: Tensor, options: LabelOptions): Tensor {
  return applyMulti(crossEntropyOp, [x, labels], options)[0];
}
