import { bind } from "../../arguments/bind.js";
import { aFiniteNumber, aNumber, anIntegerFrom, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { type DType, isFloat } from "../../dtype.js";
import { DTypeError, ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape, normalizeDim, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";

const diffSignature = defineSignature(
  "diff",
  required("x", aTensor),
  optional("n", anIntegerFrom(0), 1),
  optional("dim", aNumber, -1),
  optional("prepend", nullable(aTensor), null),
  optional("append", nullable(aTensor), null),
);
const trapezoidSignature = defineSignature(
  "trapezoid",
  required("y", aTensor),
  optional("x", nullable(aTensor), null),
  named("dx", aFiniteNumber, 1),
  named("dim", aNumber, -1),
);

/** Options of {@link diff}. */
export interface DiffOptions {
  /** How often differences are taken, >= 0. Default 1. */
  readonly n?: number;
  /** Dimension to run along, -ndim <= dim < ndim. Default -1. */
  readonly dim?: number;
  /** Elements before the first one, in x's shape but for dim; null: none. Default null. */
  readonly prepend?: Tensor | null;
  /** Elements behind the last one; null: none. Default null. */
  readonly append?: Tensor | null;
}

function step(x: Tensor, dim: number): Tensor {
  const count = Math.max(0, x.shape[dim] - 1);
  const [before, after] = [x.narrow(dim, 0, count), x.narrow(dim, x.shape[dim] - count, count)];
  return x.dtype === "bool" ? after.logicalXor(before) : after.sub(before);
}

/**
 * The differences of neighbours along a dimension, `x[i + 1] - x[i]`; of bools where they differ.
 *
 * Shapes: the size of dim is smaller by n.
 *
 * @param n How often differences are taken, >= 0. Default 1.
 * @param dim Dimension to run along, -ndim <= dim < ndim. Default -1.
 * @param prepend Elements before the first one, in x's shape but for dim; null: none. Default null.
 * @param append Elements behind the last one; null: none. Default null.
 * @throws {IndexError} for a dimension out of range.
 * @throws {ShapeError} for a 0-d tensor, or what does not fit in front or behind.
 * @example
 * diff(tensor([1, 3, 6])); // => tensor([2., 3.])
 * diff(tensor([1, 3, 6]), { n: 2 }); // => tensor([1.])
 * @see https://pytorch.org/docs/stable/generated/torch.diff.html
 */
export function diff(
  x: Tensor,
  n?: number | DiffOptions,
  dim?: number | Omit<DiffOptions, "n">,
  prepend?: Tensor | null | Omit<DiffOptions, "n" | "dim">,
  append?: Tensor | null | Pick<DiffOptions, "append">,
): Tensor {
  const [input, times, along, before, after] = bind(diffSignature, arguments);
  if (input.ndim === 0) throw new ShapeError("diff: expected a tensor of at least one dimension, got shape []");
  const d = normalizeDim("diff", along, input.ndim);
  return callAs("diff", () => {
    if (times === 0) return input.clone();
    const parts = [before, input, after].filter((part) => part !== null);
    let result = parts.length === 1 ? input : cat(parts, d);
    for (let k = 0; k < times && (k === 0 || result.shape[d] > 0); k++) result = step(result, d);
    return result;
  });
}

/** Options of {@link trapezoid}. */
export interface TrapezoidOptions {
  /** Distance between the points. Default 1. */
  readonly dx?: number;
  /** Dimension to integrate along, -ndim <= dim < ndim. Default -1. */
  readonly dim?: number;
}

/**
 * The integral of sampled values along a dimension by the trapezoidal rule, `sum((y[i] + y[i + 1]) / 2 * (x[i + 1] - x[i]))`.
 *
 * @param x The points: 1-d, or in a shape that broadcasts with y, one for each value along the dimension; null: they are `dx` apart. Default null.
 * @param options.dx Distance between the points, where x is not given. Default 1.
 * @param options.dim Dimension to integrate along, -ndim <= dim < ndim. Default -1.
 * @throws {ShapeError} for a 0-d tensor, or points that do not fit.
 * @throws {DTypeError} for bools.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * trapezoid(tensor([1, 5, 10])); // => tensor(10.5000)
 * trapezoid(tensor([1, 5, 10]), tensor([1, 3, 6])); // => tensor(28.5000)
 * @see https://pytorch.org/docs/stable/generated/torch.trapezoid.html
 */
export function trapezoid(
  y: Tensor,
  x?: Tensor | null | (TrapezoidOptions & { readonly x?: Tensor | null }),
  options?: TrapezoidOptions,
): Tensor {
  const [values, points, dx, dim] = bind(trapezoidSignature, arguments);
  if (values.ndim === 0) throw new ShapeError("trapezoid: expected a tensor of at least one dimension, got shape []");
  if (values.dtype === "bool" || points?.dtype === "bool") {
    throw new DTypeError('trapezoid: bools have no area; convert them with .to("float32")');
  }
  const d = normalizeDim("trapezoid", dim, values.ndim);
  const n = Math.max(0, values.shape[d] - 1);
  const along = points === null || values.shape[d] === 0 ? null : pointsAlong(points, values.shape, d);
  return callAs("trapezoid", () => {
    const heights = unwrapped(values);
    const sums = heights.narrow(d, 0, n).add(heights.narrow(d, values.shape[d] - n, n));
    const area =
      along === null
        ? sums.sum(d).mul(dx / 2)
        : sums
            .mul(step(unwrapped(along), d))
            .sum(d)
            .div(2);
    return isFloat(values.dtype) ? area : area.to(along === null ? "float32" : floatOf(along));
  });
}

/** Integers as floats, whose sums and differences do not wrap; in float64 where the device has it. */
function unwrapped(x: Tensor): Tensor {
  return isFloat(x.dtype) ? x : x.to(x.device.backend.dtypes.includes("float64") ? "float64" : "float32");
}

function floatOf({ dtype }: Tensor): DType {
  return isFloat(dtype) ? dtype : "float32";
}

/** The points with at least as many dimensions as y: a line lies along d, other shapes are aligned at the last one. */
function pointsAlong(points: Tensor, shape: Shape, d: number): Tensor {
  const before = new Array<number>(Math.max(0, shape.length - points.ndim)).fill(1);
  const sizes = points.ndim === 1 ? shape.map((_, i) => (i === d ? points.numel() : 1)) : [...before, ...points.shape];
  if (sizes[d] !== shape[d]) {
    throw new ShapeError(
      `trapezoid: x of shape ${formatShape(points.shape)} must have one value for each value of y along dimension ${d} ` +
        `of ${formatShape(shape)}`,
    );
  }
  return points.reshape(sizes);
}
