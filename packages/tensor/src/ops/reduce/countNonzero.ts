import { bind } from "../../arguments/bind.js";
import { defineSignature, optional, required } from "../../arguments/signature.js";
import { aTensor, dims } from "../../arguments/tensorKinds.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import type { Dims, ReductionOptions } from "./reduction.js";

const signature = defineSignature("countNonzero", required("x", aTensor), optional("dim", dims, null));

/**
 * How many elements over `dim` (default: all) are not zero, as int32.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[0, 1], [2, 3]]).countNonzero(1); // => tensor([1, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.count_nonzero.html
 */
export function countNonzero(x: Tensor, dim?: Dims | Pick<ReductionOptions, "dim">): Tensor {
  const [input, along] = bind(signature, arguments);
  return callAs("countNonzero", () => input.ne(0).sum(along));
}
