import { arange, type Tensor, tensor } from "@lumbre/tensor";
import { describe, expect, test, vi } from "vitest";
import { LabelledImages } from "./labelledImages.js";

class Pictures<Image = Tensor, Target = number> extends LabelledImages<Image, Target> {
  readonly classes = ["cat", "dog"];
}

const bytes = arange(2 * 3 * 4)
  .to("uint8")
  .view(2, 3, 4);
const labels = tensor([1, 0], { dtype: "int32" });

/** Halves images, alone and in batches, and is or is not one that changes each pixel by itself. */
function halving(isPixelwise: boolean | null) {
  const halve = vi.fn((x: Tensor) => x.to("float32").div(2));
  const batch = vi.fn(halve.getMockImplementation() as (x: Tensor) => Tensor);
  return {
    halve,
    batch,
    transform: Object.assign((x: Tensor) => halve(x), { batch, ...(isPixelwise === null ? {} : { isPixelwise }) }),
  };
}

const batchOf = (dataset: Pictures<never, never> | Pictures<Tensor, number>): [Tensor, Tensor] =>
  (dataset as Pictures).getBatch([1, 0, 1]) as unknown as [Tensor, Tensor];

describe("a batch is transformed", () => {
  test("by a table where each byte becomes one number by itself, made once", () => {
    const { halve, batch, transform } = halving(true);
    const dataset = new Pictures(bytes, labels, { transform });
    for (let i = 0; i < 2; i++) {
      const [x, y] = batchOf(dataset);
      expect(x.toArray()).toEqual(
        bytes
          .indexSelect(0, tensor([1, 0, 1], { dtype: "int32" }))
          .div(2)
          .toArray(),
      );
      expect([y.dtype, y.toArray()]).toEqual(["int32", [0, 1, 0]]);
    }
    expect(halve.mock.calls.map(([x]) => x.shape)).toEqual([[16, 16]]);
    expect(batch).not.toHaveBeenCalled();
  });

  test.each<[string, Tensor, boolean | null]>([
    ["transforms of more than a pixel", bytes, null],
    ["transforms that say so", bytes, false],
    ["images that are no bytes", bytes.to("float32"), true],
    ["images with channels", bytes.view(2, 3, 2, 2), true],
  ])("at once for %s", (_, data, isPixelwise) => {
    const { halve, batch, transform } = halving(isPixelwise);
    const [x] = batchOf(new Pictures(data, labels, { transform }));
    expect(x.toArray()).toEqual(
      data
        .indexSelect(0, tensor([1, 0, 1], { dtype: "int32" }))
        .div(2)
        .toArray(),
    );
    expect(batch).toHaveBeenCalledTimes(1);
    expect(halve).not.toHaveBeenCalled();
  });

  test("not at all where the transform does no batches", () => {
    const dataset = new Pictures(bytes, labels, (x: Tensor) => x.div(2));
    expect(dataset.getBatch([0])).toBe(undefined);
    expect(new Pictures(bytes, labels).getBatch([0])).not.toBe(undefined);
  });
});

test("labels are transformed in items and in batches", () => {
  const dataset = new Pictures(bytes, labels, { targetTransform: (label) => (label === 0 ? "cat" : "dog") });
  expect([dataset.get(0)[1], dataset.get(1)[1]]).toEqual(["dog", "cat"]);
  expect(dataset.getBatch([1, 0])?.[1]).toEqual(["cat", "dog"]);
  expect(dataset.classToIdx).toEqual({ cat: 0, dog: 1 });
});

test("items are there from 0 on", () => {
  const dataset = new Pictures(bytes, labels);
  expect([dataset.length, dataset.get(1)[0].toArray()]).toEqual([2, bytes.select(0, 1).toArray()]);
  for (const index of [-1, 2, 0.5]) {
    expect(() => dataset.get(index)).toThrow(`Pictures: index ${index} is out of range for a dataset of 2 items`);
    expect(() => dataset.getBatch([0, index])).toThrow(`Pictures: index ${index} is out of range`);
  }
});

test.each<[Tensor, Tensor, string]>([
  [bytes, tensor([1, 0, 1]), "[2, 3, 4] and [3]"],
  [bytes, tensor([[1, 0]]), "[2, 3, 4] and [1, 2]"],
  [bytes, tensor(1), "[2, 3, 4] and []"],
  [tensor(1), tensor([1]), "[] and [1]"],
])("images and labels that do not belong together are refused", (data, targets, shapes) => {
  expect(() => new Pictures(data, targets)).toThrow(
    `Pictures: expected images [N, H, W] and labels [N], got ${shapes}`,
  );
});
