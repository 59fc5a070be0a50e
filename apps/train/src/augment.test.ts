import { arange, type Tensor, transforms } from "lumbre";
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
