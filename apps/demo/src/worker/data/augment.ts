import { cpu, fromTypedArray, type Generator, scope } from "@lumbre/tensor";
import { imageSize, pixelsPerImage } from "../../protocol.js";

/** Largest shift in x and y, as a fraction of the size: two pixels. */
const shift = 2 / imageSize;

/** Turns, shifts and scales each image at random. */
export type Augmentation = (pixels: Uint8Array) => Uint8Array;

/** The package is loaded when someone wants it, for few do. */
export async function createAugmentation(generator: Generator): Promise<Augmentation> {
  const { transforms } = await import("@lumbre/vision");
  const affine = new transforms.RandomAffine(10, [shift, shift], [0.9, 1.1], {
    interpolation: "bilinear",
    generator,
  });
  return (pixels) =>
    scope(() => {
      const shape = [pixels.length / pixelsPerImage, 1, imageSize, imageSize];
      return affine.batch(fromTypedArray(pixels, shape, { device: cpu })).readSync() as Uint8Array;
    });
}
