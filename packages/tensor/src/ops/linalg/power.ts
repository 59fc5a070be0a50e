import { bind } from "../../arguments/bind.js";
import { anInteger } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor, tensors } from "../../arguments/tensorKinds.js";
import { eye } from "../../creation/range.js";
import { ShapeError, ValueError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { matrixSize, requireSquare } from "./matrices.js";

const powerSignature = defineSignature("matrixPower", required("x", aTensor), required("n", anInteger));
const chainSignature = defineSignature("multiDot", required("tensors", tensors));

/**
 * The n-th power of a square matrix, or of each of a batch, by squaring; a negative one is that of the inverse.
 *
 * Shapes: `[.., n, n] -> [.., n, n]`.
 *
 * @param n The exponent, an integer.
 * @throws {ShapeError} unless the last two dimensions are equal.
 * @throws {DTypeError} for a dtype that is no float.
 * @throws {ValueError} for a singular matrix and a negative exponent.
 * @example
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5); // => tensor([[1., 5.],
 * //            [0., 1.]])
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html
 */
export function matrixPower(x: Tensor, n: number): Tensor {
  [x, n] = bind(powerSignature, arguments);
  requireSquare("matrixPower", x);
  return callAs("matrixPower", () => {
    const [size] = matrixSize(x);
    if (n === 0)
      return eye(size, { dtype: x.dtype, device: x.device })
        .expand([...x.shape])
        .contiguous();
    let [square, rest] = [n < 0 ? x.inverse() : x, Math.abs(n)];
    let result: Tensor | null = null;
    for (; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) result = result === null ? square : result.matmul(square);
      if (rest > 1) square = square.matmul(square);
    }
    return n === 1 ? x.clone() : (result as Tensor);
  });
}

/**
 * The product of two or more matrices, in the order with the fewest multiplications. The first and the last may be vectors, a
 * row and a column.
 *
 * Shapes: `[a, b], [b, c], .., [y, z] -> [a, z]`, without a or z for a vector.
 *
 * @param tensors Matrices, and at both ends vectors.
 * @throws {ShapeError} for sizes that do not fit.
 * @throws {ValueError} for fewer than 2.
 * @example
 * linalg.multiDot([tensor([1, 2]), tensor([[1, 0], [0, 3]]), tensor([1, 1])]); // => tensor(7.)
 * @see https://pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(chainSignature, arguments);
  const { length } = tensors;
  if (length < 2) throw new ValueError(`multiDot: expected at least 2 tensors, got ${length}`);
  const [first, last] = [tensors[0], tensors[length - 1]];
  const matrices = tensors.map((x, i) => {
    const isEnd = i === 0 || i === length - 1;
    if (x.ndim === 1 && isEnd) return x.unsqueeze(i === 0 ? 0 : 1);
    if (x.ndim === 2) return x;
    const wanted = isEnd ? "1 or 2 dimensions" : "2 dimensions";
    throw new ShapeError(`multiDot: tensor ${i} must have ${wanted}, got shape ${formatShape(x.shape)}`);
  });
  return callAs("multiDot", () => {
    const product = chain(matrices, splits(matrices), 0, length - 1);
    const kept = [...(first.ndim === 1 ? [] : [first.shape[0]]), ...(last.ndim === 1 ? [] : [last.shape[1]])];
    return product.reshape(kept);
  });
}

/** Where to split the chain from i to j, for the fewest multiplications. */
function splits(matrices: readonly Tensor[]): readonly (readonly number[])[] {
  const n = matrices.length;
  const sizes = [matrices[0].shape[0], ...matrices.map(({ shape }) => shape[1])];
  const costs = matrices.map(() => new Array<number>(n).fill(0));
  const best = matrices.map(() => new Array<number>(n).fill(0));
  for (let length = 2; length <= n; length++) {
    for (let i = 0, j = length - 1; j < n; i++, j++) {
      costs[i][j] = Infinity;
      for (let k = i; k < j; k++) {
        const cost = costs[i][k] + costs[k + 1][j] + sizes[i] * sizes[k + 1] * sizes[j + 1];
        if (cost < costs[i][j]) [costs[i][j], best[i][j]] = [cost, k];
      }
    }
  }
  return best;
}

function chain(matrices: readonly Tensor[], best: readonly (readonly number[])[], i: number, j: number): Tensor {
  if (i === j) return matrices[i];
  const k = best[i][j];
  return chain(matrices, best, i, k).matmul(chain(matrices, best, k + 1, j));
}
