import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { IndexError, ValueError } from "../../errors.js";
import { apply, applyView } from "../../op/apply.js";
import { defineOp, defineViewOp, type KernelOp, type Layout, type ViewOp } from "../../op/op.js";
import { contiguousStrides, normalizeDim, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

interface Windows {
  readonly dim: number;
  readonly size: number;
  readonly step: number;
}

function windowLayout(
  x: { readonly shape: Shape; readonly strides: readonly number[]; readonly offset: number },
  { dim, size, step }: Windows,
): Layout {
  const count = Math.floor((x.shape[dim] - size) / step) + 1;
  return {
    shape: [...x.shape.map((length, d) => (d === dim ? count : length)), size],
    strides: [...x.strides.map((stride, d) => (d === dim ? stride * step : stride)), x.strides[dim]],
    offset: x.offset,
  };
}

/** Zeros of a shape, to which every window is added where it was taken from. */
const foldOp: KernelOp<Windows & { readonly shape: Shape }> = defineOp({
  name: "unfoldBackward",
  shape: (_, { shape }) => shape,
  forward: (kernels, [input], attributes) => {
    const { shape, dim, size } = attributes;
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const whole: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: x.dtype };
    kernels.fill(whole, 0);
    const windows = windowLayout(whole, attributes);
    // Windows overlap, but the elements at one place of all windows do not.
    for (let k = 0; k < size; k++) {
      const target: View = {
        ...whole,
        shape: windows.shape.slice(0, -1),
        strides: windows.strides.slice(0, -1),
        offset: k * whole.strides[dim],
      };
      const source: View = {
        buffer: x.buffer,
        dtype: x.dtype,
        shape: target.shape,
        strides: x.strides.slice(0, -1),
        offset: x.offset + k * x.strides[x.strides.length - 1],
      };
      const sum = kernels.binary("add", target, source);
      kernels.copy({ ...target, buffer: sum, strides: contiguousStrides(target.shape), offset: 0 }, target);
      kernels.free(sum);
    }
    return buffer;
  },
  grad: [(g, { attributes }) => applyView(unfoldOp, g, attributes)],
});

const unfoldOp: ViewOp<Windows> = defineViewOp<Windows>({
  name: "unfold",
  layout: windowLayout,
  grad: [(g, ctx) => apply(foldOp, [g], { ...ctx.attributes, shape: ctx.inputShape(0) })],
});

const signature = defineSignature(
  "unfold",
  required("x", aTensor),
  required("dim", aNumber),
  required("size", aNumber),
  required("step", aNumber),
);

/**
 * A view of all windows of `size` elements along a dimension, `step` apart; the window becomes the last dimension.
 *
 * Shapes: [.., n, ..] -> [.., floor((n - size) / step) + 1, .., size].
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @param size Elements of a window, >= 0.
 * @param step Elements from one window to the next, >= 1.
 * @throws {IndexError} for a dimension out of range, or a window that is larger than the dimension.
 * @throws {ValueError} unless size >= 0 and step >= 1.
 * @example
 * arange(5).unfold(0, 3, 2); // => tensor([[0., 1., 2.],
 * //            [2., 3., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.unfold.html
 */
export function unfold(x: Tensor, dim: number, size: number, step: number): Tensor {
  [x, dim, size, step] = bind(signature, arguments);
  const d = normalizeDim("unfold", dim, x.ndim);
  if (!Number.isInteger(size) || size < 0 || !Number.isInteger(step) || step < 1) {
    throw new ValueError(`unfold: size must be >= 0 and step >= 1, got size ${size} and step ${step}`);
  }
  // A 0-d tensor is a line of one element, and comes back as its only window.
  const length = x.ndim === 0 ? 1 : x.shape[d];
  if (size > length) {
    throw new IndexError(`unfold: maximum size for tensor at dimension ${d} is ${length} but size is ${size}`);
  }
  return x.ndim === 0 ? x.reshape(1).narrow(0, 0, size) : applyView(unfoldOp, x, { dim: d, size, step });
}
