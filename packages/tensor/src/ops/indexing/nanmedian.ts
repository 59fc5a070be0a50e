import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { full } from "../../creation/fill.js";
import { isFloat } from "../../dtype.js";
import { callAs } from "../../op/callAs.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { where } from "../compare/where.js";
import { type KeepDimOptions, requireElements } from "../reduce/reduction.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { medianAt } from "./median.js";
import { argsort } from "./sort.js";

const allSignature = defineSignature("nanmedian", required("x", aTensor));
const alongSignature = defineSignature(
  "nanmedian",
  required("x", aTensor),
  required("dim", aNumber),
  optional("keepDim", aBoolean, false),
);

/** The indices of the medians of the elements that are not NaN, which sorting brings to the end. */
function middleIndices(line: Tensor, along: number): Tensor {
  const count = line.isnan().logicalNot().sum(along, true);
  const middle = count.sub(1).clamp({ min: 0 }).floorDivide(2);
  return argsort(line, along).gather(along, middle);
}

function alongDim(x: Tensor, dim: number, keepDim: boolean): ValuesAndIndices {
  const along = normalizeDim("nanmedian", dim, x.ndim);
  const line = x.ndim === 0 ? x.unsqueeze(0) : x;
  requireElements("nanmedian", line.shape, [along], true);
  const indices = middleIndices(line.detach(), along);
  const values = line.gather(along, indices);
  if (keepDim && x.ndim > 0) return valuesAndIndices(values, indices);
  return valuesAndIndices(values.squeeze(along), indices.squeeze(along));
}

/** The median of the elements of a line that are not NaN, if there are any: then NaN have no share in its gradient. */
function medianOfNumbers(line: Tensor): Tensor {
  const index = middleIndices(line.detach(), 0);
  if (!isFloat(line.dtype)) return medianAt(line, index);
  const found = line.detach().gather(0, index).squeeze(0);
  const isOther = line.isnan().logicalAnd(found.isnan().logicalNot());
  return medianAt(line.maskedFill(isOther, where(found.isinf(), 0, Infinity).to(line.dtype)), index);
}

/**
 * The median of all elements that are not NaN; or, given a dimension, the medians along it with their indices. Of two middle
 * elements the lower one is taken; NaN where there is nothing else.
 *
 * @param dim Dimension to reduce, -ndim <= dim < ndim.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range or of size 0.
 * @example
 * nanmedian(tensor([5, NaN, 1])); // => tensor(1.)
 * @see https://pytorch.org/docs/stable/generated/torch.nanmedian.html
 */
export function nanmedian(
  x: Tensor,
  dim: number | (KeepDimOptions & { readonly dim: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices;
export function nanmedian(x: Tensor): Tensor;
export function nanmedian(x: Tensor): Tensor | ValuesAndIndices {
  const given: ArrayLike<unknown> = arguments;
  if (given[1] !== undefined || given.length > 2) return alongDim(...bind(alongSignature, given));
  [x] = bind(allSignature, [given[0]]);
  if (x.numel() === 0) return full([], Number.NaN, { dtype: x.dtype, device: x.device });
  const line = x.reshape(-1);
  return callAs("nanmedian", () => medianOfNumbers(line));
}
