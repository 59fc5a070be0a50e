import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { IndexError } from "../../errors.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { type KeepDimOptions, requireElements } from "../reduce/reduction.js";
import { type ValuesAndIndices, valuesAndIndices } from "../valuesAndIndices.js";
import { firstAlong, placeAlong } from "./select.js";
import { argsort } from "./sort.js";

/** Options of {@link topk}. */
export interface TopkOptions {
  /** Dimension to search along, -ndim <= dim < ndim. Default -1. */
  readonly dim?: number;
  /** The largest (true) or the smallest elements. Default true. */
  readonly largest?: boolean;
  /** In order, which they are in any case. Default true. */
  readonly sorted?: boolean;
}

const topkSignature = defineSignature(
  "topk",
  required("x", aTensor),
  required("k", aNumber),
  optional("dim", aNumber, -1),
  optional("largest", aBoolean, true),
  optional("sorted", aBoolean, true),
);
const kthvalueSignature = defineSignature(
  "kthvalue",
  required("x", aTensor),
  required("k", aNumber),
  optional("dim", aNumber, -1),
  optional("keepDim", aBoolean, false),
);

/** The elements of `x` at `positions` along `dim`. Gradients flow back to them. */
function pick(x: Tensor, dim: number, positions: Tensor): ValuesAndIndices {
  return valuesAndIndices(x.gather(dim, positions), positions);
}

/** A 0-d tensor as a line of one element. */
function asLine(x: Tensor): Tensor {
  return x.ndim === 0 ? x.unsqueeze(0) : x;
}

/** Drops the dimension that was reduced to size 1, unless it is to be kept; a 0-d tensor has none to keep. */
function dropDim({ values, indices }: ValuesAndIndices, dim: number, keep: boolean): ValuesAndIndices {
  return keep ? valuesAndIndices(values, indices) : valuesAndIndices(values.squeeze(dim), indices.squeeze(dim));
}

/**
 * The `k` largest (or smallest) elements along `dim`, in order, and where they were. NaN counts as the largest; of
 * equal elements the first come first.
 *
 * Shapes: `[.., n, ..] -> [.., k, ..]`.
 *
 * @param k How many, 0 <= k <= n.
 * @param dim Dimension to search along, -ndim <= dim < ndim. Default -1.
 * @param largest The largest (true) or the smallest. Default true.
 * @param sorted In order, which they are in any case. Default true.
 * @throws {IndexError} for a dimension out of range, or when there are fewer than k elements.
 * @example
 * tensor([3, 1, 4, 1, 5]).topk(2).values; // => tensor([5., 4.])
 * tensor([3, 1, 4, 1, 5]).topk(2, { largest: false }).indices; // => tensor([1, 3])
 * @see https://pytorch.org/docs/stable/generated/torch.topk.html
 */
export function topk(
  x: Tensor,
  k: number,
  dim?: number | TopkOptions,
  largest?: boolean | Omit<TopkOptions, "dim">,
  sorted?: boolean | Pick<TopkOptions, "sorted">,
): ValuesAndIndices {
  [x, k, dim, largest] = bind(topkSignature, arguments);
  const along = normalizeDim("topk", dim, x.ndim);
  const line = asLine(x);
  if (!Number.isInteger(k) || k < 0 || k > line.shape[along]) {
    throw new IndexError(
      `topk: selected index k out of range: k is ${k}, dimension ${along} has size ${line.shape[along]}`,
    );
  }
  const first = firstAlong(line, along, k, largest) ?? argsort(line, along, largest).narrow(along, 0, k).contiguous();
  const found = pick(line, along, first);
  // A 0-d tensor stays 0-d, unless nothing is asked for.
  return x.ndim === 0 && k === 1 ? dropDim(found, 0, false) : found;
}

/**
 * The k-th smallest element along `dim`, counted from 1, and where it was. NaN counts as the largest.
 *
 * @param k Which, 1 <= k <= n.
 * @param dim Dimension to search along, -ndim <= dim < ndim. Default -1.
 * @param keepDim Keep the dimension with size 1. Default false.
 * @throws {IndexError} for a dimension out of range, or when there are fewer than k elements.
 * @example
 * tensor([30, 10, 20]).kthvalue(2).values; // => tensor(20.)
 * @see https://pytorch.org/docs/stable/generated/torch.kthvalue.html
 */
export function kthvalue(
  x: Tensor,
  k: number,
  dim?: number | (KeepDimOptions & { readonly dim?: number }),
  keepDim?: boolean | KeepDimOptions,
): ValuesAndIndices {
  [x, k, dim, keepDim] = bind(kthvalueSignature, arguments);
  const along = normalizeDim("kthvalue", dim, x.ndim);
  const line = asLine(x);
  requireElements("kthvalue", line.shape, [along], true);
  if (!Number.isInteger(k) || k < 1 || k > line.shape[along]) {
    throw new IndexError(
      `kthvalue: selected number k out of range for dimension ${along}: k is ${k}, size is ${line.shape[along]}`,
    );
  }
  const position =
    placeAlong(line, along, k - 1, false) ??
    argsort(line, along)
      .narrow(along, k - 1, 1)
      .contiguous();
  return dropDim(pick(line, along, position), along, keepDim && x.ndim > 0);
}
