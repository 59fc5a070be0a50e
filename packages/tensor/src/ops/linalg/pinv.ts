import { bind } from "../../arguments/bind.js";
import { aBoolean, aNumberFrom, nullable } from "../../arguments/kinds.js";
import { defineSignature, named, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { zeros } from "../../creation/fill.js";
import type { DType } from "../../dtype.js";
import { DTypeError, ShapeError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp } from "../../op/op.js";
import { formatShape, type Shape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { namedTuple } from "../namedTuple.js";
import { elementsOf } from "../onHost.js";
import { pinvOf } from "./decompose.js";
import { eigvalsh, requireFinite, symmetrized } from "./eigh.js";
import { batchOf, mapMatrices, matrixSize, requireMatrix, requireSquare } from "./matrices.js";
import { singularValues } from "./svd.js";

/** Which singular values count as 0: those up to `max(atol, rtol * largest)`. */
interface Tolerances {
  readonly atol: number;
  readonly rtol: number;
}

/** PyTorch's defaults: `max(m, n) * eps` of the largest, unless a tolerance is given. */
function tolerancesFor(x: Tensor, atol: number | null, rtol: number | null): Tolerances {
  const [m, n] = matrixSize(x);
  const usual = Math.max(m, n) * epsilonOf(x.dtype);
  return { atol: atol ?? 0, rtol: rtol ?? (atol !== null && atol > 0 ? 0 : usual) };
}

const epsilonOf = (dtype: DType): number => (dtype === "float64" ? 2 ** -52 : 2 ** -23);

const threshold =
  ({ atol, rtol }: Tolerances) =>
  (largest: number): number =>
    Math.max(atol, rtol * largest);

/** The gradient of A from that of its pseudoinverse P, where the rank does not change. */
function pinvGrad(g: Tensor, a: Tensor, p: Tensor): Tensor {
  const h = g.mT;
  const [ph, hp] = [p.matmul(h), h.matmul(p)];
  return h
    .sub(a.matmul(ph))
    .matmul(p.matmul(p.mT))
    .add(p.mT.matmul(p).matmul(h.sub(hp.matmul(a))))
    .sub(ph.matmul(p).mT);
}

const transposedShape = (x: Tensor): Shape => [...batchOf(x), ...[...matrixSize(x)].reverse()];

const pinvOp = defineOp<Tolerances>({
  name: "pinv",
  shape: ([x]) => transposedShape(x as Tensor),
  forward: (kernels, [input], tolerances) => {
    const x = input as View;
    const [m, n] = matrixSize(x);
    return mapMatrices("pinv", kernels, x, m * n, (matrix, index) => {
      requireFinite("pinv", x, matrix, index);
      return pinvOf(matrix, m, n, threshold(tolerances));
    });
  },
  saves: { inputs: [0], output: true },
  grad: [(g, ctx) => pinvGrad(g, ctx.input(0), ctx.output())],
});

/** `A⁺ B`, without the rounding of `A⁺` to the dtype. */
const lstsqOp = defineOp<Tolerances>({
  name: "lstsq",
  shape: ([a, b]) => [...batchOf(a as Tensor), matrixSize(a as Tensor)[1], matrixSize(b as Tensor)[1]],
  forward: (kernels, inputs, tolerances) => {
    const [a, b] = inputs as readonly [View, View];
    const [[m, n], [, columns]] = [matrixSize(a), matrixSize(b)];
    const right = elementsOf("lstsq", kernels, b);
    return mapMatrices("lstsq", kernels, a, n * columns, (matrix, index) => {
      requireFinite("lstsq", a, matrix, index);
      const inverted = pinvOf(matrix, m, n, threshold(tolerances));
      return multiply(inverted, right.subarray(index * m * columns, (index + 1) * m * columns), n, m, columns);
    });
  },
  saves: { inputs: [0, 1] },
  grad: [
    (g, ctx) => pinvGrad(g.matmul(ctx.input(1).mT), ctx.input(0), apply(pinvOp, [ctx.input(0)], ctx.attributes)),
    (g, ctx) => apply(pinvOp, [ctx.input(0)], ctx.attributes).mT.matmul(g),
  ],
});

function multiply(a: Float64Array, b: ArrayLike<number>, m: number, inner: number, n: number): Float64Array {
  const result = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let k = 0; k < inner; k++) for (let j = 0; j < n; j++) result[i * n + j] += a[i * inner + k] * b[k * n + j];
  }
  return result;
}

/** Options of `linalg.pinv` and `linalg.matrixRank`. */
export interface ToleranceOptions {
  /** Singular values up to this count as 0, >= 0; null: 0. Default null. */
  readonly atol?: number | null;
  /** The same, as a share of the largest, >= 0; null: `max(m, n) * eps`, or 0 with an atol above 0. Default null. */
  readonly rtol?: number | null;
  /** The matrix is symmetric, and its lower triangle is read. Default false. */
  readonly hermitian?: boolean;
}

const toleranceSignature = (op: string) =>
  defineSignature(
    op,
    required("x", aTensor),
    named("atol", nullable(aNumberFrom(0)), null),
    named("rtol", nullable(aNumberFrom(0)), null),
    named("hermitian", aBoolean, false),
  );
const pinvSignature = /* @__PURE__ */ toleranceSignature("pinv");
const rankSignature = /* @__PURE__ */ toleranceSignature("matrixRank");

