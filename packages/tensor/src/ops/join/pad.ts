import { bind } from "../../arguments/bind.js";
import { aNumber, nullable, numbers, oneOf } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { fromTypedArray } from "../../creation/tensor.js";
import { allocateArray, requireFits } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { contiguousStrides, formatShape, numel, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/** Elements added before and after each dimension; negative numbers cut off. */
type Margins = readonly (readonly [before: number, after: number])[];

interface PadAttributes {
  readonly margins: Margins;
  readonly value: number;
}

const padOp: KernelOp<PadAttributes> = defineOp<PadAttributes>({
  name: "constantPad",
  shape: ([x], { margins }) => (x as Tensor).shape.map((size, d) => size + margins[d][0] + margins[d][1]),
  forward: (kernels, [input], { margins, value }, shape) => {
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const strides = contiguousStrides(shape);
    kernels.fill({ buffer, shape, strides, offset: 0, dtype: x.dtype }, value);
    const kept = x.shape.map((size, d) => size + Math.min(margins[d][0], 0) + Math.min(margins[d][1], 0));
    const from = {
      buffer: x.buffer,
      dtype: x.dtype,
      shape: kept,
      strides: x.strides,
      offset: x.offset + shift(x.strides, margins, -1),
    };
    kernels.copy(from, { buffer, shape: kept, strides, offset: shift(strides, margins, 1), dtype: x.dtype });
    return buffer;
  },
  grad: [
    (g, { attributes: { margins } }) =>
      apply(padOp, [g], { margins: margins.map(([a, b]) => [-a, -b] as const), value: 0 }),
  ],
});

/** How far the leading margins of one sign move the first element. */
function shift(strides: readonly number[], margins: Margins, sign: 1 | -1): number {
  return strides.reduce((total, stride, d) => total + stride * Math.max(sign * margins[d][0], 0), 0);
}

const padSignature = defineSignature(
  "pad",
  required("x", aTensor),
  required("pad", numbers),
  optional("mode", oneOf("constant", "reflect", "replicate", "circular"), "constant"),
  optional("value", nullable(aNumber), null),
);

/** How {@link pad} fills the margin. */
export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/** Options of {@link pad}. */
export interface PadOptions {
  /**
   * `"constant"` fills with `value`; `"reflect"` mirrors without repeating the edge; `"replicate"` repeats the edge;
   * `"circular"` goes on at the other end. Default `"constant"`.
   */
  readonly mode?: PadMode;
  /** What `"constant"` fills with; null: 0. Default null. */
  readonly value?: number | null;
}

/** The index in a dimension of which `first` to `last` are kept that index `i` of the padded one is taken from. */
const sources: Record<
  Exclude<PadMode, "constant">,
  (i: number, size: number, first: number, last: number) => number
> = {
  reflect: (i, size) => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i),
  replicate: (i, size) => Math.min(Math.max(i, 0), size - 1),
  // Goes round in what is kept, not in what is cut off.
  circular: (i, _, first, last) => (i < first ? i + last - first + 1 : i > last ? i - last + first - 1 : i),
};

function readMargins(x: Tensor, padding: readonly number[]): Margins {
  if (padding.length % 2 !== 0 || padding.length > 2 * x.ndim || !padding.every(Number.isInteger)) {
    throw new ShapeError(
      `pad: padding ${formatShape(padding)} must be pairs of whole numbers, at most one per dimension of ${formatShape(x.shape)}`,
    );
  }
  return x.shape.map((size, d) => {
    const at = 2 * (x.ndim - 1 - d);
    const margin = [padding[at] ?? 0, padding[at + 1] ?? 0] as const;
    // What is cut off goes before anything is added.
    if (size + Math.min(margin[0], 0) + Math.min(margin[1], 0) < 0) {
      throw new ShapeError(
        `pad: padding ${formatShape(padding)} leaves dimension ${d} of ${formatShape(x.shape)} with a negative size`,
      );
    }
    return margin;
  });
}

/**
 * Adds a margin around the last dimensions. `pad` lists before and after of the last dimension, then of the one
 * before it, and so on; negative numbers cut off.
 *
 * @param pad Pairs of numbers of elements, at most one pair for each dimension.
 * @param mode `"constant"`, `"reflect"`, `"replicate"` or `"circular"`. Default `"constant"`.
 * @param value What `"constant"` fills with; null: 0. Default null.
 * @throws {ShapeError} when the padding does not fit the shape, or a mirrored margin is not smaller than its dimension.
 * @example
 * tensor([1, 2, 3]).pad([2, 1], { mode: "reflect" }); // => tensor([3., 2., 1., 2., 3., 2.])
 * tensor([[1, 2]]).pad([1, 0, 0, 1]); // => tensor([[0., 1., 2.],
 * //            [0., 0., 0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html
 */
export function pad(
  x: Tensor,
  pad: readonly number[],
  mode?: PadMode | PadOptions,
  value?: number | null | Pick<PadOptions, "value">,
): Tensor {
  [x, pad, mode, value] = bind(padSignature, arguments);
  const margins = readMargins(x, pad);
  if (mode === "constant") {
    requireFits("pad", x.dtype, value ?? 0);
    return apply(padOp, [x], { margins, value: value ?? 0 });
  }
  let result = x;
  for (const [d, margin] of margins.entries()) {
    if (margin[0] === 0 && margin[1] === 0) continue;
    checkMargin(mode, x.shape, d, margin);
    result = result.indexSelect(d, marginIndices(mode, x.shape[d], margin, x));
  }
  return result;
}

function checkMargin(
  mode: Exclude<PadMode, "constant">,
  shape: Shape,
  d: number,
  [before, after]: readonly [number, number],
): void {
  const kept = shape[d] + Math.min(before, 0) + Math.min(after, 0);
  const most = mode === "reflect" ? shape[d] - 1 : mode === "circular" ? kept : shape[d] === 0 ? 0 : Infinity;
  if (before > most || after > most) {
    throw new ShapeError(
      `pad: a ${mode} margin of ${before} and ${after} does not fit dimension ${d} of size ${shape[d]}; at most ${most}`,
    );
  }
}

function marginIndices(
  mode: Exclude<PadMode, "constant">,
  size: number,
  [before, after]: readonly [number, number],
  x: Tensor,
): Tensor {
  const source = sources[mode];
  const [first, last] = [Math.max(-before, 0), size - 1 - Math.max(-after, 0)];
  const indices = allocateArray("int32", size + before + after);
  for (let i = 0; i < indices.length; i++) indices[i] = source(i - before, size, first, last);
  return fromTypedArray(indices, [indices.length], { device: x.device });
}
