import { bind } from "../../arguments/bind.js";
import { aNumber, nullable } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { broadcastShapes, formatShape, normalizeDim, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { wrapPositions } from "./positions.js";

const takeSignature = defineSignature("take", required("x", aTensor), required("index", aTensor));
const takeAlongDimSignature = defineSignature(
  "takeAlongDim",
  required("x", aTensor),
  required("indices", aTensor),
  optional("dim", nullable(aNumber), null),
);

/**
 * Elements by their index in the flat tensor.
 *
 * Shapes: the output has the shape of the index.
 *
 * @param index int32 indices; negative ones count from the end.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for an index out of range.
 * @example
 * tensor([[1, 2], [3, 4]]).take(tensor([0, -1], { dtype: "int32" })); // => tensor([1., 4.])
 * @see https://pytorch.org/docs/stable/generated/torch.take.html
 */
export function take(x: Tensor, index: Tensor): Tensor {
  [x, index] = bind(takeSignature, arguments);
  const places = wrapPositions("take", index, 0, x.numel());
  return x.reshape(x.numel()).gather(0, places.reshape(index.numel())).reshape(index.shape);
}

/**
 * Picks elements along a dimension by indices that broadcast against x, such as those of `argsort`; without a
 * dimension, from the flat tensor.
 *
 * Shapes: indices has as many dimensions as x, and both broadcast but along dim; the output has its size there.
 *
 * @param indices int32 indices, each from 0 to the size of the dimension - 1.
 * @param dim Dimension to pick along, -ndim <= dim < ndim; null: x and indices are taken as flat. Default null.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @throws {DTypeError} for indices that are no integers.
 * @throws {IndexError} for an index or a dimension out of range.
 * @example
 * const x = tensor([[3, 1, 2], [4, 6, 5]]);
 * x.takeAlongDim(x.argsort(1), { dim: 1 }); // => tensor([[1., 2., 3.],
 * //            [4., 5., 6.]])
 * @see https://pytorch.org/docs/stable/generated/torch.take_along_dim.html
 */
export function takeAlongDim(
  x: Tensor,
  indices: Tensor,
  dim?: number | null | { readonly dim?: number | null },
): Tensor {
  const bound = bind(takeAlongDimSignature, arguments);
  return callAs("takeAlongDim", () => gatherAlong(...bound));
}

function gatherAlong(x: Tensor, indices: Tensor, dim: number | null): Tensor {
  if (dim === null) return x.reshape(x.numel()).gather(0, indices.reshape(indices.numel()));
  const d = normalizeDim("takeAlongDim", dim, x.ndim);
  if (indices.ndim !== x.ndim) {
    throw new ShapeError(
      `takeAlongDim: index of shape ${formatShape(indices.shape)} must have as many dimensions as the input, ` +
        `${formatShape(x.shape)}`,
    );
  }
  const others = (shape: Shape): number[] => shape.map((size, e) => (e === d ? 1 : size));
  const common = broadcastShapes("takeAlongDim", others(x.shape), others(indices.shape));
  const withDim = (size: number): number[] => common.map((length, e) => (e === d ? size : length));
  return x.expand(withDim(x.shape[d])).gather(d, indices.expand(withDim(indices.shape[d])));
}
