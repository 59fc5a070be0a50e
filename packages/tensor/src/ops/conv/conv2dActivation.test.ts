import { ones, ShapeError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import type { ConvActivation } from "../../backend/kernels/conv2dActivation.js";
import { conv2dActivation, conv2dShape } from "./conv2dActivation.js";

const image = tensor([[[1, 5, -3]]]);
const weight = tensor([[[[1, -1]]]]);
const bias = tensor([0.5]);

describe("conv2dActivation", () => {
  test.each<[ConvActivation, Tensor | null, unknown]>([
    ["identity", null, [[[-3.5, 8.5]]]],
    ["relu", null, [[[0, 8.5]]]],
    ["relu6", null, [[[0, 6]]]],
    ["identity", tensor([[[5, -9]]]), [[[1.5, -0.5]]]],
    ["relu", tensor([[[5, -9]]]), [[[1.5, 0]]]],
  ])("of one image with %s, %s added", (activation, addend, expected) => {
    expect(conv2dActivation(image, weight, bias, {}, activation, addend).tolist()).toEqual(expected);
    const batch = conv2dActivation(image.unsqueeze(0), weight, bias, {}, activation, addend?.unsqueeze(0));
    expect(batch.tolist()).toEqual([expected]);
  });

  test.each([
    [image, zeros(1, 1, 1, 2), "conv2d: cannot add [1, 1, 1, 2] to a result of [1, 1, 2]"],
    [image, zeros(1, 1, 1), "conv2d: cannot add [1, 1, 1] to a result of [1, 1, 2]"],
    [image.unsqueeze(0), zeros(1, 1, 2), "conv2d: cannot add [1, 1, 2] to a result of [1, 1, 1, 2]"],
  ])("refuses another shape, %#", (x, addend, message) => {
    expect(() => conv2dActivation(x, weight, bias, {}, "relu", addend)).toThrow(new ShapeError(message));
  });
});

test("conv2dShape is the shape of a batch's result", () => {
  expect(conv2dShape(ones(2, 3, 9, 8), ones(4, 3, 3, 2), null, { stride: 2, padding: [1, 0] })).toEqual([2, 4, 5, 4]);
});
