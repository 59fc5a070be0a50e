import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { DTypeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import type { Tensor } from "../../tensor.js";

const signature = defineSignature("heaviside", required("x", aTensor), required("values", aTensor));

/**
 * The step function: 0 below 0, 1 above, and `values` at 0. It has no gradient.
 *
 * @param values What stands for 0; it broadcasts with x.
 * @throws {DTypeError} unless both have one dtype.
 * @throws {ShapeError} when the shapes do not broadcast.
 * @example
 * heaviside(tensor([-2, 0, 3]), tensor([0.5])); // => tensor([0.0000, 0.5000, 1.0000])
 * @see https://pytorch.org/docs/stable/generated/torch.heaviside.html
 */
export function heaviside(x: Tensor, values: Tensor): Tensor {
  [x, values] = bind(signature, arguments);
  if (x.dtype !== values.dtype) {
    throw new DTypeError(`heaviside: x is ${x.dtype}, values is ${values.dtype}; expected the same dtype`);
  }
  const [steps, atZero] = [x.detach(), values.detach()];
  return callAs("heaviside", () => atZero.where(steps.eq(0), steps.gt(0).to(steps.dtype)));
}
