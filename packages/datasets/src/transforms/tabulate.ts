import { arange, type Tensor, type TypedArray } from "@lumbre/tensor";
import { tensorFromBuffer } from "@lumbre/tensor/engine";
import type { Transform } from "./transform.js";

/**
 * What a pixelwise transform does to a batch of uint8 images [N, H, W], by looking up each byte among the transform's
 * own results for the 256 there are: several passes over the batch become one.
 */
export function tabulate(transform: Transform<Tensor, Tensor>): (images: Tensor) => Tensor {
  const all = transform(arange(256).to("uint8").reshape(16, 16));
  const table = all.readSync();
  const prefix = all.shape.slice(0, -2);
  return (images) => {
    const [count, height, width] = images.shape;
    const bytes = images.readSync();
    const values = new (table.constructor as new (length: number) => TypedArray)(bytes.length);
    for (let i = 0; i < bytes.length; i++) values[i] = table[bytes[i]];
    // The array is nobody else's, so that it may become the tensor's memory without a copy.
    const { device } = images;
    const buffer = device.kernels.upload(values, all.dtype);
    return tensorFromBuffer(device, buffer, all.dtype, [count, ...prefix, height, width]);
  };
}