/**
 * The pseudoinverse of a matrix, or of each of a batch, by its singular values. Its gradient holds where the rank does not
 * change. Computed on the host in float64.
 *
 * Shapes: `[.., m, n] -> [.., n, m]`.
 *
 * @param options.atol Singular values up to this count as 0, >= 0; null: 0. Default null.
 * @param options.rtol The same, as a share of the largest, >= 0; null: `max(m, n) * eps`, or 0 with an atol above 0.
 *   Default null.
 * @param options.hermitian The matrix is symmetric, and its lower triangle is read. Default false.
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.pinv(tensor([[2, 0], [0, 0], [0, 4]])); // => tensor([[0.5000, 0.0000, 0.0000],
 * //            [0.0000, 0.0000, 0.2500]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.pinv.html
 */
export function pinv(x: Tensor, options?: ToleranceOptions): Tensor {
  const [input, atol, rtol, hermitian] = bind(pinvSignature, arguments);
  (hermitian ? requireSquare : requireMatrix)("pinv", input);
  return apply(pinvOp, [hermitian ? symmetrized(input, "L") : input], tolerancesFor(input, atol, rtol));
}

/**
 * The rank of a matrix, or of each of a batch: how many singular values are not 0, as int32. Computed on the host in float64.
 *
 * Shapes: `[.., m, n] -> [..]`.
 *
 * @param options.atol Singular values up to this count as 0, >= 0; null: 0. Default null.
 * @param options.rtol The same, as a share of the largest, >= 0; null: `max(m, n) * eps`, or 0 with an atol above 0.
 *   Default null.
 * @param options.hermitian The matrix is symmetric, and its lower triangle is read. Default false.
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.matrixRank(tensor([[1, 2], [2, 4]])); // => tensor(1)
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.matrix_rank.html
 */
export function matrixRank(x: Tensor, options?: ToleranceOptions): Tensor {
  const [input, atol, rtol, hermitian] = bind(rankSignature, arguments);
  (hermitian ? requireSquare : requireMatrix)("matrixRank", input);
  return callAs("matrixRank", () => rankOf(input.detach(), tolerancesFor(input, atol, rtol), hermitian));
}

function rankOf(x: Tensor, { atol, rtol }: Tolerances, hermitian: boolean): Tensor {
  if (Math.min(...matrixSize(x)) === 0) return zeros([...batchOf(x)], { dtype: "int32", device: x.device });
  const values = hermitian ? eigvalsh(x).abs() : singularValues(x);
  const least = values.amax(-1, true).mul(rtol).clamp(atol);
  return values.gt(least).sum(-1);
}

/** A least squares solution: `{ solution, residuals, rank, singularValues }`, or a list of the four. */
export interface LeastSquares extends Iterable<Tensor> {
  /** The shortest X of those for which `|A X - B|` is smallest. */
  readonly solution: Tensor;
  /** The sum of squares of each column of `A X - B`; empty unless A has more rows than columns and full rank. */
  readonly residuals: Tensor;
  readonly rank: Tensor;
  readonly singularValues: Tensor;
}

const lstsqSignature = defineSignature(
  "lstsq",
  required("A", aTensor),
  required("B", aTensor),
  optional("rcond", nullable(aNumberFrom(0)), null),
);

/**
 * The least squares solution of `A X = B`: the shortest X with the least `|A X - B|`, by A's singular values. Computed on the
 * host in float64. The singular values are always there, which in PyTorch depends on the driver.
 *
 * Shapes: `[.., m, n] x [.., m, k] -> [.., n, k]`, or with vectors `[.., m, n] x [.., m] -> [.., n]`.
 *
 * @param rcond Singular values up to this share of the largest count as 0, >= 0; null: `max(m, n) * eps`. Default null.
 * @throws {ShapeError} unless B has A's batch dimensions and rows.
 * @throws {DTypeError} for a dtype that is no float, and for two dtypes.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * const line = linalg.lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([[1], [3], [5]]));
 * line.solution; // => tensor([[1.],
 * //            [2.]])
 * line.rank; // => tensor(2)
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.lstsq.html
 */
export function lstsq(A: Tensor, B: Tensor, rcond?: number | null | { readonly rcond?: number | null }): LeastSquares {
  const [a, given, share] = bind(lstsqSignature, arguments);
  requireMatrix("lstsq", a);
  if (a.dtype !== given.dtype) {
    throw new DTypeError(`lstsq: A is ${a.dtype}, B is ${given.dtype}; expected the same dtype`);
  }
  const isVector = given.ndim === a.ndim - 1;
  const b = isVector ? given.unsqueeze(-1) : given;
  const isFit = b.ndim === a.ndim && b.shape.slice(0, -1).every((size, d) => size === a.shape[d]);
  if (!isFit) {
    throw new ShapeError(
      `lstsq: B must have A's batch dimensions and rows, got shapes ${formatShape(a.shape)} and ${formatShape(given.shape)}`,
    );
  }
  const tolerances = tolerancesFor(a, null, share);
  const solution = apply(lstsqOp, [a, b], tolerances);
  return callAs("lstsq", () => {
    const rank = rankOf(a.detach(), tolerances, false);
    const residuals = residualsOf(a, b, solution, rank);
    const singular = singularValues(a.detach());
    return namedTuple({
      solution: isVector ? solution.squeeze(-1) : solution,
      residuals,
      rank,
      singularValues: singular,
    });
  });
}

function residualsOf(a: Tensor, b: Tensor, solution: Tensor, rank: Tensor): Tensor {
  const [m, n] = matrixSize(a);
  const isDetermined = m > n && rank.eq(n).all().item() === 1;
  if (!isDetermined) return zeros([0], { dtype: a.dtype, device: a.device });
  return a.matmul(solution).sub(b).square().sum(-2);
}
