import { stack, tensor, zeros } from "@lumbre/tensor";
import { expectTensor, randomTensor } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transforms } from "../index.js";

const { compose, lambda, normalize, toTensor } = transforms;
const bytes = (shape: readonly number[], seed: number) => randomTensor(shape, seed, { low: 0, high: 256 }).to("uint8");

describe("toTensor", () => {
  test("puts channels first and scales bytes", () => {
    const image = tensor(
      [
        [
          [0, 51],
          [255, 102],
        ],
      ],
      { dtype: "uint8" },
    );
    expectTensor(toTensor()(image), tensor([[[0, 1]], [[51 / 255, 0.4]]]), { atol: 0, rtol: 0 });
    expect(toTensor()(image).isContiguous()).toBe(true);
  });

  test("keeps the values of other dtypes", () => {
    const image = tensor([[1, 300]], { dtype: "int32" });
    const x = toTensor()(image);
    expect([x.dtype, x.toArray()]).toEqual(["int32", [[[1, 300]]]]);
    expect(toTensor()(zeros(2, 3, 4)).isContiguous()).toBe(true);
  });

  test("leaves the image as it was", () => {
    const image = tensor([[7, 8]], { dtype: "uint8" });
    toTensor()(image);
    expect(image.toArray()).toEqual([[7, 8]]);
  });

  test("refuses other ranks", () => {
    expect(() => toTensor()(zeros(3))).toThrow("toTensor: expected an image of shape [H, W] or [H, W, C], got [3]");
    expect(() => toTensor().batch?.(zeros(3, 3))).toThrow(
      "toTensor: expected an image of shape [N, H, W] or [N, H, W, C], got [3, 3]",
    );
  });
});

describe("normalize", () => {
  test("takes a mean and deviation per channel, in the image's dtype", () => {
    const x = randomTensor([3, 2, 4], 1);
    const expected = stack([
      x.select(0, 0).sub(0.1).div(0.5),
      x.select(0, 1).sub(0.2).div(0.25),
      x.select(0, 2).sub(0.3).div(2),
    ]);
    expectTensor(normalize([0.1, 0.2, 0.3], [0.5, 0.25, 2])(x), expected, { atol: 0, rtol: 0 });
  });

  test("rounds a single mean as it rounds several", () => {
    const x = randomTensor([2, 5, 5], 3, { dtype: "float32", low: 0 });
    const one = normalize([0.1307], [0.3081])(x);
    expectTensor(one, normalize([0.1307, 0.1307], [0.3081, 0.3081])(x), { atol: 0, rtol: 0 });
  });

  test("leaves the image as it was", () => {
    const x = tensor([[[1, 2]]]);
    normalize([1], [2])(x);
    expect(x.toArray()).toEqual([[[1, 2]]]);
  });

  test("refuses what does not fit", () => {
    expect(() => normalize([0], [0])).toThrow("normalize: std must be > 0, got 0 for channel 0");
    expect(() => normalize([], [1])).toThrow("normalize: expected at least one mean and one std");
    expect(() => normalize([0, 0], [1])(zeros(3, 1, 1))).toThrow(
      "normalize: expected an image of shape [..., C, H, W] for 2 means and 1 deviations, got [3, 1, 1]",
    );
    expect(() => normalize([0], [1])(zeros(1, 1))).toThrow("normalize: expected an image of shape [..., C, H, W]");
    expect(() => normalize([0], [1])(zeros(1, 1, 1, { dtype: "uint8" }))).toThrow(
      "normalize: expected a float32 or float64 image, got uint8; put toTensor() before it",
    );
  });
});

describe("compose", () => {
  test("does the same to a batch as to each image", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 4 }), fc.constantFrom([], [1], [3]), (seed, count, channels) => {
        const images = bytes([count, 5, 4, ...channels], seed);
        const values = channels[0] === 3 ? [0.1, 0.2, 0.3] : [0.1307];
        const transform = compose(
          toTensor(),
          normalize(values, values),
          lambda(
            (x) => x.neg(),
            (x) => x.neg(),
          ),
        );
        const oneByOne = stack(images.unbind(0).map((image) => transform(image)));
        if (transform.batch === undefined) expect.unreachable();
        expectTensor(transform.batch(images), oneByOne, { atol: 0, rtol: 0 });
      }),
      { numRuns: 50 },
    );
  });

  test("does no batches when one of the parts does none", () => {
    const transform = compose(
      toTensor(),
      lambda((x) => x.sum()),
    );
    expect(transform.batch).toBeUndefined();
    expect(transform(tensor([[255, 0]], { dtype: "uint8" })).item()).toBe(1);
  });
});
