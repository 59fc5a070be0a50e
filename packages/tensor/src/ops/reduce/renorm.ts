import { bind } from "../../arguments/bind.js";
import { aNumber, aNumberFrom, anInteger } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { requireFloat } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature(
  "renorm",
  required("x", aTensor),
  required("p", aNumber),
  required("dim", anInteger),
  required("maxnorm", aNumberFrom(0)),
);

/**
 * Each slice along `dim`, shrunk to `maxnorm` where its p-norm is larger.
 *
 * @param p The norm's power, > 0.
 * @param dim The dimension whose slices are taken; it may count from the end.
 * @param maxnorm The largest norm, >= 0.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {ValueError} unless p is above 0.
 * @example
 * renorm(tensor([[3, 4], [0, 1]]), 2, 0, 1); // => tensor([[0.6000, 0.8000],
 * //            [0.0000, 1.0000]])
 * @see https://pytorch.org/docs/stable/generated/torch.renorm.html
 */
export function renorm(x: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  [x, p, dim, maxnorm] = bind(signature, arguments);
  requireFloat("renorm", x.dtype);
  if (!(p > 0)) throw new ValueError(`renorm: non-positive-norm not supported, p must be > 0, got ${p}`);
  if (x.ndim < 2) {
    throw new ShapeError(`renorm: the input needs at least 2 dimensions, got shape ${formatShape(x.shape)}`);
  }
  const kept = normalizeDim("renorm", dim, x.ndim);
  const others = x.shape.map((_, d) => d).filter((d) => d !== kept);
  return callAs("renorm", () => {
    const norms = x.norm(p, others, true);
    // A norm that is NaN shrinks nothing.
    const isSmall = norms.gt(maxnorm).logicalNot();
    // The small number is PyTorch's, too.
    const factor = norms.maskedFill(isSmall, 1).add(1e-7).reciprocal().mul(maxnorm).maskedFill(isSmall, 1);
    return x.mul(factor);
  });
}
