import { type Device, fromTypedArray, type Tensor } from "@lumbre/tensor";
import { type DatasetName, imageSize, pixelsPerImage } from "../../protocol.js";

/** Each byte, scaled to 0..1 and normalised by the mean and the standard deviation of the training pixels. */
const normalize = (mean: number, standardDeviation: number): Float32Array =>
  Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / standardDeviation);

const normalized: Readonly<Record<DatasetName, Float32Array>> = {
  mnist: normalize(0.1307, 0.3081),
  fashion: normalize(0.286, 0.353),
};

/** Images [N, 1, 28, 28] of bytes, as a network of that data set gets them. */
export function imagesToTensor(pixels: Uint8Array, dataset: DatasetName, device: Device): Tensor {
  const values = normalized[dataset];
  const data = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) data[i] = values[pixels[i]];
  return fromTypedArray(data, [pixels.length / pixelsPerImage, 1, imageSize, imageSize], { device });
}

/** Labels [N], int32. */
export function labelsToTensor(labels: Uint8Array, device: Device): Tensor {
  return fromTypedArray(Int32Array.from(labels), [labels.length], { device });
}
