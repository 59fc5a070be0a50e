import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { choleskyOf } from "./decompose.js";
import { batchElement, mapMatrices, requireSquare } from "./matrices.js";
import { solveMatrices } from "./solve.js";

/** The lower triangle with half of the diagonal. */
const lowerHalf = (x: Tensor): Tensor => x.tril().add(x.tril(-1)).mul(0.5);

const choleskyOp = defineOp({
  name: "cholesky",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input]) => {
    const x = input as View;
    const n = x.shape[x.shape.length - 1];
    return mapMatrices("cholesky", kernels, x, n * n, (matrix, index) => {
      const result = choleskyOf(matrix, n);
      if (typeof result !== "number") return result;
      throw new ValueError(
        `cholesky: ${batchElement(x, index)}The factorization could not be completed because the input is not ` +
          `positive-definite (the leading minor of order ${result} is not positive-definite).`,
      );
    });
  },
  saves: { output: true },
  grad: [
    (g, ctx) => {
      // L⁻ᵀ S L⁻¹ where S is the lower half of Lᵀ gL, made symmetric.
      const upper = ctx.output().mT;
      const half = lowerHalf(upper.matmul(g));
      return solveMatrices(upper, solveMatrices(upper, half.add(half.mT).mul(0.5)).mT).mT;
    },
  ],
});

/** Options of `linalg.cholesky`. */
export interface CholeskyOptions {
  /** Give the upper triangular factor, `Lᵀ`. Default false. */
  readonly upper?: boolean;
}

const signature = defineSignature("cholesky", required("x", aTensor), named("upper", aBoolean, false));

/**
 * The Cholesky decomposition `A = L Lᵀ` of a symmetric positive-definite matrix, or of each of a batch: the lower triangular
 * L. Only the lower triangle of x is read; the gradient is symmetric. Computed on the host in float64.
 *
 * Shapes: `[.., n, n] -> [.., n, n]`.
 *
 * @param options.upper Give the upper triangular factor, `Lᵀ`. Default false.
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for a matrix that is not positive-definite.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.cholesky(tensor([[4, 2], [2, 5]])); // => tensor([[2., 0.],
 * //            [1., 2.]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.cholesky.html
 */
export function cholesky(x: Tensor, options?: CholeskyOptions): Tensor {
  const [input, upper] = bind(signature, arguments);
  requireSquare("cholesky", input);
  const lower = apply(choleskyOp, [input], undefined);
  return upper ? lower.mT : lower;
}
