import { type Tensor, type Transform, transforms } from "lumbre";
import type { DataName } from "./dataSets.js";

/** Crops at random from images with a black border of `padding` pixels, and flips every second one from left to right. */
const cropAndFlip = (size: number, padding: number): Transform<Tensor, Tensor> =>
  new transforms.Compose([new transforms.RandomCrop(size, { padding }), new transforms.RandomHorizontalFlip()]);

/** What `--augment` does to the training images of a data set. */
export const augmentations: Readonly<Record<DataName, () => Transform<Tensor, Tensor>>> = {
  // A mirrored digit is none.
  mnist: () => new transforms.RandomAffine(10, { translate: [0.1, 0.1], scale: [0.9, 1.1], interpolation: "bilinear" }),
  "fashion-mnist": () => cropAndFlip(28, 2),
  cifar10: () => cropAndFlip(32, 4),
};
