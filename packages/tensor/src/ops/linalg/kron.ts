import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature("kron", required("x", aTensor), required("other", aTensor));

/**
 * The Kronecker product: every element of x times all of `other`, block by block. The operand with fewer dimensions
 * gets new ones of size 1 in front.
 *
 * Shapes: `[a0, a1, ..] x [b0, b1, ..] -> [a0*b0, a1*b1, ..]`.
 *
 * @example
 * tensor([1, 2]).kron(tensor([1, 1, 0])); // => tensor([1., 1., 0., 2., 2., 0.])
 * @see https://pytorch.org/docs/stable/generated/torch.kron.html
 */
export function kron(x: Tensor, other: Tensor): Tensor {
  [x, other] = bind(signature, arguments);
  const rank = Math.max(x.ndim, other.ndim);
  const padded = (t: Tensor): number[] => [...new Array<number>(rank - t.ndim).fill(1), ...t.shape];
  const a = padded(x);
  const b = padded(other);
  const left = x.reshape(a.flatMap((size) => [size, 1]));
  const right = other.reshape(b.flatMap((size) => [1, size]));
  return left.mul(right).reshape(a.map((size, d) => size * b[d]));
}
