import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { allocateArray } from "../../dtype.js";
import { ValueError } from "../../errors.js";
import { apply, applyMulti } from "../../op/apply.js";
import { defineMultiOp, defineOp, type KernelOp } from "../../op/op.js";
import { numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { namedTuple } from "../namedTuple.js";
import { cofactors, determinant, factorize, firstZero, invert, signAndLog } from "./factorize.js";
import { batchElement, batchOf, forEachMatrix, mapMatrices, matrixSize, requireSquare } from "./matrices.js";

// Determinants and inverses, computed on the host in float64, whatever the dtype: no backend has kernels for them.

const detSignature = defineSignature("det", required("x", aTensor));
const inverseSignature = defineSignature("inverse", required("x", aTensor));
const slogdetSignature = defineSignature("slogdet", required("x", aTensor));
const logdetSignature = defineSignature("logdet", required("x", aTensor));

/** One number for each matrix, to be multiplied with it. */
const forMatrices = (numbers: Tensor): Tensor => numbers.unsqueeze(-1).unsqueeze(-1);

const detOp = defineOp({
  name: "det",
  shape: ([x]) => batchOf(x as Tensor),
  forward: (kernels, [input]) => {
    const x = input as View;
    const [n] = matrixSize(x);
    return mapMatrices("det", kernels, x, 1, (matrix) => [determinant(factorize(matrix, n), n)]);
  },
  saves: { inputs: [0] },
  grad: [(g, ctx) => forMatrices(g).mul(apply(cofactorsOp, [ctx.input(0)], undefined))],
});

/** The derivative of the determinant. Its own one, a second derivative, takes an inverse. */
const cofactorsOp: KernelOp<undefined> = defineOp({
  name: "cofactors",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input]) => {
    const x = input as View;
    const [n] = matrixSize(x);
    return mapMatrices("det", kernels, x, n * n, (matrix) => cofactors(matrix, n));
  },
  saves: { inputs: [0] },
  grad: [
    (g, ctx) => {
      const x = ctx.input(0);
      const inverted = x.inverse().mT;
      const whole = inverted.mul(g).sum([-2, -1], { keepDim: true }).mul(inverted);
      return forMatrices(x.det()).mul(whole.sub(inverted.matmul(g.mT).matmul(inverted)));
    },
  ],
});

const inverseOp = defineOp({
  name: "inverse",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input]) => {
    const x = input as View;
    const [n] = matrixSize(x);
    return mapMatrices("inverse", kernels, x, n * n, (matrix, index) => {
      const factors = factorize(matrix, n);
      const zero = firstZero(factors, n);
      if (zero < 0) return invert(factors, n);
      throw new ValueError(
        `inverse: ${batchElement(x, index)}The diagonal element ${zero + 1} is zero, the inversion could not be completed because the input ` +
          "matrix is singular.",
      );
    });
  },
  saves: { output: true },
  grad: [
    (g, ctx) => {
      const transposed = ctx.output().mT;
      return transposed.matmul(g).matmul(transposed).neg();
    },
  ],
});

/** The logarithm stands first, for it has the gradient. */
const slogdetOp = defineMultiOp({
  name: "slogdet",
  outputs: ([input]) => {
    const x = input as Tensor;
    const output = { shape: batchOf(x), dtype: x.dtype };
    return [output, output];
  },
  forward: (kernels, [input]) => {
    const x = input as View;
    const [n] = matrixSize(x);
    const results = [0, 1].map(() => allocateArray(x.dtype, numel(batchOf(x))));
    forEachMatrix("slogdet", kernels, x, (matrix, index) => {
      [results[1][index], results[0][index]] = signAndLog(factorize(matrix, n), n);
    });
    return results.map((result) => kernels.upload(result, x.dtype));
  },
  saves: { inputs: [0] },
  grad: [(g, ctx) => forMatrices(g).mul(ctx.input(0).inverse().mT)],
});

/**
 * The determinant of a square matrix, or of each matrix of a batch, by LU decomposition with partial pivoting. Computed on
 * the host. A singular matrix has a gradient too, but no second one.
 *
 * Shapes: `[.., n, n] -> [..]`.
 *
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).det(); // => tensor(-2.)
 * @see https://pytorch.org/docs/stable/generated/torch.det.html
 */
export function det(x: Tensor): Tensor {
  [x] = bind(detSignature, arguments);
  requireSquare("det", x);
  return apply(detOp, [x], undefined);
}

/**
 * The inverse of a square matrix, or of each matrix of a batch, by LU decomposition with partial pivoting. Computed on the
 * host.
 *
 * Shapes: `[.., n, n] -> [.., n, n]`.
 *
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for a singular matrix.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * tensor([[1, 2], [3, 4]]).inverse(); // => tensor([[-2.0000,  1.0000],
 * //            [ 1.5000, -0.5000]])
 * @see https://pytorch.org/docs/stable/generated/torch.inverse.html
 */
export function inverse(x: Tensor): Tensor {
  [x] = bind(inverseSignature, arguments);
  requireSquare("inverse", x);
  return apply(inverseOp, [x], undefined);
}

/** The sign of a determinant and the logarithm of its size: `{ sign, logabsdet }`, or `[sign, logabsdet]`. */
export interface SignAndLog extends Iterable<Tensor> {
  /** -1, 0 or 1. */
  readonly sign: Tensor;
  /** -Infinity for a singular matrix. */
  readonly logabsdet: Tensor;
}

/**
 * The sign of the determinant and the logarithm of its size, which stays in the range of floats where {@link det} does not.
 * Computed on the host.
 *
 * Shapes: `[.., n, n] -> [..], [..]`.
 *
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * const [sign, logabsdet] = tensor([[1, 2], [3, 4]]).slogdet();
 * sign; // => tensor(-1.)
 * logabsdet; // => tensor(0.6931)
 * @see https://pytorch.org/docs/stable/generated/torch.slogdet.html
 */
export function slogdet(x: Tensor): SignAndLog {
  [x] = bind(slogdetSignature, arguments);
  requireSquare("slogdet", x);
  const [logabsdet, sign] = applyMulti(slogdetOp, [x], undefined);
  return namedTuple({ sign, logabsdet });
}

/**
 * The logarithm of the determinant; NaN of a negative one. Computed on the host.
 *
 * Shapes: `[.., n, n] -> [..]`.
 *
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * tensor([[2, 0], [0, 4]]).logdet(); // => tensor(2.0794)
 * @see https://pytorch.org/docs/stable/generated/torch.logdet.html
 */
export function logdet(x: Tensor): Tensor {
  [x] = bind(logdetSignature, arguments);
  requireSquare("logdet", x);
  const [logabsdet, sign] = applyMulti(slogdetOp, [x], undefined);
  return logabsdet.maskedFill(sign.eq(-1), Number.NaN);
}
