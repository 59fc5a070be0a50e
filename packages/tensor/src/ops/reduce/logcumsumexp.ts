import { bind } from "../../arguments/bind.js";
import { aNumber } from "../../arguments/kinds.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { isFloat } from "../../dtype.js";
import { DTypeError } from "../../errors.js";
import { normalizeDim } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { cat } from "../join/cat.js";
import { logaddexp } from "../math/logaddexp.js";

const signature = defineSignature("logcumsumexp", required("x", aTensor), required("dim", aNumber));

/**
 * The logarithm of the running sum of exponentials along `dim`, `y[i] = log(exp(x[0]) + ... + exp(x[i]))`, where no
 * exponential overflows.
 *
 * @param dim Dimension to run along, -ndim <= dim < ndim.
 * @throws {IndexError} for a dimension out of range.
 * @throws {DTypeError} for a tensor of integers or bools.
 * @example
 * logcumsumexp(tensor([0, 0, 0]), 0); // => tensor([0.0000, 0.6931, 1.0986])
 * @see https://pytorch.org/docs/stable/generated/torch.logcumsumexp.html
 */
export function logcumsumexp(x: Tensor, dim: number | { readonly dim: number }): Tensor {
  const [input, along] = bind(signature, arguments);
  if (!isFloat(input.dtype)) {
    throw new DTypeError(`logcumsumexp: expected a float32 or float64 tensor, got ${input.dtype}`);
  }
  const d = normalizeDim("logcumsumexp", along, input.ndim);
  if (input.ndim === 0) return input.clone();
  const n = input.shape[d];
  let sums = n > 1 ? input : input.clone();
  // Every step joins the sums of runs of `step` elements with those of the run before.
  for (let step = 1; step < n; step *= 2) {
    const joined = logaddexp(sums.narrow(d, step, n - step), sums.narrow(d, 0, n - step));
    sums = cat([sums.narrow(d, 0, step), joined], d);
  }
  return sums;
}
