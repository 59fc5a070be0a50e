import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp, type GradContext } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";
import { namedTuple } from "../namedTuple.js";
import { svdOf } from "./decompose.js";
import { requireFinite } from "./eigh.js";
import { batchOf, mapMatrices, matrixSize, requireMatrix, safeDiv } from "./matrices.js";
import { qr } from "./qr.js";

/** U, S as a row and V, of which the op makes one output, one below the other. */
function unpack(packed: Tensor, m: number, n: number): readonly [u: Tensor, s: Tensor, v: Tensor] {
  return [packed.narrow(-2, 0, m), packed.narrow(-2, m, 1), packed.narrow(-2, m + 1, n)];
}

function svdGrad(g: Tensor, ctx: GradContext<undefined>): Tensor {
  const [m, n] = ctx.inputShape(0).slice(-2);
  const [u, s, v] = unpack(ctx.output(), m, n);
  const [gu, gs, gv] = unpack(g, m, n);
  const squares = s.square();
  const apart = squares.sub(squares.mT);
  const skew = (x: Tensor): Tensor => x.sub(x.mT);
  const inU = safeDiv(skew(u.mT.matmul(gu)), apart).mul(s);
  const inV = safeDiv(skew(v.mT.matmul(gv)), apart).mul(s.mT);
  let result = u.matmul(inU.add(inV).add(gs.squeeze(-2).diagEmbed())).matmul(v.mT);
  /** What of a gradient lies outside of the columns' span. */
  const outside = (basis: Tensor, x: Tensor): Tensor => safeDiv(x.sub(basis.matmul(basis.mT.matmul(x))), s);
  if (m > n) result = result.add(outside(u, gu).matmul(v.mT));
  if (n > m) result = result.add(u.matmul(outside(v, gv).mT));
  return result;
}

const svdOp = defineOp({
  name: "svd",
  shape: ([input]) => {
    const x = input as Tensor;
    const [m, n] = matrixSize(x);
    return [...batchOf(x), m + 1 + n, Math.min(m, n)];
  },
  forward: (kernels, [input]) => {
    const x = input as View;
    const [m, n] = matrixSize(x);
    const k = Math.min(m, n);
    return mapMatrices("svd", kernels, x, (m + 1 + n) * k, (matrix, index) => {
      requireFinite("svd", x, matrix, index);
      const { u, s, v } = svdOf(matrix, m, n);
      const packed = new Float64Array((m + 1 + n) * k);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < m; i++) packed[i * k + j] = u[j * m + i];
        packed[m * k + j] = s[j];
        for (let i = 0; i < n; i++) packed[(m + 1 + i) * k + j] = v[j * n + i];
      }
      return packed;
    });
  },
  saves: { output: true },
  grad: [svdGrad],
});

/** A singular value decomposition: `{ U, S, Vh }`, or `[U, S, Vh]`. */
export interface SVD extends Iterable<Tensor> {
  /** Its columns are orthonormal. */
  readonly U: Tensor;
  /** The singular values, descending. */
  readonly S: Tensor;
  /** Its rows are orthonormal. */
  readonly Vh: Tensor;
}

const svdSignature = defineSignature("svd", required("x", aTensor), optional("fullMatrices", aBoolean, true));
const svdvalsSignature = defineSignature("svdvals", required("x", aTensor));

/** Orthonormal columns, completed to a basis by columns without a gradient. */
function completed(basis: Tensor): Tensor {
  const [rows, columns] = matrixSize(basis);
  if (rows === columns) return basis;
  const rest = qr(basis.detach(), "complete").Q.narrow(-1, columns, rows - columns);
  return cat([basis, rest], -1);
}

/**
 * The singular value decomposition `A = U diag(S) Vh` of a matrix, or of each of a batch, by one-sided Jacobi rotations. The
 * signs of the vectors are arbitrary. Computed on the host in float64.
 *
 * The gradient through U and Vh is infinite where two singular values are equal, and does not reach the columns that
 * `fullMatrices` adds.
 *
 * Shapes: `[.., m, n] -> [.., m, m], [.., k], [.., n, n]` with k = min(m, n); `[.., m, k], [.., k], [.., k, n]` without
 * `fullMatrices`.
 *
 * @param fullMatrices Complete U and Vh to square matrices. Default true.
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * const { U, S, Vh } = linalg.svd(tensor([[3, 0], [0, -4], [0, 0]]), { fullMatrices: false });
 * S; // => tensor([4., 3.])
 * U.mul(S).matmul(Vh); // => tensor([[ 3.,  0.],
 * //            [ 0., -4.],
 * //            [ 0.,  0.]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.svd.html
 */
export function svd(x: Tensor, fullMatrices?: boolean | { readonly fullMatrices?: boolean }): SVD {
  const [input, isFull] = bind(svdSignature, arguments);
  requireMatrix("svd", input);
  const [m, n] = matrixSize(input);
  const [u, s, v] = unpack(apply(svdOp, [input], undefined), m, n);
  return callAs("svd", () => {
    const [U, V] = isFull ? [completed(u), completed(v)] : [u, v];
    return namedTuple({ U: U.contiguous(), S: s.squeeze(-2).contiguous(), Vh: V.mT.contiguous() });
  });
}

/**
 * The singular values of a matrix, or of each of a batch, descending. Computed on the host in float64.
 *
 * Shapes: `[.., m, n] -> [.., min(m, n)]`.
 *
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.svdvals(tensor([[3, 0], [0, -4]])); // => tensor([4., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.svdvals.html
 */
export function svdvals(x: Tensor): Tensor {
  [x] = bind(svdvalsSignature, arguments);
  requireMatrix("svdvals", x);
  return callAs("svdvals", () => singularValues(x));
}

/** {@link svdvals} of what has been checked. */
export function singularValues(x: Tensor): Tensor {
  const [m, n] = matrixSize(x);
  return unpack(apply(svdOp, [x], undefined), m, n)[1]
    .squeeze(-2)
    .contiguous();
}
