import { bind } from "../../arguments/bind.js";
import { aBoolean, anIntegerFrom, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor, tensors as tensorList } from "../../arguments/tensorKinds.js";
import { onesLike } from "../../creation/fill.js";
import { tensor } from "../../creation/tensor.js";
import { isFloat } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { stack } from "./cat.js";
import { meshgrid } from "./repeat.js";

const productSignature = defineSignature("cartesianProd", required("tensors", tensorList));
const combinationsSignature = defineSignature(
  "combinations",
  required("x", aTensor),
  optional("r", anIntegerFrom(0), 2),
  optional("withReplacement", aBoolean, false),
);
const vanderSignature = defineSignature(
  "vander",
  required("x", aTensor),
  optional("N", nullable(anIntegerFrom(0)), null),
  optional("increasing", aBoolean, false),
);

/** The most elements of the index of {@link combinations}. */
const mostIndices = 2 ** 27;

function requireVector(op: string, x: Tensor): void {
  if (x.ndim !== 1) throw new ShapeError(`${op}: expected a 1-d tensor, got shape ${formatShape(x.shape)}`);
}

/**
 * All ways to take one element of each of some vectors, the last one fastest.
 *
 * Shapes: `[n1], .., [nk] -> [n1 * .. * nk, k]`; of one vector, itself.
 *
 * @throws {ShapeError} when the list is empty, or a tensor is not 1-d.
 * @example
 * cartesianProd([tensor([1, 2]), tensor([3, 4])]); // => tensor([[1., 3.],
 * //            [1., 4.],
 * //            [2., 3.],
 * //            [2., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.cartesian_prod.html
 */
export function cartesianProd(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(productSignature, arguments);
  if (tensors.length === 0) throw new ShapeError("cartesianProd: expected at least one tensor, got an empty list");
  for (const vector of tensors) requireVector("cartesianProd", vector);
  if (tensors.length === 1) return tensors[0];
  const vectors = tensors;
  return callAs("cartesianProd", () =>
    stack(
      meshgrid(vectors, { indexing: "ij" }).map((grid) => grid.reshape(-1)),
      1,
    ),
  );
}

/** How many ways there are to choose r of n. */
function countChoices(n: number, r: number): number {
  const least = Math.min(r, n - r);
  let count = least < 0 ? 0 : 1;
  for (let k = 1; k <= least && count <= mostIndices; k++) count = (count * (n - least + k)) / k;
  return Math.round(count);
}

/** Options of {@link combinations}. */
export interface CombinationsOptions {
  /** How many elements are taken, >= 0. Default 2. */
  readonly r?: number;
  /** An element may be taken several times. Default false. */
  readonly withReplacement?: boolean;
}

/**
 * All ways to take r elements of a vector, in its order.
 *
 * Shapes: `[n] -> [number of ways, r]`.
 *
 * @param r How many elements are taken, >= 0. Default 2.
 * @param withReplacement An element may be taken several times. Default false.
 * @throws {ShapeError} unless x is 1-d.
 * @throws {ValueError} for more ways than an index can list.
 * @example
 * combinations(tensor([1, 2, 3])); // => tensor([[1., 2.],
 * //            [1., 3.],
 * //            [2., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.combinations.html
 */
export function combinations(
  x: Tensor,
  r?: number | CombinationsOptions,
  withReplacement?: boolean | Pick<CombinationsOptions, "withReplacement">,
): Tensor {
  const [input, taken, repeats] = bind(combinationsSignature, arguments);
  requireVector("combinations", input);
  const n = input.shape[0];
  const count = countChoices(repeats && n > 0 ? n + taken - 1 : n, taken);
  if (!(count * taken <= mostIndices)) {
    throw new ValueError(`combinations: r ${taken} of ${n} elements has too many ways to list`);
  }
  if (taken === 0) return input.narrow(0, 0, 0);
  if (count === 0) return input.narrow(0, 0, 0).reshape(0, taken);
  const index = new Int32Array(count * taken);
  const current = Array.from({ length: taken }, (_, k) => (repeats ? 0 : k));
  for (let i = 0; i < count; i++) {
    index.set(current, i * taken);
    let k = taken - 1;
    while (k >= 0 && current[k] === (repeats ? n - 1 : n - taken + k)) k--;
    if (k < 0) break;
    current[k]++;
    for (let j = k + 1; j < taken; j++) current[j] = repeats ? current[k] : current[j - 1] + 1;
  }
  return input.indexSelect(0, tensor(index, { device: input.device })).reshape(count, taken);
}

/** Options of {@link vander}. */
export interface VanderOptions {
  /** Number of columns, >= 0; null: as many as elements. Default null. */
  readonly N?: number | null;
  /** The powers increase from left to right. Default false. */
  readonly increasing?: boolean;
}

/**
 * Vandermonde's matrix, whose columns are the powers of a vector: from N - 1 down to 0, or up.
 *
 * Shapes: `[n] -> [n, N]`.
 *
 * @param N Number of columns, >= 0; null: as many as elements. Default null.
 * @param increasing The powers increase from left to right. Default false.
 * @throws {ShapeError} unless x is 1-d.
 * @example
 * vander(tensor([1, 2, 3])); // => tensor([[1., 1., 1.],
 * //            [4., 2., 1.],
 * //            [9., 3., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.vander.html
 */
export function vander(
  x: Tensor,
  N?: number | null | VanderOptions,
  increasing?: boolean | Pick<VanderOptions, "increasing">,
): Tensor {
  const [input, columns, isIncreasing] = bind(vanderSignature, arguments);
  requireVector("vander", input);
  const n = input.shape[0];
  const count = columns ?? n;
  if (count * Math.max(n, 1) > mostIndices)
    throw new ValueError(`vander: N ${count} makes too many columns of ${n} elements`);
  return callAs("vander", () => {
    // Powers of bytes are no bytes.
    const base = isFloat(input.dtype) ? input : input.to("int32");
    const powers = [onesLike(base)];
    for (let k = 1; k < count; k++) powers.push(powers[k - 1].mul(base));
    const kept = powers.slice(0, count);
    if (kept.length === 0) return input.reshape(n, 1).narrow(1, 0, 0);
    return stack(isIncreasing ? kept : kept.reverse(), 1);
  });
}
