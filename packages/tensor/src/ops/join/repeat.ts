import { bind } from "../../arguments/bind.js";
import { anInteger, either, nullable, numbers, oneOf, sizes } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required, spread } from "../../arguments/signature.js";
import { aTensor, tensors as tensorList } from "../../arguments/tensorKinds.js";
import { fromTypedArray } from "../../creation/tensor.js";
import { allocateArray } from "../../dtype.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { broadcastShapes, formatShape, normalizeDim, type Shape, type Sizes } from "../../shape.js";
import { Tensor } from "../../tensor.js";

const repeatSignature = defineSignature("repeat", required("x", aTensor), spread("repeats"));
const tileSignature = defineSignature("tile", required("x", aTensor), spread("dims"));
const repeatInterleaveSignature = defineSignature(
  "repeatInterleave",
  required("x", aTensor),
  required("repeats", either<[number | readonly number[], Tensor]>(sizes, aTensor)),
  optional("dim", nullable(anInteger), null),
);
const broadcastToSignature = defineSignature("broadcastTo", required("x", aTensor), required("shape", numbers));
const broadcastTensorsSignature = defineSignature("broadcastTensors", required("tensors", tensorList));
const meshgridSignature = defineSignature(
  "meshgrid",
  required("tensors", tensorList),
  named("indexing", oneOf("ij", "xy"), "ij"),
);

function checkCounts(op: string, x: Tensor, counts: readonly number[]): void {
  if (counts.length < x.ndim) {
    throw new ShapeError(
      `${op}: number of counts can not be smaller than number of dimensions of tensor: counts ${formatShape(counts)}, ` +
        `shape ${formatShape(x.shape)}`,
    );
  }
  if (!counts.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new ShapeError(`${op}: counts must be whole numbers >= 0, got ${formatShape(counts)}`);
  }
}

function repeatWith(op: string, x: Tensor, counts: readonly number[]): Tensor {
  checkCounts(op, x, counts);
  const lead = counts.length - x.ndim;
  const shape = counts.map((_, d) => (d < lead ? 1 : x.shape[d - lead]));
  // Each dimension gets a new one of size 1 before it, which stretches without copying until reshape does.
  const spread = x.reshape(shape.flatMap((size) => [1, size])).expand(shape.flatMap((size, d) => [counts[d], size]));
  const result = spread.reshape(shape.map((size, d) => size * counts[d]));
  return result.storage === x.storage ? result.clone() : result;
}

/**
 * A copy with the whole tensor several times along each dimension; more counts than dimensions add new ones in front.
 *
 * @param repeats One count for each dimension, >= 0, as a list or one by one.
 * @throws {ShapeError} for fewer counts than dimensions, or a count that is no whole number >= 0.
 * @example
 * tensor([1, 2]).repeat(2, 2); // => tensor([[1., 2., 1., 2.],
 * //            [1., 2., 1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.repeat.html
 */
export function repeat(x: Tensor, ...repeats: Sizes): Tensor {
  return repeatWith("repeat", ...bind(repeatSignature, arguments));
}

/**
 * {@link repeat} that fills up missing counts with 1 in front.
 *
 * @param dims Counts >= 0, as a list or one by one.
 * @throws {ShapeError} for a count that is no whole number >= 0.
 * @example
 * zeros(2, 3).tile(2).shape; // => [2, 6]
 * @see https://pytorch.org/docs/stable/generated/torch.tile.html
 */
export function tile(x: Tensor, ...dims: Sizes): Tensor {
  const [input, times] = bind(tileSignature, arguments);
  const missing = Math.max(0, input.ndim - times.length);
  return repeatWith("tile", input, [...new Array<number>(missing).fill(1), ...times]);
}

/**
 * Each element several times in a row, along a dimension or, without one, of the flat tensor.
 *
 * @param repeats One count for all, or one per element of the dimension, as a list or an int32 tensor.
 * @param dim The dimension; null: the tensor is taken as flat. Default null.
 * @throws {ValueError} for a count that is no whole number >= 0, or as many counts as there are not elements.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([1, 2]).repeatInterleave(2); // => tensor([1., 1., 2., 2.])
 * tensor([[1, 2]]).repeatInterleave([1, 3], { dim: 1 }); // => tensor([[1., 2., 2., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.repeat_interleave.html
 */
