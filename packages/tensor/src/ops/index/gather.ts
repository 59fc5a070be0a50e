import type { View } from "../../backend/contract.js";
import { zeros } from "../../creation/fill.js";
import { requireIndex } from "../../dtype.js";
import { ShapeError } from "../../errors.js";
import { apply, applyInPlace, defineOp, type Operand } from "../../op.js";
import { contiguousStrides, formatShape, normalizeDim, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

interface AlongDim {
  readonly dim: number;
}

const gatherOp = defineOp<AlongDim>({
  name: "gather",
  shape: ([, index]) => (index as Tensor).shape,
  forward: (kernels, [x, index], { dim }) => kernels.gather(x as View, dim, index as View),
  saves: { inputs: [1] },
  grad: [
    (g, ctx) =>
      zeros(ctx.inputShape(0), { dtype: g.dtype, device: g.device }).scatterAdd(ctx.attributes.dim, ctx.input(1), g),
    null,
  ],
});

const scatterAddOp = defineOp<AlongDim>({
  name: "scatterAdd",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input, index, source], { dim }, shape) => {
    const x = input as View;
    const buffer = kernels.allocate(numel(shape), x.dtype);
    const target: View = { buffer, shape, strides: contiguousStrides(shape), offset: 0, dtype: x.dtype };
    kernels.copy(x, target);
    kernels.scatterAdd(target, dim, index as View, source as View);
    return buffer;
  },
  saves: { inputs: [1] },
  grad: [(g) => g, null, (g, ctx) => g.gather(ctx.attributes.dim, ctx.input(1))],
});

const scatterOp = defineOp<AlongDim>({
  name: "scatter",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [x, index, source], { dim }) => kernels.scatter(x as View, dim, index as View, source as View),
  saves: { inputs: [1] },
  grad: [
    (g, ctx) => g.scatter(ctx.attributes.dim, ctx.input(1), 0),
    null,
    (g, ctx) => g.gather(ctx.attributes.dim, ctx.input(1)),
  ],
});

function checkIndex(op: string, x: Tensor, dim: number, index: Tensor): void {
  requireIndex(op, index.dtype);
  const fits = index.ndim === x.ndim && index.shape.every((size, d) => d === dim || size <= x.shape[d]);
  if (!fits) {
    throw new ShapeError(
      `${op}: index of shape ${formatShape(index.shape)} must have as many dimensions as ${formatShape(x.shape)} and be no larger, except along dim ${dim}`,
    );
  }
}

/** The part of the source that the index covers. */
function coveredSource(op: string, index: Tensor, source: Tensor): Tensor {
  if (source.ndim !== index.ndim || index.shape.some((size, d) => size > source.shape[d])) {
    throw new ShapeError(
      `${op}: index of shape ${formatShape(index.shape)} is larger than the source, ${formatShape(source.shape)}`,
    );
  }
  return index.shape.reduce<Tensor>(
    (part, size, d) => (size === part.shape[d] ? part : part.narrow(d, 0, size)),
    source,
  );
}

/**
 * Picks elements along a dimension by position: `out[i][j] = x[index[i][j]][j]` for dim 0. The gradient adds up where
 * a position was picked several times.
 *
 * Shapes: index has as many dimensions as x, and is no larger except along dim; the output has its shape.
 * @throws {ShapeError} when the index does not fit.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for a position out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).gather(1, tensor([[1], [0]], { dtype: "int32" })); // => tensor([[2.],
 * //            [3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.gather.html
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  const d = normalizeDim("gather", dim, x.ndim);
  checkIndex("gather", x, d, index);
  if (x.ndim === 0) return gather(x.reshape(1), 0, index.reshape(1)).reshape([]);
  return apply(gatherOp, [x, index], { dim: d });
}

/**
 * A copy of x to which `source` is added at the positions that `index` names along a dimension:
 * `out[index[i][j]][j] += source[i][j]` for dim 0.
 *
 * @throws {ShapeError} when index and source do not fit.
 * @throws {IndexError} for a position out of range.
 * @example
 * zeros(3).scatterAdd(0, tensor([0, 2, 0], { dtype: "int32" }), tensor([1, 2, 3])); // => tensor([4., 0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html
 */
export function scatterAdd(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const d = normalizeDim("scatterAdd", dim, x.ndim);
  checkIndex("scatterAdd", x, d, index);
  return apply(scatterAddOp, [x, index, coveredSource("scatterAdd", index, source).to(x.dtype)], { dim: d });
}

/** {@link scatterAdd}, in place. */
export function scatterAdd_(x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor {
  const d = normalizeDim("scatterAdd_", dim, x.ndim);
  checkIndex("scatterAdd_", x, d, index);
  return applyInPlace(scatterAddOp, [x, index, coveredSource("scatterAdd_", index, source).to(x.dtype)], { dim: d });
}

function sourceTensor(op: string, x: Tensor, index: Tensor, source: Operand): Tensor {
  if (typeof source !== "number") return coveredSource(op, index, source).to(x.dtype);
  return zeros({ dtype: x.dtype, device: x.device }).add(source).to(x.dtype).expand(index.shape);
}

/**
 * A copy of x with `source` written to the positions that `index` names along a dimension. Where a position is named
 * several times, the last one stays.
 *
 * @param source A tensor, or a number for all positions.
 * @throws {ShapeError} when index and source do not fit.
 * @throws {IndexError} for a position out of range.
 * @example
 * zeros(3).scatter(0, tensor([1], { dtype: "int32" }), 5); // => tensor([0., 5., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html
 */
export function scatter(x: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  const d = normalizeDim("scatter", dim, x.ndim);
  checkIndex("scatter", x, d, index);
  return apply(scatterOp, [x, index, sourceTensor("scatter", x, index, source)], { dim: d });
}

/** {@link scatter}, in place. */
export function scatter_(x: Tensor, dim: number, index: Tensor, source: Operand): Tensor {
  const d = normalizeDim("scatter_", dim, x.ndim);
  checkIndex("scatter_", x, d, index);
  return applyInPlace(scatterOp, [x, index, sourceTensor("scatter_", x, index, source)], { dim: d });
}
