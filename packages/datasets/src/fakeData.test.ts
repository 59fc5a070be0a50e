import { getDefaultDevice, manualSeed, rand } from "@lumbre/tensor";
import { loadFixture } from "@lumbre/testing";
import { transforms } from "@lumbre/vision";
import { expect, test } from "vitest";
import { DataLoader, FakeData } from "./index.js";

interface Case {
  readonly imageSize: number[];
  readonly numClasses: number;
  readonly randomOffset: number;
  readonly index: number;
  readonly label: number;
  readonly shape: number[];
  readonly pixels: number[];
}
const cases = loadFixture("datasets", "fakeData") as unknown as readonly Case[];

test.each(cases)("images and labels are torchvision's: $imageSize, $index", (one) => {
  const { imageSize, numClasses, randomOffset, index } = one;
  const [image, label] = new FakeData(10, imageSize, { numClasses, randomOffset }).get(index);
  expect([image.dtype, image.shape, label]).toEqual(["uint8", one.shape, one.label]);
  expect(Array.from(image.readSync())).toEqual(one.pixels);
  expect(image.device).toBe(getDefaultDevice());
});

test("drawing leaves everybody else's random numbers alone", () => {
  manualSeed(1);
  const expected = rand(2).toArray();
  manualSeed(1);
  new FakeData(2, [1, 4, 4]).get(1);
  expect(rand(2).toArray()).toEqual(expected);
});

test("is a dataset for a loader, and checks what it is given", () => {
  const [[x, y]] = new DataLoader(new FakeData(4, [3, 8, 8], 10, new transforms.ToTensor()), { batchSize: 4 });
  expect([x.shape, y.shape]).toEqual([[4, 3, 8, 8], [4]]);
  expect(new FakeData(4, [1, 2, 2], 10, null, (label) => label + 0.5).get(0)[1] % 1).toBe(0.5);
  expect(() => new FakeData(4, [8, 8])).toThrow("FakeData: imageSize must be [channels, height, width], got [8, 8]");
  expect(() => new FakeData(4).get(4)).toThrow("FakeData: index 4 is out of range for a dataset of 4 items");
});
