import { bind } from "../../arguments/bind.js";
import { either } from "../../arguments/kinds.js";
import { defineSignature, required, type Signature } from "../../arguments/signature.js";
import { aTensor, tensors as tensorList } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { Tensor } from "../../tensor.js";
import { cat } from "./cat.js";

function growSignature(op: string) {
  return defineSignature(op, required("x", either<[Tensor, readonly Tensor[]]>(aTensor, tensorList)));
}

const signature1 = growSignature("atleast1d");
const signature2 = growSignature("atleast2d");
const signature3 = growSignature("atleast3d");
const columnSignature = defineSignature("columnStack", required("tensors", tensorList));
const depthSignature = defineSignature("dstack", required("tensors", tensorList));

function toCube(x: Tensor): Tensor {
  if (x.ndim > 2) return x;
  return x.ndim === 2 ? x.unsqueeze(2) : x.reshape(1, x.numel(), 1);
}

/** What `grow` makes of a tensor, or of each one of a list. */
function each(
  given: ArrayLike<unknown>,
  signature: Signature<[Tensor | readonly Tensor[]]>,
  grow: (x: Tensor) => Tensor,
): Tensor | Tensor[] {
  const [x] = bind(signature, given);
  return x instanceof Tensor ? grow(x) : x.map(grow);
}

/**
 * The tensor itself, or of a 0-d one a view of shape [1].
 * Of a list, a list of these.
 *
 * @example
 * atleast1d(tensor(5)); // => tensor([5.])
 * @see https://pytorch.org/docs/stable/generated/torch.atleast_1d.html
 */
export function atleast1d(x: readonly Tensor[]): Tensor[];
export function atleast1d(x: Tensor): Tensor;
export function atleast1d(): Tensor | Tensor[] {
  return each(arguments, signature1, (x) => (x.ndim === 0 ? x.reshape(1) : x));
}

/**
 * The tensor itself, or of one with fewer dimensions a view with new ones of size 1 in front.
 * Of a list, a list of these.
 *
 * @example
 * atleast2d(tensor([1, 2])).shape; // => [1, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.atleast_2d.html
 */
export function atleast2d(x: readonly Tensor[]): Tensor[];
export function atleast2d(x: Tensor): Tensor;
export function atleast2d(): Tensor | Tensor[] {
  return each(arguments, signature2, (x) => (x.ndim < 2 ? x.reshape(1, x.numel()) : x));
}

/**
 * The tensor itself, or of one with fewer dimensions a view with new ones: `[n] -> [1, n, 1]`, `[n, m] -> [n, m, 1]`.
 * Of a list, a list of these.
 *
 * @example
 * atleast3d(tensor([1, 2])).shape; // => [1, 2, 1]
 * @see https://pytorch.org/docs/stable/generated/torch.atleast_3d.html
 */
export function atleast3d(x: readonly Tensor[]): Tensor[];
export function atleast3d(x: Tensor): Tensor;
export function atleast3d(): Tensor | Tensor[] {
  return each(arguments, signature3, toCube);
}

function requireSome(op: string, tensors: readonly Tensor[]): void {
  if (tensors.length === 0) throw new ShapeError(`${op}: expected at least one tensor, got an empty list`);
}

/**
 * Joins tensors side by side, as {@link hstack}, where 1-d and 0-d tensors count as columns.
 *
 * @throws {ShapeError} when the list is empty, or the other dimensions differ.
 * @example
 * columnStack([tensor([1, 2]), tensor([3, 4])]); // => tensor([[1., 3.],
 * //            [2., 4.]])
 * @see https://pytorch.org/docs/stable/generated/torch.column_stack.html
 */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(columnSignature, arguments);
  requireSome("columnStack", tensors);
  const columns = tensors.map((tensor) => (tensor.ndim < 2 ? tensor.reshape(tensor.numel(), 1) : tensor));
  return callAs("columnStack", () => cat(columns, 1));
}

/**
 * Joins tensors along the third dimension; those with fewer get new ones as in {@link atleast3d}.
 *
 * @throws {ShapeError} when the list is empty, or the other dimensions differ.
 * @example
 * dstack([tensor([1, 2]), tensor([3, 4])]).shape; // => [1, 2, 2]
 * @see https://pytorch.org/docs/stable/generated/torch.dstack.html
 */
export function dstack(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(depthSignature, arguments);
  requireSome("dstack", tensors);
  const cubes = tensors.map(toCube);
  return callAs("dstack", () => cat(cubes, 2));
}
