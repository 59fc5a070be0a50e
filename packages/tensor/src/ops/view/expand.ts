import { ShapeError } from "../../errors.js";
import { applyView, defineViewOp } from "../../op.js";
import { flattenSizes, formatShape, type Shape, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { expandView } from "../elementwise.js";

const expandOp = defineViewOp<{ readonly shape: Shape }>({
  name: "expand",
  layout: (x, { shape }) => expandView(x, shape),
  // The engine sums the gradient back over the stretched dimensions, as it does for every broadcast.
  grad: [(g) => g],
});

/**
 * A view in which dimensions of size 1 are stretched, and new ones added in front, without copying. -1 keeps a size.
 *
 * @throws {ShapeError} when a size other than 1 would have to change.
 * @example
 * tensor([[1], [2]]).expand(2, 3); // => tensor([[1., 1., 1.],
 * //            [2., 2., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html
 */
export function expand(x: Tensor, ...sizes: Sizes): Tensor {
  const target = flattenSizes(sizes);
  const lead = target.length - x.ndim;
  const shape = target.map((size, d) => (size === -1 && d >= lead ? x.shape[d - lead] : size));
  const fits =
    lead >= 0 &&
    shape.every((size, d) => {
      const old = d < lead ? 1 : x.shape[d - lead];
      return Number.isInteger(size) && size >= 0 && (old === 1 || old === size);
    });
  if (!fits) {
    throw new ShapeError(
      `expand: shape ${formatShape(x.shape)} cannot be expanded to ${formatShape(target)}; only sizes of 1 stretch`,
    );
  }
  return applyView(expandOp, x, { shape });
}

/** {@link expand} to the shape of another tensor. */
export function expandAs(x: Tensor, other: Tensor): Tensor {
  return expand(x, other.shape);
}
