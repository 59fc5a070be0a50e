import { bind } from "../../arguments/bind.js";
import { oneOf } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { zeros } from "../../creation/fill.js";
import { GradError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type GradContext, type KernelOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { namedTuple } from "../namedTuple.js";
import { qrOf } from "./decompose.js";
import { batchOf, mapMatrices, matrixSize, requireMatrix } from "./matrices.js";
import { solveMatrices } from "./solve.js";

/** How many columns Q has. */
type Size = (rows: number, columns: number) => number;

const reduced: Size = (m, n) => Math.min(m, n);
const complete: Size = (m) => m;

/** Q and R, of which the op makes one output: the columns of Q as rows, and those of R behind them. */
function unpack(packed: Tensor, m: number, n: number): readonly [q: Tensor, r: Tensor] {
  return [packed.narrow(-1, 0, m).mT, packed.narrow(-1, m, n)];
}

function qrGrad(g: Tensor, ctx: GradContext<Size>): Tensor {
  const [m, n] = ctx.inputShape(0).slice(-2);
  if (ctx.attributes(m, n) > n) {
    throw new GradError('qr: the complete Q of a matrix with more rows than columns has no gradient; write "reduced"');
  }
  const [q, r] = unpack(ctx.output(), m, n);
  const [gq, whole] = unpack(g, m, n);
  const gr = whole.triu();
  /** `X R⁻ᵀ`. */
  const divided = (x: Tensor, triangle: Tensor): Tensor => solveMatrices(triangle, x.mT).mT;
  const inner = gr.matmul(r.mT).sub(q.mT.matmul(gq));
  if (m >= n) {
    const symmetric = inner.triu().add(inner.triu(1).mT);
    return divided(gq.add(q.matmul(symmetric)), r);
  }
  const skew = inner.mT.sub(inner).tril(-1);
  const first = divided(skew, r.narrow(-1, 0, m));
  return q.matmul(gr.add(first.matmul(eyeBeside(first, n))));
}

/** The identity with columns of zeros behind it: a product with it has them, too. */
function eyeBeside(x: Tensor, n: number): Tensor {
  const [, m] = matrixSize(x);
  const padded = zeros([m, n], { dtype: x.dtype, device: x.device });
  padded.diagonal().fill_(1);
  return padded;
}

const qrOp: KernelOp<Size> = defineOp<Size>({
  name: "qr",
  shape: ([input], size) => {
    const x = input as Tensor;
    const [m, n] = matrixSize(x);
    return [...batchOf(x), size(m, n), m + n];
  },
  forward: (kernels, [input], size) => {
    const x = input as View;
    const [m, n] = matrixSize(x);
    return mapMatrices("qr", kernels, x, size(m, n) * (m + n), (matrix) => qrOf(matrix, m, n, size(m, n)));
  },
  saves: { output: true },
  grad: [qrGrad],
});

/** A QR decomposition: `{ Q, R }`, or `[Q, R]`. */
export interface QR extends Iterable<Tensor> {
  /** Its columns are orthonormal. */
  readonly Q: Tensor;
  /** Upper triangular. */
  readonly R: Tensor;
}

/** What `linalg.qr` gives: min(m, n) columns of Q, all m, or R alone. */
export type QRMode = "reduced" | "complete" | "r";

const signature = defineSignature(
  "qr",
  required("x", aTensor),
  optional<QRMode>("mode", oneOf("reduced", "complete", "r"), "reduced"),
);

/**
 * The QR decomposition `A = Q R` of a matrix, or of each of a batch, by Householder's reflections, with LAPACK's signs.
 * Computed on the host in float64.
 *
 * Shapes: `[.., m, n] -> [.., m, k], [.., k, n]` with k = min(m, n), or m in the mode "complete".
 *
 * @param mode "reduced", "complete" for all m columns of Q, or "r" for R alone; Q is empty then. Default "reduced".
 * @throws {ShapeError} for fewer than 2 dimensions.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * const { Q, R } = linalg.qr(tensor([[3, 1], [4, 2]]));
 * Q; // => tensor([[-0.6000, -0.8000],
 * //            [-0.8000,  0.6000]])
 * R; // => tensor([[-5.0000, -2.2000],
 * //            [ 0.0000,  0.4000]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.qr.html
 */
export function qr(x: Tensor, mode?: QRMode | { readonly mode?: QRMode }): QR {
  const [input, wanted] = bind(signature, arguments);
  requireMatrix("qr", input);
  const [m, n] = matrixSize(input);
  const packed = apply(qrOp, [input], wanted === "complete" ? complete : reduced);
  const [q, r] = unpack(packed, m, n);
  const Q = wanted === "r" ? zeros([0], { dtype: input.dtype, device: input.device }) : q.contiguous();
  return namedTuple({ Q, R: r.contiguous() });
}
