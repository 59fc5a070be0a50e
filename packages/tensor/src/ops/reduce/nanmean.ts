import { bind } from "../../arguments/bind.js";
import { isFloat } from "../../dtype.js";
import { DTypeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";
import {
  type AccumulationOptions,
  accumulationSignature,
  type Dims,
  type KeepDimDTypeOptions,
  type ReductionDTypeOptions,
} from "./reduction.js";

const signature = accumulationSignature("nanmean");

/**
 * The mean over `dim` (default: all) of the elements that are not NaN; NaN where there are none.
 *
 * @param dim One dimension or several, which may count from the end; null, `[]` or left out: all.
 * @param keepDim Keep the reduced dimensions with size 1. Default false.
 * @param options.dtype Dtype to convert to first, and of the result. Default: the tensor's own.
 * @throws {DTypeError} for integers and bools.
 * @throws {IndexError} for a dimension out of range.
 * @example
 * nanmean(tensor([1, NaN, 3])); // => tensor(2.)
 * @see https://pytorch.org/docs/stable/generated/torch.nanmean.html
 */
export function nanmean(
  x: Tensor,
  dim?: Dims | ReductionDTypeOptions,
  keepDim?: boolean | KeepDimDTypeOptions,
  options?: AccumulationOptions,
): Tensor {
  const [input, along, isKept, dtype] = bind(signature, arguments);
  if (!isFloat(input.dtype)) throw new DTypeError(`nanmean: expected a float32 or float64 tensor, got ${input.dtype}`);
  return callAs("nanmean", () => {
    const count = input.detach().isnan().logicalNot().sum(along, isKept);
    return input.nansum(along, isKept, { dtype }).div(count);
  });
}
