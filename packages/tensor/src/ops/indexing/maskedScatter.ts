import { bind } from "../../arguments/bind.js";
import { defineSignature, required } from "../../arguments/signature.js";
import { aTensor } from "../../arguments/tensorKinds.js";
import { DTypeError, ShapeError } from "../../errors.js";
import { callAs } from "../../op/callAs.js";
import { broadcastShapes } from "../../shape.js";
import type { Tensor } from "../../tensor.js";
import { flatNonzero } from "./nonzero.js";

const signature = defineSignature(
  "maskedScatter",
  required("x", aTensor),
  required("mask", aTensor),
  required("source", aTensor),
);

/**
 * A copy with the elements where the mask is true replaced by those of `source`, in row-major order. Reads the mask.
 *
 * @param mask Bools that broadcast with x.
 * @param source At least as many elements as the mask has trues, of x's dtype, in any shape.
 * @throws {ShapeError} when the shapes do not broadcast, or source has too few elements.
 * @throws {DTypeError} for a mask that is not bool, or a source of another dtype.
 * @throws {DeviceError} on a device that cannot be read at once.
 * @example
 * maskedScatter(zeros(3), tensor([true, false, true]), tensor([1, 2])); // => tensor([1., 0., 2.])
 * @see https://pytorch.org/docs/stable/generated/torch.Tensor.masked_scatter.html
 */
export function maskedScatter(x: Tensor, mask: Tensor, source: Tensor): Tensor {
  const [input, where, values] = bind(signature, arguments);
  if (where.dtype !== "bool") throw new DTypeError(`maskedScatter: mask must be bool, got ${where.dtype}`);
  if (values.dtype !== input.dtype) {
    throw new DTypeError(`maskedScatter: x is ${input.dtype}, source is ${values.dtype}; expected the same dtype`);
  }
  const shape = broadcastShapes("maskedScatter", input.shape, where.shape);
  const positions = flatNonzero(where.expand([...shape]));
  const count = positions.numel();
  if (values.numel() < count) {
    throw new ShapeError(`maskedScatter: the mask has ${count} trues, source only ${values.numel()} elements`);
  }
  return callAs("maskedScatter", () => {
    const flat = input.expand([...shape]).reshape(-1);
    return flat.indexCopy(0, positions, values.reshape(-1).narrow(0, 0, count)).reshape([...shape]);
  });
}
