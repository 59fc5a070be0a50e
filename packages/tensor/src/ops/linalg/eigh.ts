import { bind } from "../../arguments/bind.js";
import { oneOf } from "../../arguments/kinds.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { View } from "../../backend/contract.js";
import { ValueError } from "../../errors.js";
import { apply } from "../../op/apply.js";
import { callAs } from "../../op/callAs.js";
import { defineOp } from "../../op/op.js";
import type { Tensor } from "../../tensor.js";
import { namedTuple } from "../namedTuple.js";
import { eighOf } from "./decompose.js";
import { batchElement, batchOf, mapMatrices, requireSquare, safeDiv } from "./matrices.js";

/** Throws for a matrix with NaN or an infinity. */
export function requireFinite(op: string, x: View, matrix: ArrayLike<number>, index: number): void {
  for (let i = 0; i < matrix.length; i++) {
    if (Number.isFinite(matrix[i])) continue;
    throw new ValueError(
      `${op}: ${batchElement(x, index)}The algorithm failed to converge because the input matrix contained non-finite values.`,
    );
  }
}

/** The eigenvalues as a row, and below it the matrix of the eigenvectors. */
const eighOp = defineOp({
  name: "eigh",
  shape: ([input]) => {
    const x = input as Tensor;
    const n = x.shape[x.ndim - 1];
    return [...batchOf(x), n + 1, n];
  },
  forward: (kernels, [input]) => {
    const x = input as View;
    const n = x.shape[x.shape.length - 1];
    return mapMatrices("eigh", kernels, x, (n + 1) * n, (matrix, index) => {
      requireFinite("eigh", x, matrix, index);
      return eighOf(matrix, n);
    });
  },
  saves: { output: true },
  grad: [
    (g, ctx) => {
      const n = ctx.inputShape(0).slice(-1)[0];
      const [values, vectors] = [ctx.output().narrow(-2, 0, 1), ctx.output().narrow(-2, 1, n)];
      const [gValues, gVectors] = [g.select(-2, 0), g.narrow(-2, 1, n)];
      const turned = vectors.mT.matmul(gVectors);
      const apart = safeDiv(turned.sub(turned.tril().triu()), values.sub(values.mT));
      const whole = vectors.matmul(apart.add(gValues.diagEmbed())).matmul(vectors.mT);
      return whole.add(whole.mT).mul(0.5);
    },
  ],
});

/** Eigenvalues with eigenvectors: `{ eigenvalues, eigenvectors }`, or `[eigenvalues, eigenvectors]`. */
export interface Eigenpairs extends Iterable<Tensor> {
  /** Ascending. */
  readonly eigenvalues: Tensor;
  /** Column i belongs to eigenvalue i; the columns are orthonormal, their signs arbitrary. */
  readonly eigenvectors: Tensor;
}

type Triangle = "L" | "U";
type TriangleOptions = { readonly UPLO?: Triangle };

const signatureOf = (op: string) =>
  defineSignature(op, required("x", aTensor), optional<Triangle>("UPLO", oneOf("L", "U"), "L"));
const eighSignature = /* @__PURE__ */ signatureOf("eigh");
const eigvalshSignature = /* @__PURE__ */ signatureOf("eigvalsh");

/** One triangle and its reflection; the gradient is that of the whole matrix, as in PyTorch. */
const symmetricOp = defineOp<Triangle>({
  name: "eigh",
  shape: ([x]) => (x as Tensor).shape,
  forward: (kernels, [input], triangle) => {
    const x = input as View;
    const n = x.shape[x.shape.length - 1];
    return mapMatrices("eigh", kernels, x, n * n, (matrix) =>
      matrix.map((_, at) => {
        const [i, j] = [Math.floor(at / n), at % n];
        const [low, high] = [Math.min(i, j), Math.max(i, j)];
        return triangle === "L" ? matrix[high * n + low] : matrix[low * n + high];
      }),
    );
  },
  grad: [(g) => g],
});

/** The symmetric matrix of which x has one triangle. */
export const symmetrized = (x: Tensor, triangle: Triangle): Tensor => apply(symmetricOp, [x], triangle);

function eigenpairs(x: Tensor, triangle: Triangle): readonly [values: Tensor, vectors: Tensor] {
  const n = x.shape[x.ndim - 1];
  const packed = apply(eighOp, [symmetrized(x, triangle)], undefined);
  return [packed.select(-2, 0), packed.narrow(-2, 1, n)];
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix, or of each of a batch, by Jacobi's method: `A = V diag(L) Vᵀ`. One
 * triangle of x is read. Computed on the host in float64.
 *
 * The gradient through the eigenvectors is infinite where two eigenvalues are equal.
 *
 * Shapes: `[.., n, n] -> [.., n], [.., n, n]`.
 *
 * @param UPLO "L" reads the lower triangle, "U" the upper one. Default "L".
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * const { eigenvalues, eigenvectors } = linalg.eigh(tensor([[2, 1], [1, 2]]));
 * eigenvalues; // => tensor([1., 3.])
 * eigenvectors.abs(); // => tensor([[0.7071, 0.7071],
 * //            [0.7071, 0.7071]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.eigh.html
 */
export function eigh(x: Tensor, UPLO?: Triangle | TriangleOptions): Eigenpairs {
  const [input, triangle] = bind(eighSignature, arguments);
  requireSquare("eigh", input);
  const [values, vectors] = eigenpairs(input, triangle);
  return namedTuple({ eigenvalues: values.contiguous(), eigenvectors: vectors.contiguous() });
}

/**
 * The eigenvalues of a symmetric matrix, or of each of a batch, ascending. Computed on the host in float64.
 *
 * Shapes: `[.., n, n] -> [.., n]`.
 *
 * @param UPLO "L" reads the lower triangle, "U" the upper one. Default "L".
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for NaN and infinities.
 * @throws {DeviceError} on a device that can only be read with `await`.
 * @example
 * linalg.eigvalsh(tensor([[3, 4], [4, -3]])); // => tensor([-5.,  5.])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.eigvalsh.html
 */
export function eigvalsh(x: Tensor, UPLO?: Triangle | TriangleOptions): Tensor {
  const [input, triangle] = bind(eigvalshSignature, arguments);
  requireSquare("eigvalsh", input);
  return callAs("eigvalsh", () => eigenpairs(input, triangle)[0].contiguous());
}
