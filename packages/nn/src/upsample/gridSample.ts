import { DeviceError, DTypeError, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aBoolean,
  aTensor,
  bind,
  callAs,
  defineSignature,
  formatShape,
  isFloat,
  nullable,
  oneOf,
  optional,
  required,
} from "@lumbre/tensor/engine";

/** How {@link gridSample} makes an element of those around its point. */
export type GridSampleMode = "bilinear" | "nearest" | "bicubic";
/** What {@link gridSample} takes for what lies outside. */
export type GridPaddingMode = "zeros" | "border" | "reflection";

/** Options of {@link gridSample}. */
export interface GridSampleOptions {
  /** How an element is made of those around its point. Default "bilinear". */
  readonly mode?: GridSampleMode;
  /** What lies outside: zeros, the nearest edge, or the mirrored input. Default "zeros". */
  readonly paddingMode?: GridPaddingMode;
  /** True if -1 and 1 are the centres of the outermost pixels, false: their outer edges. Default null: false. */
  readonly alignCorners?: boolean | null;
}

const signature = defineSignature(
  "gridSample",
  required("x", aTensor),
  required("grid", aTensor),
  optional<GridSampleMode>("mode", oneOf("bilinear", "nearest", "bicubic"), "bilinear"),
  optional<GridPaddingMode>("paddingMode", oneOf("zeros", "border", "reflection"), "zeros"),
  optional("alignCorners", nullable(aBoolean), null),
);

/**
 * Samples images at the points of a grid, with gradients for both: `output[n, :, h, w] = x[n, :, grid[n, h, w]]`.
 *
 * Shapes: x [N, C, H, W], grid [N, H', W', 2] -> [N, C, H', W']; x [N, C, D, H, W], grid [N, D', H', W', 3] ->
 * [N, C, D', H', W']. A point is [x, y] or [x, y, z], from -1 (left, top) to 1 (right, bottom).
 *
 * @param x The images, float32 or float64.
 * @param grid The points, of the dtype of x.
 * @param mode "bilinear", "nearest", or "bicubic" for images [N, C, H, W]. Default "bilinear".
 * @param paddingMode What lies outside: "zeros", "border", the nearest edge, or "reflection", the mirrored input. Default
 *   "zeros".
 * @param alignCorners True if -1 and 1 are the centres of the outermost pixels, false: their outer edges. Default null:
 *   false.
 * @throws {ShapeError} for shapes that do not fit, or an x that is empty but in its batch.
 * @throws {DTypeError} for integers and bools, and a grid of another dtype.
 * @throws {DeviceError} for a grid on another device.
 * @throws {ValueError} for an unknown mode, and "bicubic" of [N, C, D, H, W].
 * @example
 * const x = tensor([[[[1, 2], [3, 4]]]]);
 * functional.gridSample(x, tensor([[[[0, 0], [-0.5, 0.5]]]])); // => tensor([[[[2.5000, 3.0000]]]])
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.grid_sample.html
 */
export function gridSample(
  x: Tensor,
  grid: Tensor,
  mode?: GridSampleMode | GridSampleOptions,
  paddingMode?: GridPaddingMode | Omit<GridSampleOptions, "mode">,
  alignCorners?: boolean | null | Pick<GridSampleOptions, "alignCorners">,
): Tensor {
  const [input, points, how, padding, aligned] = bind(signature, arguments);
  requireGrid(input, points, how);
  return callAs("gridSample", () => new GridSampler(input, points, padding, aligned ?? false).sample(how));
}

function requireGrid(x: Tensor, grid: Tensor, mode: GridSampleMode): void {
  const shapes = `got input with shape ${formatShape(x.shape)} and grid with shape ${formatShape(grid.shape)}`;
  if (!isFloat(x.dtype)) throw new DTypeError(`gridSample: x must be float32 or float64, got ${x.dtype}`);
  if (grid.dtype !== x.dtype) {
    throw new DTypeError(
      `gridSample: expected input and grid to have same dtype, but got ${x.dtype} and ${grid.dtype}`,
    );
  }
  if (grid.device !== x.device) {
    throw new DeviceError(`gridSample: expected input and grid to be on same device; write grid.to(x.device)`);
  }
  if ((x.ndim !== 4 && x.ndim !== 5) || grid.ndim !== x.ndim) {
    throw new ShapeError(`gridSample: expected 4D or 5D input and grid with same number of dimensions, but ${shapes}`);
  }
  if (grid.shape[0] !== x.shape[0]) {
    throw new ShapeError(`gridSample: expected grid and input to have same batch size, but ${shapes}`);
  }
  if (grid.shape[grid.ndim - 1] !== x.ndim - 2) {
    throw new ShapeError(`gridSample: expected grid to have size ${x.ndim - 2} in last dimension, but ${shapes}`);
  }
  if (x.shape.slice(2).includes(0)) {
    throw new ShapeError(`gridSample: expected input to have non-empty spatial dimensions, but ${shapes}`);
  }
  if (mode === "bicubic" && x.ndim === 5) {
    throw new ValueError(
      'gridSample: mode "bicubic" is for 4D input, [N, C, H, W]; write "bilinear", which is trilinear',
    );
  }
}

