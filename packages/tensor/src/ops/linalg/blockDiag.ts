import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { tensors as tensorList } from "../../arguments/tensorKinds.js";
import { ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { formatShape } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";

const signature = defineSignature("blockDiag", required("tensors", tensorList));

/**
 * A matrix of zeros with matrices on its diagonal, one after the other; 1-d and 0-d tensors count as rows.
 *
 * @throws {ShapeError} when the list is empty, or a tensor has more than two dimensions.
 * @example
 * blockDiag([tensor([[1, 2]]), tensor([3])]); // => tensor([[1., 2., 0.],
 * //            [0., 0., 3.]])
 * @see https://pytorch.org/docs/stable/generated/torch.block_diag.html
 */
export function blockDiag(tensors: readonly Tensor[]): Tensor {
  [tensors] = bind(signature, arguments);
  if (tensors.length === 0) throw new ShapeError("blockDiag: expected at least one tensor, got an empty list");
  const wrong = tensors.find(({ ndim }) => ndim > 2);
  if (wrong !== undefined) {
    throw new ShapeError(`blockDiag: tensors must have at most two dimensions, got shape ${formatShape(wrong.shape)}`);
  }
  const blocks = tensors.map((tensor) => (tensor.ndim < 2 ? tensor.reshape(1, tensor.numel()) : tensor));
  const width = blocks.reduce((sum, { shape }) => sum + shape[1], 0);
  let left = 0;
  return callAs("blockDiag", () =>
    cat(
      blocks.map((block) => {
        const right = width - left - block.shape[1];
        const padded = block.pad([left, right]);
        left += block.shape[1];
        return padded;
      }),
    ),
  );
}
