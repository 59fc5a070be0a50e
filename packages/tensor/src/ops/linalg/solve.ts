import { bind } from "../../arguments/bind.js";
import { aBoolean } from "../../arguments/kinds.js";
import { defineSignature, named, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { DTypeError, ShapeError, ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { defineOp, type KernelOp } from "../../op/op.js";
import { broadcastShapes, formatShape, numel } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { elementsOf } from "../onHost.js";
import { factorize, firstZero, substitute } from "./factorize.js";
import { batchElement, batchOf, mapMatrices, matrixSize, requireMatrix, requireSquare } from "./matrices.js";

const solveOp: KernelOp<undefined> = defineOp({
  name: "solve",
  shape: ([, b]) => (b as Tensor).shape,
  forward: (kernels, inputs) => {
    const [a, b] = inputs as readonly [View, View];
    const [n, columns] = matrixSize(b);
    const factors = elementsOf("solve", kernels, a);
    return mapMatrices("solve", kernels, b, n * columns, (right, index) => {
      const lu = factorize(factors.subarray(index * n * n, (index + 1) * n * n), n);
      if (firstZero(lu, n) < 0) return substitute(lu, n, right, columns);
      throw new ValueError(
        `solve: ${batchElement(a, index)}The solver failed because the input matrix is singular; write linalg.lstsq(a, b)`,
      );
    });
  },
  saves: { inputs: [0], output: true },
  shared: (g, ctx) => [solveMatrices(ctx.input(0).mT, g)],
  grad: [(_, ctx, __, [right]) => right.matmul(ctx.output().mT).neg(), (_, __, ___, [right]) => right],
});

/** `A⁻¹ B` of matrices with the same batch dimensions. */
export const solveMatrices = (a: Tensor, b: Tensor): Tensor => apply(solveOp, [a, b], undefined);

/** Options of `linalg.solve`. */
export interface SolveOptions {
  /** Solve `A X = B`; false: `X A = B`. Default true. */
  readonly left?: boolean;
}

const signature = defineSignature(
  "solve",
  required("A", aTensor),
  required("B", aTensor),
  named("left", aBoolean, true),
);

/**
 * The solution X of `A X = B`, by LU decomposition with partial pivoting. Computed on the host in float64.
 *
 * Shapes: `[.., n, n] x [.., n, k] -> [.., n, k]`, or with vectors `[.., n, n] x [.., n] -> [.., n]`; batch dimensions
 * broadcast.
 *
 * @param A A square matrix, or a batch of them.
 * @param B The right sides: matrices; or vectors, when it has one dimension, or A's shape without the last one.
 * @param options.left Solve `A X = B`; false: `X A = B`. Default true.
 * @throws {ShapeError} unless A is square and B fits.
 * @throws {DTypeError} for a dtype that is no float, and for two dtypes.
 * @throws {ValueError} for a singular matrix.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.solve(tensor([[2, 0], [1, 1]]), tensor([4, 5])); // => tensor([2., 3.])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.solve.html
 */
export function solve(A: Tensor, B: Tensor, options?: SolveOptions): Tensor {
  const [a, b, left] = bind(signature, arguments);
  requireSquare("solve", a);
  if (a.dtype !== b.dtype) throw new DTypeError(`solve: A is ${a.dtype}, B is ${b.dtype}; expected the same dtype`);
  const isVector = b.ndim === 1 || (b.ndim === a.ndim - 1 && b.shape.every((size, d) => size === a.shape[d]));
  if (isVector) return solveLeft(a, b.unsqueeze(-1)).squeeze(-1);
  requireMatrix("solve", b, "right side");
  return left ? solveLeft(a, b) : solveLeft(a.mT, b.mT).mT;
}

function solveLeft(a: Tensor, b: Tensor): Tensor {
  const [[n], [rows, columns]] = [matrixSize(a), matrixSize(b)];
  if (n !== rows) {
    throw new ShapeError(
      `solve: incompatible shapes of A ${formatShape(a.shape)} and B ${formatShape(b.shape)}: A has ${n} rows, B ${rows}`,
    );
  }
  const batch = broadcastShapes("solve", batchOf(a), batchOf(b));
  const [matrices, right] = [a.expand([...batch, n, n]), b.expand([...batch, n, columns])];
  return numel(right.shape) === 0 ? right.contiguous() : solveMatrices(matrices, right);
}
