import { bind } from "../../arguments/bind.js";
import { anIntegerFrom, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { peek } from "../../reading.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";

const covSignature = defineSignature(
  "cov",
  required("x", aTensor),
  named("correction", anIntegerFrom(0), 1),
  named("fweights", nullable(aTensor), null),
  named("aweights", nullable(aTensor), null),
);
const corrcoefSignature = defineSignature("corrcoef", required("x", aTensor));

/** Options of {@link cov}. */
export interface CovOptions {
  /** What is subtracted from the number of observations, >= 0: 1 for a sample, 0 for all there is. Default 1. */
  readonly correction?: number;
  /** How often each observation counts, whole numbers >= 0; null: once. Default null. */
  readonly fweights?: Tensor | null;
  /** The weight of each observation, >= 0; null: 1. Default null. */
  readonly aweights?: Tensor | null;
}

/** Variables in rows, as floats. */
function variables(op: string, x: Tensor): Tensor {
  if (x.ndim > 2) throw new ShapeError(`${op}: expected at most two dimensions, got shape ${formatShape(x.shape)}`);
  const numbers = isFloat(x.dtype) ? x : x.to("float32");
  return numbers.ndim < 2 ? numbers.reshape(1, numbers.numel()) : numbers;
}

function requireWeights(name: string, weights: Tensor | null, observations: number): void {
  if (weights === null) return;
  if (weights.ndim !== 1 || weights.shape[0] !== observations) {
    throw new ShapeError(`cov: ${name} must have shape [${observations}], got ${formatShape(weights.shape)}`);
  }
  if (weights.device.kernels.readSync === undefined) return;
  const negative = peek("cov", weights.detach().contiguous()).find((weight) => weight < 0);
  if (negative !== undefined) throw new ValueError(`cov: ${name} must be >= 0, got ${negative}`);
}

function covariance(rows: Tensor, correction: number, fweights: Tensor | null, aweights: Tensor | null): Tensor {
  const n = rows.shape[1];
  const frequencies = fweights?.to(rows.dtype) ?? null;
  const w = frequencies === null ? aweights : aweights === null ? frequencies : frequencies.mul(aweights);
  if (w === null) {
    const apart = rows.sub(rows.mean(1, { keepDim: true }));
    return apart.matmul(apart.t()).div(Math.max(0, n - correction));
  }
  const total = w.sum();
  const apart = rows.sub(rows.mul(w).sum(1, { keepDim: true }).div(total));
  const square = aweights === null ? total : w.mul(aweights).sum();
  const divisor = aweights === null ? total.sub(correction) : total.sub(square.div(total).mul(correction));
  return apart.matmul(apart.mul(w).t()).div(divisor.clamp({ min: 0 }));
}

/**
 * The covariances of variables, which are the rows; the columns are observations.
 *
 * Shapes: `[variables, observations] -> [variables, variables]`; of one variable, which a 1-d or 0-d tensor is, a scalar.
 *
 * @param options.correction What is subtracted from the number of observations, >= 0. Default 1.
 * @param options.fweights How often each observation counts, whole numbers; null: once. Default null.
 * @param options.aweights The weight of each observation; null: 1. Default null.
 * @throws {ShapeError} for more than two dimensions, or weights that do not fit.
 * @throws {ValueError} for negative weights, on a device that can be read at once.
 * @throws {DTypeError} for fweights that are no integers.
 * @example
 * cov(tensor([[0, 2], [1, 5]])); // => tensor([[2., 4.],
 * //            [4., 8.]])
 * @see https://pytorch.org/docs/stable/generated/torch.cov.html
 */
export function cov(x: Tensor, options?: CovOptions): Tensor {
  const [input, correction, fweights, aweights] = bind(covSignature, arguments);
  const rows = variables("cov", input);
  if (fweights !== null && fweights.dtype !== "int32" && fweights.dtype !== "uint8") {
    throw new DTypeError(`cov: fweights must be int32 or uint8, got ${fweights.dtype}`);
  }
  requireWeights("fweights", fweights, rows.shape[1]);
  requireWeights("aweights", aweights, rows.shape[1]);
  return callAs("cov", () => {
    const result = covariance(rows, correction, fweights, aweights);
    return rows.shape[0] === 1 ? result.reshape([]) : result;
  });
}

/**
 * Pearson's correlation coefficients of variables, which are the rows; the columns are observations.
 *
 * Shapes: `[variables, observations] -> [variables, variables]`; of one variable, which a 1-d or 0-d tensor is, a scalar.
 *
 * @throws {ShapeError} for more than two dimensions.
 * @example
 * corrcoef(tensor([[0, 1, 2], [2, 1, 0]])); // => tensor([[ 1., -1.],
 * //            [-1.,  1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.corrcoef.html
 */
export function corrcoef(x: Tensor): Tensor {
  [x] = bind(corrcoefSignature, arguments);
  const rows = variables("corrcoef", x);
  return callAs("corrcoef", () => {
    const covariances = covariance(rows, 1, null, null);
    const deviation = covariances.diagonal().sqrt();
    const result = covariances.div(deviation.unsqueeze(1)).div(deviation).clamp(-1, 1);
    return rows.shape[0] === 1 ? result.reshape([]) : result;
  });
}
