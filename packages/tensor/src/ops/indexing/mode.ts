import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";
import { type KeepDimOptions, requireElements } from "../reduce/reduction.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { cummax, indicesAlong } from "./cummax.js";

const signature = defineSignature(
  "mode",
  required("x", aTensor),
  optional("dim", aNumber, -1),
  optional("keepDim", aBoolean, false),
);

/** How many equal elements stand before each one of a sorted tensor. */
function equalBefore(sorted: Tensor, dim: number): Tensor {
  const n = sorted.shape[dim];
  const indices = indicesAlong(sorted, dim);
  const isFirst = sorted.narrow(dim, 1, n - 1).ne(sorted.narrow(dim, 0, n - 1));
  const firsts = cat([indices.narrow(dim, 0, 1), indices.narrow(dim, 1, n - 1).mul(isFirst)], dim);
  return indices.sub(cummax(firsts, dim).values);
}

/**
 * The most frequent element along `dim`, of several the smallest, and where it stands last.
 *
 * @param dim Dimension to reduce, -ndim <= dim < ndim. Default -1.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range or of size 0.
 * @example
 * const [values, indices] = tensor([[3, 1, 3], [2, 2, 5]]).mode();
 * values; // => tensor([3., 2.])
 * indices; // => tensor([2, 1])
 * @see https://pytorch.org/docs/stable/generated/torch.mode.html
 */
export function mode(
  x: Tensor,
  dim?: number | (KeepDimOptions & { readonly dim?: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices {
  [x, dim, keepDim] = bind(signature, arguments);
  const along = normalizeDim("mode", dim, x.ndim);
  const line = x.ndim === 0 ? x.unsqueeze(0) : x;
  requireElements("mode", line.shape, [along], true);
  const { values: sorted, indices: order } = line.detach().sort(along);
  const indices = order.gather(along, equalBefore(sorted, along).argmax(along, true));
  const values = line.gather(along, indices);
  if (keepDim && x.ndim > 0) return valuesAndIndices(values, indices);
  return valuesAndIndices(values.squeeze(along), indices.squeeze(along));
}
