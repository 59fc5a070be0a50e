import { DTypeError, ShapeError, type Tensor } from "@lumbre/tensor";
import { formatShape, isFloat } from "@lumbre/tensor/engine";

/** Throws for what is no batch of images that has gradients. */
export function requireImages(op: string, x: Tensor): void {
  if (x.ndim !== 4) {
    const remedy = x.ndim === 3 ? "; write x.unsqueeze(0) for one image" : "";
    throw new ShapeError(`${op}: expected images of shape [N, C, H, W], got ${formatShape(x.shape)}${remedy}`);
  }
  if (!isFloat(x.dtype))
    throw new DTypeError(`${op}: expected float32 or float64 images, got ${x.dtype}; write x.to("float32").div(255)`);
}
