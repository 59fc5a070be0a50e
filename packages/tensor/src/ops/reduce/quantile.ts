import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumber, either, nullable, oneOf, sizes } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { tensor } from "../../creation/tensor.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { peek } from "../../reading.js";
import { formatShape, normalizeDim } from "../../shape.js";
import { Tensor } from "../../tensor.js";

/** What stands between two elements of the sorted line. */
export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";

function quantileSignature(op: string) {
  return defineSignature(
    op,
    required("x", aTensor),
    required("q", either<[number | readonly number[], Tensor]>(sizes, aTensor)),
    optional("dim", nullable(aNumber), null),
    optional("keepDim", aBoolean, false),
    named("interpolation", oneOf("linear", "lower", "higher", "midpoint", "nearest"), "linear"),
  );
}

const plainSignature = quantileSignature("quantile");
const nanSignature = quantileSignature("nanquantile");

/** Options of {@link quantile} and {@link nanquantile}. */
export interface QuantileOptions {
  /** Dimension to reduce; null: the tensor is taken as flat. Default null. */
  readonly dim?: number | null;
  /** Keep the reduced dimension with size 1. Default false. */
  readonly keepDim?: boolean;
  /** What stands between two elements. Default "linear". */
  readonly interpolation?: Interpolation;
}

/** The wanted quantiles as numbers. */
function readQuantiles(op: string, x: Tensor, q: number | readonly number[] | Tensor): readonly number[] {
  if (q instanceof Tensor && q.ndim > 1) {
    throw new ShapeError(`${op}: q must be a scalar or a 1-d tensor, got shape ${formatShape(q.shape)}`);
  }
  if (q instanceof Tensor && q.dtype !== x.dtype) {
    throw new DTypeError(`${op}: q is ${q.dtype}, x is ${x.dtype}; expected the same dtype`);
  }
  const list = q instanceof Tensor ? Array.from(peek(op, q.detach())) : [q].flat();
  const wrong = list.find((value) => !(value >= 0 && value <= 1));
  if (wrong !== undefined) throw new ValueError(`${op}: q must be in the range [0, 1], got ${wrong}`);
  return list;
}

/** The elements of sorted lines, along the last dimension, at ranks that need not be whole. */
function pick(sorted: Tensor, ranks: Tensor, interpolation: Interpolation): Tensor {
  const at = (places: Tensor): Tensor => sorted.gather(-1, places.to("int32"));
  if (interpolation === "nearest") return at(ranks.round());
  if (interpolation === "higher") return at(ranks.ceil());
  const below = ranks.floor();
  if (interpolation === "lower") return at(below);
  const [lower, upper] = [at(below), at(ranks.ceil())];
  return interpolation === "midpoint" ? lower.lerp(upper, 0.5) : lower.lerp(upper, ranks.sub(below));
}

/** The rank of the last element of each sorted line that counts. */
function lastRanks(sorted: Tensor, skipsNaN: boolean): Tensor {
  const { dtype, device, shape } = sorted;
  if (!skipsNaN) return tensor([shape[shape.length - 1] - 1], { dtype, device }).expand([...shape.slice(0, -1), 1]);
  return sorted.isnan().logicalNot().sum(-1, true).sub(1).clamp({ min: 0 }).to(dtype);
}

/** The ranks, in lines with NaN that of a NaN, which sorting has brought to the end. */
function withNaN(sorted: Tensor, ranks: Tensor): Tensor {
  const n = sorted.shape[sorted.ndim - 1];
  return ranks.maskedFill(
    sorted
      .narrow(-1, n - 1, 1)
      .isnan()
      .expand([...ranks.shape]),
    n - 1,
  );
}

function quantileWith(
  op: string,
  skipsNaN: boolean,
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim: number | null,
  keepDim: boolean,
  interpolation: Interpolation,
): Tensor {
  if (!isFloat(x.dtype)) throw new DTypeError(`${op}: expected a float32 or float64 tensor, got ${x.dtype}`);
  const along = dim === null ? 0 : normalizeDim(op, dim, x.ndim);
  const quantiles = readQuantiles(op, x, q);
  if (x.numel() === 0) throw new ShapeError(`${op}: x of shape ${formatShape(x.shape)} must not be empty`);
  const line = dim === null || x.ndim === 0 ? x.reshape(-1) : x.movedim(along, -1);
  const sorted = line.sort(-1).values;
  const shares = q instanceof Tensor ? q.reshape(-1) : tensor([...quantiles], { dtype: x.dtype, device: x.device });
  const ranks = lastRanks(sorted.detach(), skipsNaN).mul(shares);
  const picked = pick(sorted, skipsNaN ? ranks : withNaN(sorted.detach(), ranks), interpolation).movedim(-1, 0);
  const kept = dim === null ? x.shape.map(() => 1) : x.shape.map((size, d) => (d === along ? 1 : size));
  const result = keepDim ? picked.reshape([quantiles.length, ...kept]) : picked;
  const isOne = typeof q === "number" || (q instanceof Tensor && q.ndim === 0);
  return isOne ? result.squeeze(0) : result;
}

/**
 * The q-quantiles along `dim`, between two elements interpolated; NaN where a line has a NaN.
 *
 * Shapes: x's without `dim`; a list of quantiles adds a first dimension.
 *
 * @param q One quantile or several, from 0 to 1: a number, a list, or a 0-d or 1-d tensor, which is read.
 * @param dim Dimension to reduce; null: the tensor is taken as flat. Default null.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @param options.interpolation What stands between two elements. Default "linear".
 * @throws {ValueError} for a quantile outside of [0, 1].
 * @throws {ShapeError} for an empty tensor.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for a tensor of integers or bools.
 * @example
 * quantile(tensor([1, 2, 3, 4]), 0.5); // => tensor(2.5000)
 * quantile(tensor([1, 2, 3, 4]), [0, 0.25]); // => tensor([1.0000, 1.7500])
 * @see https://pytorch.org/docs/stable/generated/torch.quantile.html
 */
export function quantile(
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim?: number | null | QuantileOptions,
  keepDim?: boolean | Omit<QuantileOptions, "dim">,
  options?: Pick<QuantileOptions, "interpolation">,
): Tensor {
  return quantileWith("quantile", false, ...bind(plainSignature, arguments));
}

/**
 * {@link quantile} of the elements that are not NaN; NaN where there are none.
 *
 * @param q One quantile or several, from 0 to 1: a number, a list, or a 0-d or 1-d tensor, which is read.
 * @param dim Dimension to reduce; null: the tensor is taken as flat. Default null.
 * @param keepDim Keep the reduced dimension with size 1. Default false.
 * @param options.interpolation What stands between two elements. Default "linear".
 * @throws {ValueError} for a quantile outside of [0, 1].
 * @throws {ShapeError} for an empty tensor.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for a tensor of integers or bools.
 * @example
 * nanquantile(tensor([1, NaN, 3]), 0.5); // => tensor(2.)
 * @see https://pytorch.org/docs/stable/generated/torch.nanquantile.html
 */
export function nanquantile(
  x: Tensor,
  q: number | readonly number[] | Tensor,
  dim?: number | null | QuantileOptions,
  keepDim?: boolean | Omit<QuantileOptions, "dim">,
  options?: Pick<QuantileOptions, "interpolation">,
): Tensor {
  return quantileWith("nanquantile", true, ...bind(nanSignature, arguments));
}
