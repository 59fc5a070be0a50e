import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { conv1d, convTranspose1d, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
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
import { expect, test } from "vitest";

testCases(
  loadFixture("tensor", "conv").filter((item) => item.attributes.method === "convTranspose1d"),
  callMethod,
);

test("every input element adds its multiple of the kernel", () => {
  expect(convTranspose1d(tensor([[1, 2, 3]]), tensor([[[1, 10]]])).toArray()).toEqual([[1, 12, 23, 30]]);
});

test("is the gradient of conv1d", () => {
  fc.assert(
    fc.property(convCases(1), (item) => {
      const { x, weight, y } = convOperands(item, true);
      const [wanted] = grad([conv1d(x, weight, null, item.options)], [x], { gradOutputs: [y] });
      const options = { ...item.options, outputPadding: item.axes[0].slack };
      expectClose(convTranspose1d(y, weight, null, options), wanted, { rtol: 1e-10, atol: 1e-10 });
    }),
  );
});

test("gradients of input, weight and bias, to second order", () => {
  fc.assert(
    fc.property(convCases(1), (item) => {
      const { weight, y } = convOperands(item, true);
      const bias = randomTensor([item.inChannels], item.seed, { requiresGrad: true });
      const options = { ...item.options, outputPadding: item.axes[0].slack };
      const f = (...args: Tensor[]): Tensor => convTranspose1d(args[0], args[1], args[2], options);
      return gradcheck(f, [y, weight, bias]).passed && gradgradcheck(f, [y, weight, bias]).passed;
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("errors", () => {
  expect(() => convTranspose1d(zeros(3, 5), zeros(4, 2, 3))).toThrow(
    new ShapeError("convTranspose1d: input has 3 channels, weight [4, 2, 3] expects 4"),
  );
  expect(() => convTranspose1d(zeros(4, 5), zeros(4, 2, 3), null, { outputPadding: 1 })).toThrow(
    new ValueError("convTranspose1d: outputPadding [1] must be smaller than stride [1] or dilation [1]"),
  );
  expect(() => convTranspose1d(zeros(4, 1), zeros(4, 2, 3), null, { padding: 2 })).toThrow(
    new ShapeError("convTranspose1d: padding [2] leaves nothing of the output, its size would be [-1]"),
  );
});
