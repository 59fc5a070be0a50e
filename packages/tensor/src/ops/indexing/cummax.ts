import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { arange } from "../../creation/range.js";
import { isFloat } from "../../dtype.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";

const signature = (op: string) => defineSignature(op, required("x", aTensor), required("dim", aNumber));
const maxSignature = signature("cummax");
const minSignature = signature("cummin");

/** Indices along a dimension, as int32 of x's shape. */
export function indicesAlong(x: Tensor, dim: number): Tensor {
  const n = x.shape[dim];
  const shape = x.shape.map((_, d) => (d === dim ? n : 1));
  return arange(n, { dtype: "int32", device: x.device })
    .view(shape)
    .expand([...x.shape]);
}

/** Where the running extremum was found; of equal elements the last one counts, and a NaN is larger and smaller than all. */
function runningIndices(x: Tensor, dim: number, isLarger: boolean): Tensor {
  const n = x.shape[dim];
  let indices = indicesAlong(x, dim);
  let values = x;
  // Every step joins the extrema of runs of `step` elements with those of the run before.
  for (let step = 1; step < n; step *= 2) {
    const [before, after] = [values.narrow(dim, 0, n - step), values.narrow(dim, step, n - step)];
    const isBeyond = isLarger ? after.ge(before) : after.le(before);
    const wins = isFloat(x.dtype) ? isBeyond.logicalOr(after.isnan()) : isBeyond;
    const join = (all: Tensor): Tensor =>
      cat([all.narrow(dim, 0, step), all.narrow(dim, step, n - step).where(wins, all.narrow(dim, 0, n - step))], dim);
    [values, indices] = [join(values), join(indices)];
  }
  return indices;
}

function runningExtremum(op: "cummax" | "cummin", x: Tensor, dim: number): ValuesAndIndices {
  const along = normalizeDim(op, dim, x.ndim);
  const line = x.ndim === 0 ? x.unsqueeze(0) : x;
  const indices = runningIndices(line.detach(), along, op === "cummax").contiguous();
  const values = line.gather(along, indices);
  return x.ndim === 0 ? valuesAndIndices(values.squeeze(0), indices.squeeze(0)) : valuesAndIndices(values, indices);
}

/**
 * The largest element so far along `dim`, `y[i] = max(x[0], ..., x[i])`, and where it was. Of equal elements the last one
 * counts, and NaN is larger than all.
 *
 * Shapes: those of x.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * const [values, indices] = tensor([1, 3, 2, 4]).cummax(0);
 * values; // => tensor([1., 3., 3., 4.])
 * indices; // => tensor([0, 1, 1, 3])
 * @see https://pytorch.org/docs/stable/generated/torch.cummax.html
 */
export function cummax(x: Tensor, dim: number | { readonly dim: number }): ValuesAndIndices {
  return runningExtremum("cummax", ...bind(maxSignature, arguments));
}

/**
 * The smallest element so far along `dim`, `y[i] = min(x[0], ..., x[i])`, and where it was. Of equal elements the last one
 * counts, and NaN is smaller than all.
 *
 * Shapes: those of x.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([3, 1, 2]).cummin(0).values; // => tensor([3., 1., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.cummin.html
 */
export function cummin(x: Tensor, dim: number | { readonly dim: number }): ValuesAndIndices {
  return runningExtremum("cummin", ...bind(minSignature, arguments));
}
