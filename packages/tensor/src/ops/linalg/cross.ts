import { bind } from "../../arguments/bind.js";
import { aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { broadcastShapes, formatShape, normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { stack } from "../join/cat.js";

const signature = defineSignature(
  "cross",
  required("x", aTensor),
  required("other", aTensor),
  optional("dim", nullable(aNumber), null),
);

/**
 * The cross product of vectors of three elements, `[a1 b2 - a2 b1, a2 b0 - a0 b2, a0 b1 - a1 b0]`.
 *
 * @param dim The dimension of the vectors; null: the first one of size 3. Default null.
 * @throws {ShapeError} when the shapes do not broadcast, or the dimension has not size 3.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * cross(tensor([1, 0, 0]), tensor([0, 1, 0])); // => tensor([0., 0., 1.])
 * @see https://pytorch.org/docs/stable/generated/torch.cross.html
 */
export function cross(x: Tensor, other: Tensor, dim?: number | null | { readonly dim?: number | null }): Tensor {
  const [left, right, along] = bind(signature, arguments);
  const shape = broadcastShapes("cross", left.shape, right.shape);
  const d = along === null ? shape.indexOf(3) : normalizeDim("cross", along, shape.length);
  if (shape[d] !== 3) {
    throw new ShapeError(
      along === null
        ? `cross: no dimension of size 3 in shape ${formatShape(shape)}`
        : `cross: dimension ${along} of shape ${formatShape(shape)} must have size 3`,
    );
  }
  return callAs("cross", () => {
    const [a0, a1, a2] = left.expand([...shape]).unbind(d);
    const [b0, b1, b2] = right.expand([...shape]).unbind(d);
    return stack([a1.mul(b2).sub(a2.mul(b1)), a2.mul(b0).sub(a0.mul(b2)), a0.mul(b1).sub(a1.mul(b0))], d);
  });
}
