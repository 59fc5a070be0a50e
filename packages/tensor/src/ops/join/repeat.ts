import { fromTypedArray } from "../../creation/tensor.js";
import { ShapeError, ValueError } from "../../errors.js";
import { broadcastShapes, flattenSizes, formatShape, normalizeDim, type Shape, type Sizes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

/**
 * The whole tensor several times along each dimension; more counts than dimensions add new ones in front.
 *
 * @throws {ShapeError} for fewer counts than dimensions, or a negative one.
 * @example
 * tensor([1, 2]).repeat(2, 2); // => tensor([[1., 2., 1., 2.],
 * //            [1., 2., 1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
 */
export function repeat(x: Tensor, ...counts: Sizes): Tensor {
  const times = flattenSizes(counts);
  if (times.length < x.ndim || times.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new ShapeError(
      `repeat: counts ${formatShape(times)} must be whole numbers >= 0, at least one per dimension of ${formatShape(x.shape)}`,
    );
  }
  const lead = times.length - x.ndim;
  const shape = times.map((_, d) => (d < lead ? 1 : x.shape[d - lead]));
  // Each dimension gets a new one of size 1 before it, which stretches without copying until reshape does.
  const spread = shape.flatMap((size) => [1, size]);
  const stretched = shape.flatMap((size, d) => [times[d], size]);
  return x
    .reshape(spread)
    .expand(stretched)
    .reshape(shape.map((size, d) => size * times[d]));
}

/**
 * {@link repeat} that fills up missing counts with 1 in front, as `torch.tile`.
 *
 * @example
 * zeros(2, 3).tile(2).shape; // => [2, 6]
 */
export function tile(x: Tensor, ...counts: Sizes): Tensor {
  const times = flattenSizes(counts);
  return repeat(x, [...new Array<number>(Math.max(0, x.ndim - times.length)).fill(1), ...times]);
}

/**
 * Each element several times in a row, along a dimension or, without one, of the flat tensor.
 *
 * @param repeats One count, or one per element of the dimension.
 * @throws {ValueError} for a negative count or as many counts as there are not elements.
 * @example
 * tensor([1, 2]).repeatInterleave(2); // => tensor([1., 1., 2., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.repeat_interleave.html
 */
export function repeatInterleave(x: Tensor, repeats: number | readonly number[], dim?: number): Tensor {
  if (dim === undefined) return repeatInterleave(x.reshape(x.numel()), repeats, 0);
  const d = normalizeDim("repeatInterleave", dim, x.ndim);
  const counts = typeof repeats === "number" ? new Array<number>(x.shape[d]).fill(repeats) : repeats;
  if (counts.length !== x.shape[d] || counts.some((count) => !Number.isInteger(count) || count < 0)) {
    throw new ValueError(
      `repeatInterleave: expected ${x.shape[d]} counts >= 0 for dimension ${d} of ${formatShape(x.shape)}, got [${counts.join(", ")}]`,
    );
  }
  const indices = Int32Array.from(counts.flatMap((count, i) => new Array<number>(count).fill(i)));
  return x.indexSelect(d, fromTypedArray(indices, [indices.length], { device: x.device }));
}

/** A view stretched to a shape, as `torch.broadcast_to`. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  return x.expand([...shape]);
}

/**
 * Views of all tensors, stretched to the shape that they broadcast to together.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @see https://pytorch.org/docs/stable/generated/torch.broadcast_tensors.html
 */
export function broadcastTensors(...tensors: Tensor[]): Tensor[] {
  const shape = tensors.reduce<Shape>(
    (common, tensor) => broadcastShapes("broadcastTensors", common, tensor.shape),
    [],
  );
  return tensors.map((tensor) => tensor.expand([...shape]));
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `"ij"`: the first tensor runs along the first dimension; `"xy"`: along the second. Default `"ij"`. */
  readonly indexing?: "ij" | "xy";
}

/**
 * The coordinates of a grid: one view per 1-d tensor, each of which varies along a dimension of its own.
 *
 * @throws {ShapeError} for tensors with more than one dimension.
 * @example
 * const [rows, columns] = meshgrid([tensor([1, 2]), tensor([3, 4, 5])]);
 * rows.shape; // => [2, 3]
 * columns.select(0, 0); // => tensor([3., 4., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.meshgrid.html
 */
export function meshgrid(tensors: readonly Tensor[], options: MeshgridOptions = {}): Tensor[] {
  for (const tensor of tensors) {
    if (tensor.ndim > 1)
      throw new ShapeError(`meshgrid: expected scalars or 1-d tensors, got shape ${formatShape(tensor.shape)}`);
  }
  const swap = options.indexing === "xy" && tensors.length > 1;
  const ordered = swap ? [tensors[1], tensors[0], ...tensors.slice(2)] : tensors;
  const shape = ordered.map((tensor) => tensor.numel());
  const grids = ordered.map((tensor, d) => tensor.reshape(shape.map((size, e) => (e === d ? size : 1))).expand(shape));
  return swap
    ? [grids[1].transpose(0, 1), grids[0].transpose(0, 1), ...grids.slice(2).map((grid) => grid.transpose(0, 1))]
    : grids;
}
