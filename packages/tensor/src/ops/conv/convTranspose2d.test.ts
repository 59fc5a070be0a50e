import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  ArgumentError,
  conv2d,
  convTranspose2d,
  DTypeError,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import {
  type ConvCase,
  callMethod,
  convCases,
  convOperands,
  expectClose,
  loadFixture,
  randomTensor,
  sampledRuns,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const exact = { rtol: 1e-10, atol: 1e-10 };

testCases(
  loadFixture("tensor", "conv").filter((item) => item.attributes.method === "convTranspose2d"),
  callMethod,
);

/** The options of the transposed convolution that leads from a case's output shape back to its input shape. */
function transposedOptions({ options, axes }: ConvCase<2>) {
  return { ...options, outputPadding: [axes[0].slack, axes[1].slack] as const };
}

test("every input element adds its multiple of the kernel", () => {
  const x = tensor([[[1, 2]]]);
  const weight = tensor([[[[1, 10]], [[3, 0]]]]);
  expect(convTranspose2d(x, weight, tensor([0.5, 0])).toArray()).toEqual([[[1.5, 12.5, 20.5]], [[3, 6, 0]]]);
});

test("is the gradient of conv2d", () => {
  fc.assert(
    fc.property(convCases(2), (item) => {
      const { x, weight, y } = convOperands(item, true);
      const [wanted] = grad([conv2d(x, weight, null, item.options)], [x], { gradOutputs: [y] });
      expectClose(convTranspose2d(y, weight, null, transposedOptions(item)), wanted, exact);
    }),
  );
});

test("gradients of input, weight and bias, against differences", () => {
  fc.assert(
    fc.property(convCases(2), (item) => {
      const { weight, y } = convOperands(item, true);
      const bias = randomTensor([item.inChannels], item.seed, { requiresGrad: true });
      const f = (...args: Tensor[]): Tensor => convTranspose2d(args[0], args[1], args[2], transposedOptions(item));
      return gradcheck(f, [y, weight, bias]).passed;
    }),
    { numRuns: sampledRuns(50) },
  );
});

test("gradients to second order", () => {
  fc.assert(
    fc.property(convCases(2), (item) => {
      const { weight, y } = convOperands(item, true);
      const f = (...args: Tensor[]): Tensor => convTranspose2d(args[0], args[1], null, transposedOptions(item));
      return gradgradcheck(f, [y, weight]).passed;
    }),
    { numRuns: sampledRuns(30) },
  );
});

test("linear in the input", () => {
  fc.assert(
    fc.property(convCases(2), fc.double({ min: -3, max: 3, noNaN: true }), (item, factor) => {
      const { weight, y } = convOperands(item);
      const other = convOperands({ ...item, seed: item.seed + 10 }).y;
      const f = (a: Tensor): Tensor => convTranspose2d(a, weight, null, transposedOptions(item));
      expectClose(f(y.mul(factor).add(other)), f(y).mul(factor).add(f(other)), exact);
    }),
  );
});

test("an unbatched image, and an empty batch", () => {
  const weight = randomTensor([2, 3, 2, 2], 1);
  const x = randomTensor([2, 3, 4], 2);
  expectClose(convTranspose2d(x, weight), convTranspose2d(x.unsqueeze(0), weight).squeeze(0), exact);
  expect(convTranspose2d(randomTensor([0, 2, 3, 4], 2), weight).shape).toEqual([0, 3, 4, 5]);
});

describe("errors", () => {
  const x = zeros(2, 3, 5, 4);
  const w = zeros(3, 2, 3, 3);
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [
      () => convTranspose2d(x, zeros(4, 2, 3, 3)),
      ShapeError,
      "convTranspose2d: input has 3 channels, weight [4, 2, 3, 3] expects 4; channels come before what they are channels of: write x.permute(0, 3, 1, 2)",
    ],
    [
      () => convTranspose2d(x, w, null, { groups: 2 }),
      ShapeError,
      "convTranspose2d: groups 2 does not divide the 3 input channels of weight [3, 2, 3, 3]",
    ],
    [
      () => convTranspose2d(x, zeros(3, 2)),
      ShapeError,
      "convTranspose2d: weight must have shape [Cin, Cout/groups, kH, kW], got [3, 2]",
    ],
    [() => convTranspose2d(x, w, zeros(3)), ShapeError, "convTranspose2d: bias has shape [3], expected [2]"],
    [
      () => convTranspose2d(x, w, null, { stride: 2, outputPadding: [1, 2] }),
      ValueError,
      "convTranspose2d: outputPadding [1, 2] must be smaller than stride [2, 2] or dilation [1, 1]",
    ],
    [
      () => convTranspose2d(x, w, null, { padding: "same" as never }),
      ArgumentError,
      'convTranspose2d: padding must be a number or a list of numbers, got "same"',
    ],
    [
      () => convTranspose2d(x, w, null, { padding: [1, 3] }),
      ShapeError,
      "convTranspose2d: padding [1, 3] leaves nothing of the output, its size would be [5, 0]",
    ],
    [() => convTranspose2d(zeros(3, 0, 2), w), ShapeError, "convTranspose2d: input [3, 0, 2] has an empty plane"],
    [
      () => convTranspose2d(x.to("float64"), w),
      DTypeError,
      'convTranspose2d: input is float64, weight is float32; expected the same dtype; write x.to("float32")',
    ],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