/** The elements around the points along one dimension: one for each, its index and weight. */
interface Tap {
  readonly index: Tensor;
  readonly weight: Tensor;
}

/** Samples an input at points; all of it is recorded. */
class GridSampler {
  private readonly sizes: readonly number[];
  private readonly line: Tensor;

  constructor(
    private readonly x: Tensor,
    private readonly grid: Tensor,
    private readonly padding: GridPaddingMode,
    private readonly aligned: boolean,
  ) {
    this.sizes = x.shape.slice(2);
    this.line = x.flatten(2);
  }

  sample(mode: GridSampleMode): Tensor {
    const dims = this.sizes.length;
    const shape = [this.x.shape[0], 1, ...this.grid.shape.slice(1, -1)];
    // The grid's coordinates come from the last dimension, x, to the first.
    const taps = this.sizes.map((size, d) => {
      const coordinate = this.grid.select(dims + 1, dims - 1 - d).reshape(shape);
      const point = this.pointOf(coordinate, size);
      if (mode === "nearest") return this.nearest(point, size);
      return mode === "bilinear" ? this.linear(point, size) : this.cubic(point, size);
    });
    return this.sum(taps, shape);
  }

  private pointOf(coordinate: Tensor, size: number): Tensor {
    if (this.aligned) return coordinate.add(1).mul((size - 1) / 2);
    return coordinate.add(1).mul(size).sub(1).div(2);
  }

  /** Points that lie outside, brought inside; with zeros they stay where they are. */
  private pad(point: Tensor, size: number): Tensor {
    if (this.padding === "zeros") return point;
    const mirrored = this.padding === "border" ? point : reflect(point, size, this.aligned);
    const clamped = mirrored.detach().clamp(0, size - 1);
    // As in PyTorch, no gradient reaches points on the edge, where an element outside would belong to it.
    return mirrored.where(clamped.gt(0).logicalAnd(clamped.lt(size - 1)), clamped);
  }

  private nearest(point: Tensor, size: number): Tap[] {
    const padded = this.pad(point, size);
    // The gradient of the points is 0, as in PyTorch, and not missing.
    return [this.tap(padded.detach().round(), padded.mul(0).add(1), size)];
  }

  private linear(point: Tensor, size: number): Tap[] {
    const padded = this.pad(point, size);
    const first = padded.detach().floor();
    const share = padded.sub(first);
    return [this.tap(first, share.neg().add(1), size), this.tap(first.add(1), share, size)];
  }

  private cubic(point: Tensor, size: number): Tap[] {
    const first = point.detach().floor();
    const share = point.sub(first);
    return cubicWeights(share).map((weight, i) => this.tap(this.pad(first.add(i - 1), size).round(), weight, size));
  }

  /** An element that may lie outside, where it counts nothing; NaN and infinite points make NaN. */
  private tap(at: Tensor, weight: Tensor, size: number): Tap {
    const index = at.clamp(0, size - 1);
    return { index: index.maskedFill(at.isnan(), 0), weight: weight.mul(at.eq(index).to(at.dtype)) };
  }

  /** The sum over all combinations of one tap for each dimension. */
  private sum(taps: readonly (readonly Tap[])[], shape: readonly number[]): Tensor {
    const { x, sizes, line } = this;
    const [count, channels] = x.shape;
    const combinations = taps.reduce((all, next, d) =>
      all.flatMap(({ index, weight }) =>
        next.map((tap) => ({ index: index.mul(sizes[d]).add(tap.index), weight: weight.mul(tap.weight) })),
      ),
    );
    const points = shape.slice(2).reduce((product, size) => product * size, 1);
    const terms = combinations.map(({ index, weight }) => {
      const place = index.to("int32").reshape(count, 1, points).expand(count, channels, points);
      return line.gather(2, place).mul(weight.reshape(count, 1, points));
    });
    const total = terms.slice(1).reduce((sum, term) => sum.add(term), terms[0]);
    return total.reshape([count, channels, ...shape.slice(2)]);
  }
}

/** Mirrors points at the edges: the centres of the outermost pixels, or their outer edges. */
function reflect(point: Tensor, size: number, aligned: boolean): Tensor {
  const low = aligned ? 0 : -0.5;
  const span = aligned ? size - 1 : size;
  if (span === 0) return point.mul(0);
  const distance = point.sub(low).abs();
  const flips = distance.detach().div(span).floor();
  const rest = distance.sub(flips.mul(span));
  const isOdd = flips.remainder(2).eq(1);
  return rest.neg().add(span).where(isOdd, rest).add(low);
}

/** Keys' cubic convolution with a = -0.75 of the four elements around points. */
function cubicWeights(share: Tensor): Tensor[] {
  const a = -0.75;
  const near = (t: Tensor): Tensor =>
    t
      .mul(a + 2)
      .sub(a + 3)
      .mul(t)
      .mul(t)
      .add(1);
  const far = (t: Tensor): Tensor => t.sub(5).mul(t).add(8).mul(t).sub(4).mul(a);
  const opposite = share.neg().add(1);
  return [far(share.add(1)), near(share), near(opposite), far(opposite.add(1))];
}
