import { cat, DTypeError, linspace, ones, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  callAs,
  defineSignature,
  formatShape,
  isFloat,
  nullable,
  numbers,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** Options of {@link affineGrid}. */
export interface AffineGridOptions {
  /** True if -1 and 1 are the centres of the outermost pixels, false: their outer edges. Default null: false. */
  readonly alignCorners?: boolean | null;
}

const signature = defineSignature(
  "affineGrid",
  required("theta", aTensor),
  required("size", numbers),
  optional("alignCorners", nullable(aBoolean), null),
);

/**
 * The points of a grid after an affine map, for {@link gridSample}: with it, a spatial transformer.
 *
 * Shapes: theta [N, 2, 3], size [N, C, H, W] -> [N, H, W, 2]; theta [N, 3, 4], size [N, C, D, H, W] -> [N, D, H, W, 3].
 * A point [x, y] of the output, from -1 to 1 in each direction, becomes `theta @ [x, y, 1]`.
 *
 * @param theta The maps, float32 or float64.
 * @param size The shape of the images that are to be sampled at the points.
 * @param alignCorners True if -1 and 1 are the centres of the outermost pixels, false: their outer edges. Default null:
 *   false.
 * @throws {ShapeError} for a theta of another shape than the size asks for.
 * @throws {DTypeError} for a theta of integers or bools.
 * @throws {ValueError} for a size that is not of four or five whole numbers >= 1.
 * @example
 * const identity = tensor([[[1, 0, 0], [0, 1, 0]]]);
 * functional.affineGrid(identity, [1, 1, 1, 2]); // => tensor([[[[-0.5000,  0.0000],
 * //           [ 0.5000,  0.0000]]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.affine_grid.html
 */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  alignCorners?: boolean | null | AffineGridOptions,
): Tensor {
  const [maps, sizes, aligned] = bind(signature, arguments);
  requireSize(sizes);
  const [count, , ...spatial] = sizes;
  const dims = spatial.length;
  if (!isFloat(maps.dtype)) {
    throw new DTypeError(`affineGrid: Expected theta to have floating point type, but got ${maps.dtype}`);
  }
  const expected = [count, dims, dims + 1];
  if (maps.ndim !== 3 || maps.shape.some((length, d) => length !== expected[d])) {
    throw new ShapeError(
      `affineGrid: Expected a batch of ${dims}D affine matrices of shape ${formatShape(expected)} for size ` +
        `${formatShape(sizes)}, got ${formatShape(maps.shape)}`,
    );
  }
  return callAs("affineGrid", () =>
    basePoints(spatial, maps, aligned ?? false)
      .matmul(maps.transpose(1, 2))
      .reshape([count, ...spatial, dims]),
  );
}

function requireSize(size: readonly number[]): void {
  const isSize = size.every((length) => Number.isInteger(length) && length >= 1);
  if (isSize && (size.length === 4 || size.length === 5)) return;
  throw new ValueError(
    `affineGrid: size must be [N, C, H, W] or [N, C, D, H, W], of whole numbers >= 1, got [${size.join(", ")}]`,
  );
}

/** The points [x, y, 1] or [x, y, z, 1] of all pixels, row by row. */
function basePoints(spatial: readonly number[], { dtype, device }: Tensor, aligned: boolean): Tensor {
  const dims = spatial.length;
  const shape = [...spatial, 1];
  const columns = spatial.map((length, d) => {
    const outermost = aligned ? 1 : (length - 1) / length;
    const line =
      length === 1 ? ones(1, { dtype, device }).mul(0) : linspace(-outermost, outermost, length, { dtype, device });
    return line.reshape(shape.map((_, k) => (k === d ? length : 1))).expand(shape);
  });
  // Coordinates come from the last dimension, x, to the first.
  const all = [...columns.reverse(), ones(1, { dtype, device }).expand(shape)];
  return cat(all, -1).reshape(-1, dims + 1);
}
