import { type Device, fromTypedArray, type Tensor } from "@lumbre/tensor";
import { imageSize, pixelsPerImage } from "../../protocol.js";

const mean = 0.1307;
const standardDeviation = 0.3081;

/** Each byte as the network gets it: scaled to 0..1, then normalised by MNIST's mean and standard deviation. */
const normalized = Float32Array.from({ length: 256 }, (_, byte) => (byte / 255 - mean) / standardDeviation);

/** Images [N, 1, 28, 28] of bytes. */
export function imagesToTensor(pixels: Uint8Array, device: Device): Tensor {
  const data = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) data[i] = normalized[pixels[i]];
  return fromTypedArray(data, [pixels.length / pixelsPerImage, 1, imageSize, imageSize], { device });
}

/** Labels [N], int32. */
export function labelsToTensor(labels: Uint8Array, device: Device): Tensor {
  return fromTypedArray(Int32Array.from(labels), [labels.length], { device });
}