export function repeatInterleave(
  x: Tensor,
  repeats: number | readonly number[] | Tensor,
  dim?: number | null | { readonly dim?: number | null },
): Tensor {
  [x, repeats, dim] = bind(repeatInterleaveSignature, arguments);
  if (dim === null) return repeatInterleave(x.reshape(x.numel()), repeats, 0);
  const d = normalizeDim("repeatInterleave", dim, x.ndim);
  if (x.ndim === 0) return repeatInterleave(x.reshape(1), repeats, 0);
  const size = x.shape[d];
  const given = repeats instanceof Tensor ? Array.from(repeats.readSync()) : [repeats].flat();
  const counts = given.length === 1 ? new Array<number>(size).fill(given[0]) : given;
  if (counts.length !== size) {
    throw new ValueError(
      `repeatInterleave: expected one count or ${size}, the size of dimension ${d} of ${formatShape(x.shape)}, got ` +
        `${counts.length}`,
    );
  }
  if (!given.every((count) => Number.isInteger(count) && count >= 0)) {
    throw new ValueError(`repeatInterleave: counts must be whole numbers >= 0, got [${given.join(", ")}]`);
  }
  const indices = allocateArray(
    "int32",
    counts.reduce((sum, count) => sum + count, 0),
  );
  for (let i = 0, end = 0; i < counts.length; i++) indices.fill(i, end, (end += counts[i]));
  return x.indexSelect(d, fromTypedArray(indices, [indices.length], { device: x.device }));
}

/**
 * A view stretched to a shape: {@link expand} under its other name.
 *
 * @param shape The sizes; -1 keeps one.
 * @throws {ShapeError} when a size other than 1 would have to change.
 * @example
 * tensor([1, 2]).broadcastTo([3, 2]).shape; // => [3, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.broadcast_to.html
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  const [input, size] = bind(broadcastToSignature, arguments);
  return callAs("broadcastTo", () => input.expand([...size]));
}

/**
 * Views of all tensors, stretched to the shape that they broadcast to together.
 *
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * broadcastTensors(zeros(3, 1), zeros(2)).map((x) => x.shape); // => [[3, 2], [3, 2]]
 * @see https://pytorch.org/docs/stable/generated/torch.broadcast_tensors.html
 */
export function broadcastTensors(...tensors: Tensor[]): Tensor[] {
  bind(broadcastTensorsSignature, [tensors]);
  const shape = tensors.reduce<Shape>(
    (common, tensor) => broadcastShapes("broadcastTensors", common, tensor.shape),
    [],
  );
  return tensors.map((tensor) => tensor.expand([...shape]));
}

/** Options of {@link meshgrid}. */
export interface MeshgridOptions {
  /** `"ij"`: the first tensor runs along the first dimension; `"xy"`: the first two change places. Default `"ij"`. */
  readonly indexing?: "ij" | "xy";
}

/**
 * The coordinates of a grid: one view per 1-d tensor, each of which varies along a dimension of its own.
 *
 * @param tensors 1-d tensors, or scalars, at least one.
 * @throws {ShapeError} for an empty list, or tensors with more than one dimension.
 * @example
 * const [rows, columns] = meshgrid([tensor([1, 2]), tensor([3, 4, 5])]);
 * rows.shape; // => [2, 3]
 * columns.select(0, 0); // => tensor([3., 4., 5.])
 * @see https://pytorch.org/docs/stable/generated/torch.meshgrid.html
 */
export function meshgrid(tensors: readonly Tensor[], options?: MeshgridOptions): Tensor[] {
  const [, indexing] = bind(meshgridSignature, arguments);
  if (tensors.length === 0) throw new ShapeError("meshgrid: expected a non-empty list of tensors");
  for (const tensor of tensors) {
    if (tensor.ndim > 1)
      throw new ShapeError(`meshgrid: expected scalars or 1-d tensors, got shape ${formatShape(tensor.shape)}`);
  }
  const isSwapped = indexing === "xy" && tensors.length > 1;
  const dimOf = (i: number): number => (isSwapped && i < 2 ? 1 - i : i);
  const shape = tensors.map((_, d) => tensors[dimOf(d)].numel());
  return tensors.map((tensor, i) => {
    const line = tensor.reshape(shape.map((size, d) => (d === dimOf(i) ? size : 1)));
    return line.expand(shape);
  });
}
