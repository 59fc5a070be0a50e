import { expandView } from "../../backend/views.js";
import { ShapeError } from "../../errors.js";
import { applyView } from "../../op/apply.js";
import { defineViewOp } from "../../op/op.js";
import { flattenSizes, formatShape, type Shape, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const expandOp = defineViewOp<{ readonly shape: Shape }>({
  name: "expand",
  layout: (x, { shape }) => expandView(x, shape),
  // The engine sums the gradient back over the stretched dimensions, as it does for every broadcast.
  grad: [(g) => g],
});

/**
 * A view in which dimensions of size 1 are stretched, and new ones added in front, without copying. -1 keeps a size.
 *
 * @throws {ShapeError} when a size other than 1 would have to change, or a new dimension has no size.
 * @example
 * tensor([[1], [2]]).expand(2, 3); // => tensor([[1., 1., 1.],
 * //            [2., 2., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(x: Tensor, ...sizes: Sizes): Tensor {
  const target = flattenSizes(sizes);
  const lead = target.length - x.ndim;
  if (lead < 0) {
    throw new ShapeError(
      `expand: the number of sizes provided (${target.length}) must be greater or equal to the number of dimensions in ` +
        `the tensor (${x.ndim}); target sizes ${formatShape(target)}, tensor sizes ${formatShape(x.shape)}`,
    );
  }
  const shape = target.map((size, d) => {
    const old = d < lead ? null : x.shape[d - lead];
    if (size === -1 && old !== null) return old;
    if (!Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        `expand: sizes must be whole numbers >= 0, or -1 for an existing dimension, got ${formatShape(target)}`,
      );
    }
    if (old !== null && old !== 1 && old !== size) {
      throw new ShapeError(
        `expand: the expanded size of the tensor (${size}) must match the existing size (${old}) at non-singleton ` +
          `dimension ${d}; target sizes ${formatShape(target)}, tensor sizes ${formatShape(x.shape)}`,
      );
    }
    return size;
  });
  return applyView(expandOp, x, { shape });
}

/** {@link expand} to the shape of another tensor. */
export function expandAs(x: Tensor, other: Tensor): Tensor {
  return expand(x, other.shape);
}
