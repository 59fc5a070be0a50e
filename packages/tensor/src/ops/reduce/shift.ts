import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import { contiguousStrides, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

interface ShiftAttributes {
  readonly dim: number;
  readonly steps: number;
  readonly fill: number;
}

/** The part of a view without `before` elements at the front of `dim` and `after` at its end. */
function trimmed(view: View, dim: number, before: number, after: number): View {
  const shape = view.shape.map((size, d) => (d === dim ? size - before - after : size));
  const { buffer, strides, dtype } = view;
  return { buffer, shape, strides, offset: view.offset + before * strides[dim], dtype };
}

const shiftOp = defineOp<ShiftAttributes>({
  name: "shift",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input], { dim, steps, fill }, shape) => {
    const x = input as View;
    const size = shape[dim];
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const out: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: x.dtype };
    const right = Math.min(size, Math.max(0, steps));
    const left = Math.min(size, Math.max(0, -steps));
    kernels.fill(trimmed(out, dim, left > 0 ? size - left : 0, right > 0 ? size - right : 0), fill);
    kernels.copy(trimmed(x, dim, left, right), trimmed(out, dim, right, left));
    return buffer;
  },
  grad: [(g, { attributes: { dim, steps } }) => shift(g, dim, -steps)],
});

/**
 * Moves elements along `dim`, towards its end for positive `steps`; what falls off is lost, and `fill` comes in at
 * the other end.
 */
export function shift(x: Tensor, dim: number, steps: number, fill = 0): Tensor {
  return apply(shiftOp, [x], { dim, steps, fill });
}
