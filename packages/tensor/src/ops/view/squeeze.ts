import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor, dims } from "../../arguments/tensorKinds.js";
import { applyView } from "../../op/apply.js";
import { applyViewInPlace } from "../../op/inPlace.js";
import { defineViewOp } from "../../op/op.js";
import { normalizeDim, normalizeDims } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import type { Dims } from "../reduce/reduction.js";

const squeezeOp = defineViewOp<{ readonly dims: readonly number[] }>({
  name: "squeeze",
  layout: (x, { dims }) => ({
    shape: x.shape.filter((_, d) => !dims.includes(d)),
    strides: x.strides.filter((_, d) => !dims.includes(d)),
    offset: x.offset,
  }),
  grad: [(g, ctx) => g.reshape(ctx.inputShape(0))],
});

const unsqueezeOp = defineViewOp<{ readonly dim: number }>({
  name: "unsqueeze",
  layout: (x, { dim }) => {
    const step = dim < x.ndim ? x.shape[dim] * x.strides[dim] : 1;
    return {
      shape: [...x.shape.slice(0, dim), 1, ...x.shape.slice(dim)],
      strides: [...x.strides.slice(0, dim), step, ...x.strides.slice(dim)],
      offset: x.offset,
    };
  },
  grad: [(g, { attributes: { dim } }) => g.squeeze(dim)],
});

const squeezeSignature = squeezing("squeeze");
const squeezeInPlaceSignature = squeezing("squeeze_");
const unsqueezeSignature = unsqueezing("unsqueeze");
const unsqueezeInPlaceSignature = unsqueezing("unsqueeze_");

/* @__NO_SIDE_EFFECTS__ */
function squeezing(op: string) {
  return defineSignature(op, required("x", aTensor), optional("dim", dims, null));
}

/* @__NO_SIDE_EFFECTS__ */
function unsqueezing(op: string) {
  return defineSignature(op, required("x", aTensor), required("dim", aNumber));
}

/** The dimensions of size 1, of all or of those named. Unlike in a reduction, an empty list means no dimension. */
function removed(op: string, x: Tensor, dim: Dims): { readonly dims: readonly number[] } {
  const named = Array.isArray(dim) && dim.length === 0 ? [] : normalizeDims(op, dim, x.ndim);
  return { dims: named.filter((d) => x.shape[d] === 1) };
}

/**
 * A view without the dimensions of size 1, or without those among `dim` that have size 1.
 *
 * @param dim One dimension or several, which may count from the end; `[]` is none, null all. Default null.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} when a dimension is named twice.
 * @example
 * zeros(1, 3, 1).squeeze(-1).shape; // => [1, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.squeeze.html
 */
export function squeeze(x: Tensor, dim?: Dims | { readonly dim?: Dims }): Tensor {
  [x, dim] = bind(squeezeSignature, arguments);
  return applyView(squeezeOp, x, removed("squeeze", x, dim));
}

/**
 * {@link squeeze}, in place: the tensor itself loses the dimensions.
 *
 * @param dim One dimension or several, which may count from the end; `[]` is none, null all. Default null.
 * @throws {IndexError} for a dimension out of range.
 * @throws {GradError} for a leaf that requires a gradient.
 * @example
 * zeros(1, 3, 1).squeeze_().shape; // => [3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.squeeze_.html
 */
export function squeeze_(x: Tensor, dim?: Dims | { readonly dim?: Dims }): Tensor {
  [x, dim] = bind(squeezeInPlaceSignature, arguments);
  return applyViewInPlace(squeezeOp, x, removed("squeeze_", x, dim));
}

/**
 * A view with a new dimension of size 1 before position `dim`, which may be -1 for the end.
 *
 * @param dim Index of the new dimension, -ndim - 1 <= dim <= ndim.
 * @throws {IndexError} unless `-ndim - 1 <= dim <= ndim`.
 * @example
 * zeros(3, 4).unsqueeze(1).shape; // => [3, 1, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.unsqueeze.html
 */
export function unsqueeze(x: Tensor, dim: number | { readonly dim: number }): Tensor {
  [x, dim] = bind(unsqueezeSignature, arguments);
  return applyView(unsqueezeOp, x, { dim: normalizeDim("unsqueeze", dim, x.ndim + 1) });
}

/**
 * {@link unsqueeze}, in place: the tensor itself gets the dimension.
 *
 * @param dim Index of the new dimension, -ndim - 1 <= dim <= ndim.
 * @throws {IndexError} unless `-ndim - 1 <= dim <= ndim`.
 * @throws {GradError} for a leaf that requires a gradient.
 * @example
 * zeros(3, 4).unsqueeze_(0).shape; // => [1, 3, 4]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.unsqueeze_.html
 */
export function unsqueeze_(x: Tensor, dim: number | { readonly dim: number }): Tensor {
  [x, dim] = bind(unsqueezeInPlaceSignature, arguments);
  return applyViewInPlace(unsqueezeOp, x, { dim: normalizeDim("unsqueeze_", dim, x.ndim + 1) });
}
