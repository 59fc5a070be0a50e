import { DTypeError, fromTypedArray, ShapeError, type Tensor, ValueError } from "@lumbre/tensor";
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
  sizes,
} from "@lumbre/tensor/engine";
import { type Filter, nearestIndices, type Resizing, type Tap, tapsOf } from "./weights.js";

/** How an element of a resized tensor is made of those around its point; see {@link interpolate}. */
export type InterpolationMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "trilinear" | "bicubic" | "area";

/** Options of {@link Upsample}. */
export interface UpsampleOptions {
  /** The sizes that come out, >= 1: one for all dimensions, or one for each. Default null: by scaleFactor. */
  readonly size?: number | readonly number[] | null;
  /** What sizes are multiplied by and rounded down, > 0: one for all dimensions, or one for each. Default null: by size. */
  readonly scaleFactor?: number | readonly number[] | null;
  /** How elements are made of those around their points. Default "nearest". */
  readonly mode?: InterpolationMode;
  /** True if the first and last elements keep their places; for linear modes and "bicubic". Default null: false. */
  readonly alignCorners?: boolean | null;
  /** True to compute points from the sizes, false from scaleFactor, which may differ by the rounding. Default null: false. */
  readonly recomputeScaleFactor?: boolean | null;
}

/** Options of {@link interpolate}. */
export interface InterpolateOptions extends UpsampleOptions {
  /** True to average what falls into one element where the size shrinks; "bilinear" and "bicubic". Default false. */
  readonly antialias?: boolean;
}

/** The dimensions that a mode resizes; null: one to three. */
const modes: Readonly<Record<InterpolationMode, { readonly filter: Filter; readonly dims: number | null }>> = {
  nearest: { filter: "nearest", dims: null },
  "nearest-exact": { filter: "nearest-exact", dims: null },
  area: { filter: "area", dims: null },
  linear: { filter: "linear", dims: 1 },
  bilinear: { filter: "linear", dims: 2 },
  bicubic: { filter: "cubic", dims: 2 },
  trilinear: { filter: "linear", dims: 3 },
};

export const resizingParameters = [
  optional("size", nullable(sizes), null),
  optional("scaleFactor", nullable(sizes), null),
] as const;
export const aMode = oneOf("nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic", "area");
export const upsampleParameters = [
  ...resizingParameters,
  optional<InterpolationMode>("mode", aMode, "nearest"),
  optional("alignCorners", nullable(aBoolean), null),
  optional("recomputeScaleFactor", nullable(aBoolean), null),
] as const;

const signature = defineSignature(
  "interpolate",
  required("x", aTensor),
  ...upsampleParameters,
  optional("antialias", aBoolean, false),
);

