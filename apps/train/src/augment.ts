import { defaultGenerator, fromTypedArray, type Tensor, type Transform, transforms } from "lumbre";
import type { DataName } from "./dataSets.js";

/**
 * Crops at random from images with a black border of `padding` pixels, and flips every second one from left to right: each
 * image of a batch in its own way. Shapes: uint8 [H, W] or [H, W, C] -> the same. The draws are torchvision's, of
 * RandomCrop and then RandomHorizontalFlip image by image.
 */
export function cropAndFlip(padding: number): Transform<Tensor, Tensor> {
  const batch = (images: Tensor): Tensor => cropBatch(images, padding);
  return transforms.lambda((image: Tensor) => batch(image.unsqueeze(0)).squeeze(0), batch);
}

function cropBatch(images: Tensor, padding: number): Tensor {
  const hasChannels = images.ndim === 4;
  // The channels of a data set's images lie apart in memory, and stay so: rows of one channel are copied as a whole.
  const planes = hasChannels ? images.movedim(-1, 1) : images.unsqueeze(1);
  const [count, channels, height, width] = planes.shape;
  const input = planes.readSync();
  const output = new Uint8Array(input.length);
  const size = channels * height * width;
  for (let i = 0; i < count; i++) {
    const top = defaultGenerator.below(2 * padding + 1) - padding;
    const left = defaultGenerator.below(2 * padding + 1) - padding;
    const isFlipped = defaultGenerator.uniform24() < 0.5;
    const from = input.subarray(i * size, (i + 1) * size) as Uint8Array;
    const to = output.subarray(i * size, (i + 1) * size);
    shift(from, to, { height, width, top, left });
    if (isFlipped) for (let row = 0; row < to.length; row += width) to.subarray(row, row + width).reverse();
  }
  const cropped = fromTypedArray(output, planes.shape, { device: images.device });
  return hasChannels ? cropped.movedim(1, -1) : cropped.squeeze(1);
}

interface Shift {
  readonly height: number;
  readonly width: number;
  /** Where the crop begins, in pixels of the image; negative in its border. */
  readonly top: number;
  readonly left: number;
}

/** Writes the part of each channel that the crop and the image share; the rest of `to` is black already. */
function shift(from: Uint8Array, to: Uint8Array, { height, width, top, left }: Shift): void {
  const [begin, end] = [Math.max(left, 0), Math.min(width + left, width)];
  for (let plane = 0; plane < from.length; plane += height * width) {
    for (let y = Math.max(top, 0); y < Math.min(height + top, height); y++) {
      const row = plane + y * width;
      to.set(from.subarray(row + begin, row + end), row - top * width + begin - left);
    }
  }
}

/** What `--augment` does to the training images of a data set. */
export const augmentations: Readonly<Record<DataName, () => Transform<Tensor, Tensor>>> = {
  // A mirrored digit is none.
  mnist: () => transforms.randomAffine(10, { translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: "bilinear" }),
  "fashion-mnist": () => cropAndFlip(2),
  cifar10: () => cropAndFlip(4),
};
