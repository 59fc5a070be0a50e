import type { Shape, Tensor } from "@lumbre/tensor";
import { sameShape, sumOver } from "@lumbre/tensor/engine";

/** Undoes a broadcast: sums over the dimensions that were added in front or stretched from size 1. */
export function sumToShape(grad: Tensor, shape: Shape): Tensor {
  if (sameShape(grad.shape, shape)) return grad;
  const lead = grad.ndim - shape.length;
  const dims: number[] = [];
  for (let d = 0; d < grad.ndim; d++) {
    if (d < lead || (shape[d - lead] === 1 && grad.shape[d] !== 1)) dims.push(d);
  }
  const summed = sumOver(grad, dims, true);
  return lead === 0 ? summed : summed.reshape(shape);
}
