import type { Tensor } from "../../tensor.js";
import type { Dims } from "./reduction.js";

/**
 * How many elements over `dims` (default: all) are not zero, as int32.
 *
 * @throws {IndexError} for a dimension out of range.
 * @example
 * tensor([[0, 1], [2, 3]]).countNonzero(1); // => tensor([1, 2])
 * @see https://pytorch.org/docs/stable/generated/torch.count_nonzero.html
 */
export function countNonzero(x: Tensor, dims?: Dims): Tensor {
  return x.ne(0).sum(dims);
}
