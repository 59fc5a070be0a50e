import { bind } from "../../arguments/bind.js";
import { defineSignature, required, spread } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { expandView } from "../../backend/views.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { formatShape, type Shape, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const expandOp = defineViewOp<{ readonly shape: Shape }>({
  name: "expand",
  layout: (x, { shape }) => expandView(x, shape),
  // The engine sums the gradient back over the stretched dimensions, as it does for every broadcast.
  grad: [(g) => g],
});

const expandSignature = defineSignature("expand", required("x", aTensor), spread("sizes"));
const expandAsSignature = defineSignature("expandAs", required("x", aTensor), required("other", aTensor));

/**
 * A view in which dimensions of size 1 are stretched, and new ones added in front, without copying. -1 keeps a size.
 *
 * @param sizes Sizes, as a list or one by one.
 * @throws {ShapeError} when a size other than 1 would have to change, or a new dimension has no size.
 * @example
 * tensor([[1], [2]]).expand(2, 3); // => tensor([[1., 1., 1.],
 * //            [2., 2., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(x: Tensor, ...sizes: Sizes): Tensor {
  const [input, target] = bind(expandSignature, arguments);
  return expandWith("expand", input, target);
}

/**
 * {@link expand} to the shape of another tensor.
 *
 * @throws {ShapeError} when a size other than 1 would have to change.
 * @example
 * tensor([[1], [2]]).expandAs(zeros(2, 3)).shape; // => [2, 3]
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand_as.html
 */
export function expandAs(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(expandAsSignature, arguments);
  return expandWith("expandAs", x, other.shape);
}

/** {@link expand} for gradient rules, whose shapes fit: without binding arguments and checking sizes. */
export function expandTo(x: Tensor, shape: Shape): Tensor {
  return applyView(expandOp, x, { shape });
}

function expandWith(op: string, x: Tensor, target: readonly number[]): Tensor {
  const lead = target.length - x.ndim;
  if (lead < 0) {
    throw new ShapeError(
      `${op}: the number of sizes provided (${target.length}) must be greater or equal to the number of dimensions in ` +
        `the tensor (${x.ndim}); target sizes ${formatShape(target)}, tensor sizes ${formatShape(x.shape)}`,
    );
  }
  const shape = target.map((size, d) => {
    const old = d < lead ? null : x.shape[d - lead];
    if (size === -1 && old !== null) return old;
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        `${op}: sizes must be whole numbers >= 0, or -1 for an existing dimension, got ${formatShape(target)}`,
      );
    }
    if (old !== null && old !== 1 && old !== size) {
      throw new ShapeError(
        `${op}: the expanded size of the tensor (${size}) must match the existing size (${old}) at non-singleton ` +
          `dimension ${d}; target sizes ${formatShape(target)}, tensor sizes ${formatShape(x.shape)}`,
      );
    }
    return size;
  });
  return applyView(expandOp, x, { shape });
}
