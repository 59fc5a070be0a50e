import { bind } from "../../arguments/bind.js";
import { aNumber, oneOf } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const distSignature = defineSignature(
  "dist",
  required("x", aTensor),
  required("other", aTensor),
  optional("p", aNumber, 2),
);
const computeModes = [
  "use_mm_for_euclid_dist_if_necessary",
  "use_mm_for_euclid_dist",
  "donot_use_mm_for_euclid_dist",
] as const;
const cdistSignature = defineSignature(
  "cdist",
  required("x1", aTensor),
  required("x2", aTensor),
  optional("p", aNumber, 2),
  optional("computeMode", oneOf(...computeModes), "use_mm_for_euclid_dist_if_necessary"),
);

/**
 * The p-norm of the difference of two tensors, over all elements.
 *
 * @param p The norm's exponent; Infinity: the largest difference. Default 2.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * dist(tensor([1, 2]), tensor([4, 6])); // => tensor(5.)
 * @see https://pytorch.org/docs/stable/generated/torch.dist.html
 */
export function dist(x: Tensor, other: Tensor, p?: number | { readonly p?: number }): Tensor {
  const [a, b, exponent] = bind(distSignature, arguments);
  return callAs("dist", () => a.sub(b).norm(exponent));
}

/** Options of {@link cdist}. */
export interface CdistOptions {
  /** The norm's exponent, >= 0; Infinity: the largest difference. Default 2. */
  readonly p?: number;
  /** PyTorch's choice between differences and a product; it changes nothing. Default "use_mm_for_euclid_dist_if_necessary". */
  readonly computeMode?: (typeof computeModes)[number];
}

/**
 * The distances between every row of `x1` and every row of `x2`, by the p-norm. The differences are computed one by one: of
 * large inputs they take P * R * M elements of memory.
 *
 * Shapes: `[.., P, M] x [.., R, M] -> [.., P, R]`, where the leading dimensions broadcast.
 *
 * @param p The norm's exponent, >= 0; Infinity: the largest difference. Default 2.
 * @param computeMode PyTorch's choice between differences and a product, for p = 2. Here they are differences, the most exact, in
 *   any case. Default "use_mm_for_euclid_dist_if_necessary".
 * @throws {ShapeError} for fewer than two dimensions, or rows of different lengths.
 * @throws {DTypeError} for dtypes that are no floats.
 * @throws {ValueError} for a negative p.
 * @example
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])); // => tensor([[5., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.cdist.html
 */
export function cdist(
  x1: Tensor,
  x2: Tensor,
  p?: number | CdistOptions,
  computeMode?: CdistOptions["computeMode"] | Pick<CdistOptions, "computeMode">,
): Tensor {
  const [a, b, exponent] = bind(cdistSignature, arguments);
  for (const [name, { dtype }] of [
    ["x1", a],
    ["x2", b],
  ] as const) {
    if (!isFloat(dtype)) throw new DTypeError(`cdist: ${name} must be float32 or float64, got ${dtype}`);
  }
  if (a.ndim < 2 || b.ndim < 2 || a.shape[a.ndim - 1] !== b.shape[b.ndim - 1]) {
    throw new ShapeError(
      `cdist: expected shapes [.., P, M] and [.., R, M], got ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  if (exponent < 0) throw new ValueError(`cdist: p must be >= 0, got ${exponent}`);
  return callAs("cdist", () => a.unsqueeze(-2).sub(b.unsqueeze(-3)).norm(exponent, -1));
}