/**
 * Resizes the last one to three dimensions.
 *
 * Shapes: x [N, C, ...sizes] -> [N, C, ...size], or [N, C, ...floor(sizes * scaleFactor)]. Modes "nearest", "nearest-exact"
 * and "area" take one to three sizes, "linear" one, "bilinear" and "bicubic" two, "trilinear" three.
 *
 * An element of the output lies at `(i + 0.5) / scale - 0.5` in the input, or with `alignCorners` at
 * `i * (size - 1) / (outputSize - 1)`. "area" is adaptive average pooling, "nearest" takes element `floor(i / scale)`, and
 * "nearest-exact" the one that is closest indeed. Gradients of any order exist. The modes but the nearest ones are products
 * with a matrix for each dimension, so that an infinite element makes NaN of its row and column.
 *
 * @param x The input, float32 or float64; with the nearest modes of any dtype.
 * @param size The sizes that come out, >= 1: one for all, or one for each. Default null: by scaleFactor.
 * @param scaleFactor What sizes are multiplied by, > 0: one for all, or one for each. Default null: by size.
 * @param mode "nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic" or "area". Default "nearest".
 * @param alignCorners True if the first and last elements keep their places; for linear modes and "bicubic". Default null:
 *   false.
 * @param recomputeScaleFactor True to compute points from the sizes instead of scaleFactor. Default null: false.
 * @param antialias True to average what falls into one element where the size shrinks; for "bilinear" and "bicubic".
 *   Default false.
 * @throws {ValueError} for size and scaleFactor together or neither, values that are no sizes or factors, and options that
 *   the mode does not have.
 * @throws {ShapeError} for a tensor whose dimensions are not the mode's, or that is empty in one that is resized.
 * @throws {DTypeError} for integers and bools, but in the nearest modes.
 * @example
 * functional.interpolate(tensor([[[1, 2]]]), { scaleFactor: 2 }); // => tensor([[[1., 1., 2., 2.]]])
 * functional.interpolate(tensor([[[1, 2]]]), 4, { mode: "linear" }); // => tensor([[[1.0000, 1.2500, 1.7500, 2.0000]]])
 * functional.interpolate(zeros(1, 3, 10, 20), [5, 8], { mode: "bicubic", antialias: true }).shape; // => [1, 3, 5, 8]
 * @see https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
export function interpolate(
  x: Tensor,
  size?: number | readonly number[] | null | InterpolateOptions,
  scaleFactor?: number | readonly number[] | null | Omit<InterpolateOptions, "size">,
  mode?: InterpolationMode | Omit<InterpolateOptions, "size" | "scaleFactor">,
  alignCorners?: boolean | null | Pick<InterpolateOptions, "alignCorners" | "recomputeScaleFactor" | "antialias">,
  recomputeScaleFactor?: boolean | null | Pick<InterpolateOptions, "recomputeScaleFactor" | "antialias">,
  antialias?: boolean | Pick<InterpolateOptions, "antialias">,
): Tensor {
  const [input, ...settings] = bind(signature, arguments);
  return resize("interpolate", input, ...settings);
}

/** {@link interpolate} under the name of another op. */
export function resize(
  op: string,
  x: Tensor,
  size: number | readonly number[] | null,
  scaleFactor: number | readonly number[] | null,
  mode: InterpolationMode,
  alignCorners: boolean | null = null,
  recomputeScaleFactor: boolean | null = null,
  antialias = false,
): Tensor {
  const { filter } = modes[mode];
  requireOptions(op, mode, alignCorners, antialias);
  requireResizable(op, x, mode);
  const spatial = x.shape.slice(2);
  const { to, factors } = targetOf(op, spatial, size, scaleFactor, recomputeScaleFactor, mode);
  requireMemory(op, spatial, to);
  // As in PyTorch, a factor that leaves all sizes as they are counts as 1.
  if (filter === "cubic" && !antialias && to.every((length, d) => length === spatial[d])) return x;
  const round = x.dtype === "float64" ? (value: number) => value : Math.fround;
  const resizings = spatial.map((from, d): Resizing => {
    const factor = factors === null ? null : factors[d];
    return { from, to: to[d], filter, alignCorners: alignCorners ?? false, antialias, factor, round };
  });
  if (filter === "area") return callAs(op, () => resizeArea(x, to));
  return callAs(op, () => resizings.reduceRight((y, resizing, d) => resizeDim(y, d + 2, resizing), x));
}

/** Throws for options that a mode does not have, under the name of a function or a layer. */
export function requireOptions(
  op: string,
  mode: InterpolationMode,
  alignCorners: boolean | null,
  antialias = false,
): void {
  const { filter } = modes[mode];
  if (alignCorners !== null && filter !== "linear" && filter !== "cubic") {
    throw new ValueError(
      `${op}: align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear, ` +
        `got alignCorners ${alignCorners} with mode "${mode}"`,
    );
  }
  if (antialias && mode !== "bilinear" && mode !== "bicubic") {
    throw new ValueError(
      `${op}: Anti-alias option is only supported for bilinear and bicubic modes, got antialias true with mode "${mode}"`,
    );
  }
}

function requireResizable(op: string, x: Tensor, mode: InterpolationMode): void {
  const { filter, dims } = modes[mode];
  const spatial = x.ndim - 2;
  if (spatial < 1 || spatial > 3 || (dims !== null && dims !== spatial)) {
    const expected = dims === null ? "[N, C, L], [N, C, H, W] or [N, C, D, H, W]" : dimensions[dims - 1];
    const hint = x.ndim + 1 === (dims ?? 0) + 2 ? "; write x.unsqueeze(0) for one without a batch" : "";
    throw new ShapeError(`${op}: mode "${mode}" needs ${expected}, got ${formatShape(x.shape)}${hint}`);
  }
  if (x.shape.slice(1).includes(0)) {
    throw new ShapeError(`${op}: Input and output sizes should be greater than 0, got ${formatShape(x.shape)}`);
  }
  if (!isFloat(x.dtype) && filter !== "nearest" && filter !== "nearest-exact") {
    throw new DTypeError(`${op}: mode "${mode}" needs float32 or float64, got ${x.dtype}; write x.to("float32")`);
  }
}

const dimensions = ["[N, C, L]", "[N, C, H, W]", "[N, C, D, H, W]"] as const;

