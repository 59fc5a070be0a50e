import { type Device, fromTypedArray, type Tensor } from "@lumbre/tensor";
import { type DatasetName, imageSize, pixelsPerImage } from "../../protocol.js";

/** Mean and standard deviation of the training pixels, which are scaled to 0..1 first. */
const statistics: Readonly<Record<DatasetName, readonly [mean: number, standardDeviation: number]>> = {
  mnist: [0.1307, 0.3081],
  fashion: [0.286, 0.353],
};

/**
 * Images [N, 1, 28, 28] of bytes, as a network of that data set gets them: normalised, on the device, for a loop over the
 * bytes here would take a tenth of a step's time, in which the device's other threads have nothing to do.
 */
export function imagesToTensor(pixels: Uint8Array, dataset: DatasetName, device: Device): Tensor {
  const [mean, standardDeviation] = statistics[dataset];
  const shape = [pixels.length / pixelsPerImage, 1, imageSize, imageSize];
  const bytes = fromTypedArray(pixels, shape, { device });
  return bytes
    .to("float32")
    .sub(255 * mean)
    .div(255 * standardDeviation);
}

/** Labels [N], int32. */
export function labelsToTensor(labels: Uint8Array, device: Device): Tensor {
  return fromTypedArray(Int32Array.from(labels), [labels.length], { device });
}
