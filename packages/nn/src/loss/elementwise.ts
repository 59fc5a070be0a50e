import { ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, sameShape } from "@lumbre/tensor/engine";

export function checkSameShape(op: string, x: Tensor, target: Tensor): void {
  if (!sameShape(x.shape, target.shape)) {
    throw new ShapeError(
      `${op}: target ${formatShape(target.shape)} must have the shape of the input, ${formatShape(x.shape)}`,
    );
  }
}

export function scaleBy(losses: Tensor, weight: Tensor | null): Tensor {
  return weight === null ? losses : losses.mul(weight);
}
