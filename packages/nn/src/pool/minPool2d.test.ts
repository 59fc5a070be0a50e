import { gradcheck } from "@lumbre/autograd";
import { manualSeed, maxPool2d, randn, type Tensor, tensor } from "@lumbre/tensor";
import { expectTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

const { minPool2d } = nn.functional;
const image = tensor([
  [
    [1, 5, 2, 0, 7],
    [3, 4, 8, 7, 6],
    [9, 2, 1, 3, 5],
  ],
]);

describe("minPool2d", () => {
  test("takes the smallest of each window, of which no element lies in the padding", () => {
    expectTensor(minPool2d(image, 2), tensor([[[1, 0]]]));
    expectTensor(minPool2d(image, [3, 2], 1), tensor([[[1, 1, 0, 0]]]));
    expectTensor(
      minPool2d(image, 2, { padding: 1 }),
      tensor([
        [
          [1, 2, 0],
          [3, 1, 3],
        ],
      ]),
    );
    expectTensor(
      minPool2d(image, 2, { ceilMode: true }),
      tensor([
        [
          [1, 0, 6],
          [2, 1, 5],
        ],
      ]),
    );
    expectTensor(minPool2d(image, { kernelSize: 2, dilation: 2, stride: 1 }), tensor([[[1, 0, 1]]]));
  });

  test("is the maximum of what is negated, and its gradient is that of the numbers", () => {
    const options = fc.record({
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.integer({ min: 0, max: 1 }),
      ceilMode: fc.boolean(),
    });
    manualSeed(3);
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 3 }), options, (kernelSize, settings) => {
        const x = randn(2, 2, 5, 4, { dtype: "float64", requiresGrad: true });
        expectTensor(
          minPool2d(x, kernelSize, settings).detach(),
          maxPool2d(x.neg(), kernelSize, settings).neg().detach(),
        );
        expect(gradcheck((t: Tensor) => minPool2d(t, kernelSize, settings), [x]).passed).toBe(true);
      }),
      { numRuns: sampledRuns(20) },
    );
  });

  test("gives a NaN where a window has one", () => {
    expect(
      minPool2d(
        tensor([
          [
            [1, NaN],
            [0, 2],
          ],
        ]),
        2,
      ).toArray(),
    ).toEqual([[[NaN]]]);
  });

  test("names itself in errors", () => {
    expect(() => minPool2d(image, 9)).toThrow("minPool2d: ");
    expect(() => minPool2d(image, 2, { strides: 1 } as never)).toThrow("minPool2d: unknown option strides");
  });
});

describe("MinPool2d", () => {
  test("is the function as a layer", () => {
    expectTensor(new nn.MinPool2d(2, 1).forward(image), minPool2d(image, 2, 1));
    expect(String(new nn.MinPool2d(2))).toBe(
      "MinPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)",
    );
  });

  test("says where the minima were", () => {
    const layer = new nn.MinPool2d(2, { returnIndices: true });
    const { values, indices } = layer.forward(image) as unknown as { values: Tensor; indices: Tensor };
    expectTensor(values, tensor([[[1, 0]]]));
    expect(indices.toArray()).toEqual([[[0, 3]]]);
  });
});
