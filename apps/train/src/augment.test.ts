import { isDeepStrictEqual } from "node:util";
import { arange, type Tensor, type Transform, transforms } from "lumbre";
import { expect, test } from "vitest";
import { augmentations } from "./augment.js";

test.each(Object.keys(augmentations) as (keyof typeof augmentations)[])("%s is augmented batch by batch", (name) => {
  const shape = name === "cifar10" ? [4, 32, 32, 3] : [4, 28, 28];
  const images = arange(shape.reduce((a, b) => a * b))
    .remainder(251)
    .to("uint8")
    .view(...shape);
  const scale = new transforms.ToTensor();
  const changed = new transforms.Compose([augmentations[name](), scale]).batch?.(images) as Tensor;
  const unchanged = scale.batch(images);
  expect([changed.shape, changed.dtype]).toEqual([unchanged.shape, "float32"]);
  expect(changed.toArray()).not.toEqual(unchanged.toArray());
});

test("digits are turned, shifted and scaled a little, clothes are cropped and mirrored", () => {
  expect({ ...augmentations.mnist() }).toMatchObject({
    degrees: [-10, 10],
    translate: [0.1, 0.1],
    scale: [0.9, 1.1],
    shear: null,
    interpolation: "bilinear",
  });
  const { transforms: steps } = augmentations["fashion-mnist"]() as transforms.Compose<
    readonly Transform<Tensor, Tensor>[]
  >;
  expect(steps.map((step) => ({ ...step }))).toMatchObject([
    { size: [28, 28], padding: { top: 2, left: 2, bottom: 2, right: 2 } },
    { p: 0.5 },
  ]);
});

test("photographs are cropped from a black border of 4 pixels and flipped, all channels alike", () => {
  const images = arange(2 * 32 * 32 * 3)
    .remainder(251)
    .to("uint8")
    .view(2, 3, 32, 32);
  const original = images.toArray() as number[][][][];
  const transform = new transforms.Compose([augmentations.cifar10(), new transforms.ToTensor()]);
  const changed = transform.batch?.(images.movedim(1, -1)).mul(255).round().toArray() as number[][][][];
  const moved = (i: number, top: number, left: number, isFlipped: boolean): number[][][] =>
    original[i].map((plane) =>
      plane.map((row, y) => {
        const cropped = row.map((_, x) => plane[y + top]?.[x + left] ?? 0);
        return isFlipped ? cropped.reverse() : cropped;
      }),
    );
  const offsets = Array.from({ length: 9 }, (_, i) => i - 4);
  for (const [i, image] of changed.entries()) {
    const found = offsets.flatMap((top) =>
      offsets.flatMap((left) =>
        [true, false].filter((isFlipped) => isDeepStrictEqual(moved(i, top, left, isFlipped), image)),
      ),
    );
    expect(found).toHaveLength(1);
  }
});