/** The sizes that come out, and the factors that points are computed from: null for those of the sizes. */
function targetOf(
  op: string,
  spatial: readonly number[],
  size: number | readonly number[] | null,
  scaleFactor: number | readonly number[] | null,
  recompute: boolean | null,
  mode: InterpolationMode,
): { readonly to: readonly number[]; readonly factors: readonly number[] | null } {
  requireTarget(op, size, scaleFactor, recompute);
  const list = each(op, size === null ? "scaleFactor" : "size", (size ?? scaleFactor)!, spatial.length);
  if (size !== null) return { to: list, factors: null };
  const to = spatial.map((from, d) => Math.floor(from * list[d]));
  if (to.includes(0)) {
    throw new ValueError(
      `${op}: Input and output sizes should be greater than 0, but input (${spatial.join(", ")}) by scaleFactor ` +
        `[${list.join(", ")}] is (${to.join(", ")})`,
    );
  }
  return { to, factors: recompute === true || mode === "area" ? null : list };
}

/** Throws unless there is one of size and scaleFactor, of values that can be some. */
export function requireTarget(
  op: string,
  size: number | readonly number[] | null,
  scaleFactor: number | readonly number[] | null,
  recompute: boolean | null,
): void {
  if (size !== null && scaleFactor !== null) {
    throw new ValueError(`${op}: only one of size or scale_factor should be defined, got size and scaleFactor`);
  }
  if (size === null && scaleFactor === null) {
    throw new ValueError(`${op}: either size or scale_factor should be defined; write { scaleFactor: 2 }`);
  }
  if (size !== null && recompute === true) {
    throw new ValueError(`${op}: recompute_scale_factor is not meaningful with an explicit size; leave it out`);
  }
  const small = [size ?? []].flat().find((value) => !(Number.isInteger(value) && value >= 1));
  if (small !== undefined) throw new ValueError(`${op}: size must be of whole numbers >= 1, got ${small}`);
  const odd = [scaleFactor ?? []].flat().find((value) => !(value > 0 && Number.isFinite(value)));
  if (odd !== undefined) throw new ValueError(`${op}: scaleFactor must be of finite numbers > 0, got ${odd}`);
}

/** Throws for sizes that no machine could hold. */
function requireMemory(op: string, spatial: readonly number[], to: readonly number[]): void {
  const d = to.findIndex((length) => length >= 2 ** 31);
  if (d >= 0) throw new ValueError(`${op}: a size of ${spatial[d]} cannot become one of ${to[d]}: that is too large`);
}

function each(op: string, name: string, values: number | readonly number[], count: number): readonly number[] {
  if (typeof values === "number") return new Array<number>(count).fill(values);
  if (values.length === count) return values;
  throw new ValueError(
    `${op}: ${name} must be one number or one for each of ${count} dimensions, got [${values.join(", ")}]`,
  );
}

function resizeDim(x: Tensor, dim: number, resizing: Resizing): Tensor {
  const { filter } = resizing;
  if (filter === "nearest" || filter === "nearest-exact") return pick(x, dim, nearestIndices(resizing));
  const [first, ...others] = tapsOf(resizing);
  const isSame =
    first.weights.every((weight) => weight === 1) && others.every((tap) => tap.weights.every((w) => w === 0));
  if (isSame) return pick(x, dim, first.indices);
  return others.reduce((sum, tap) => sum.add(weighted(x, dim, tap)), weighted(x, dim, first));
}

/** One element for each output, times its weight. */
function weighted(x: Tensor, dim: number, { indices, weights }: Tap): Tensor {
  const shape = [weights.length, ...x.shape.slice(dim + 1).fill(1)];
  const data = x.dtype === "float64" ? weights : Float32Array.from(weights);
  return pick(x, dim, indices).mul(fromTypedArray(data, shape, { device: x.device }));
}

/** The means of the elements that the outputs cover. */
function resizeArea(x: Tensor, to: readonly number[]): Tensor {
  if (to.length === 1) return x.adaptiveAvgPool1d(to[0]);
  if (to.length === 2) return x.adaptiveAvgPool2d([to[0], to[1]]);
  const [N, C, D, H, W] = x.shape;
  const [depth, height, width] = to;
  const images = x.reshape(N, C * D, H, W).adaptiveAvgPool2d([height, width]);
  const columns = images.reshape(N * C, D, height * width).transpose(1, 2);
  return columns.adaptiveAvgPool1d(depth).transpose(1, 2).reshape(N, C, depth, height, width);
}

/** Elements along a dimension; each of them several times in a row where the size is a multiple. */
function pick(x: Tensor, dim: number, indices: Int32Array): Tensor {
  const from = x.shape[dim];
  const times = indices.length / from;
  if (times === 1 && indices.every((index, i) => index === i)) return x;
  if (!Number.isInteger(times) || indices.some((index, i) => index !== Math.floor(i / times))) {
    return x.indexSelect(dim, fromTypedArray(indices, [indices.length], { device: x.device }));
  }
  const shape = [...x.shape.slice(0, dim + 1), times, ...x.shape.slice(dim + 1)];
  return x
    .unsqueeze(dim + 1)
    .expand(shape)
    .flatten(dim, dim + 1);
}
