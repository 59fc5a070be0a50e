import { arange, fromTypedArray, manualSeed, type Tensor } from "lumbre";
import { describe, expect, test } from "vitest";
import { augmentations, cropAndFlip } from "./augment.js";

/** The image that a crop from the image with a border is, by its definition. */
function expected(image: number[][], padding: number, top: number, left: number, isFlipped: boolean): number[][] {
  return image.map((row, y) => {
    const cropped = row.map((_, x) => image[y + top - padding]?.[x + left - padding] ?? 0);
    return isFlipped ? cropped.reverse() : cropped;
  });
}

const image = [
  [1, 2, 3],
  [4, 5, 6],
];
const batch = (count: number): Tensor =>
  fromTypedArray(
    Uint8Array.from({ length: 6 * count }, (_, i) => (i % 6) + 1),
    [count, 2, 3],
  );

describe("crops and flips", () => {
  // torch.manual_seed(3); torchvision 0.14: RandomHorizontalFlip()(RandomCrop((2, 3), padding=1)(image)), four times
  const draws: [top: number, left: number, isFlipped: boolean][] = [
    [1, 2, true],
    [0, 1, true],
    [0, 2, false],
    [1, 1, false],
  ];

  test("are torchvision's", () => {
    manualSeed(3);
    const images = cropAndFlip(1).batch?.(batch(draws.length));
    expect(images?.toArray()).toEqual(draws.map((draw) => expected(image, 1, ...draw)));
  });

  test("of images with channels move all of them alike", () => {
    const planes = arange(1, 1 + 2 * 3 * 2 * 3)
      .to("uint8")
      .view(2, 3, 2, 3);
    manualSeed(3);
    const cropped = cropAndFlip(1).batch?.(planes.movedim(1, -1)) as Tensor;
    expect(cropped.shape).toEqual([2, 2, 3, 3]);
    const all = planes.toArray() as number[][][][];
    expect(cropped.movedim(-1, 1).toArray()).toEqual(
      all.map((channels, i) => channels.map((channel) => expected(channel, 1, ...draws[i]))),
    );
  });

  test("of one image are those of a batch", () => {
    manualSeed(3);
    const crop = cropAndFlip(1);
    const one = batch(1).squeeze(0);
    expect([crop(one).toArray(), crop(one).toArray()]).toEqual(
      draws.slice(0, 2).map((draw) => expected(image, 1, ...draw)),
    );
  });
});

test.each(Object.keys(augmentations) as (keyof typeof augmentations)[])("%s is augmented batch by batch", (name) => {
  const shape = name === "cifar10" ? [4, 32, 32, 3] : [4, 28, 28];
  const images = arange(shape.reduce((a, b) => a * b))
    .remainder(251)
    .to("uint8")
    .view(...shape);
  const changed = augmentations[name]().batch?.(images) as Tensor;
  expect([changed.shape, changed.dtype]).toEqual([shape, "uint8"]);
  expect(changed.toArray()).not.toEqual(images.toArray());
});
