import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { conv1d, ShapeError, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  callMethod,
  convCases,
  convOperands,
  directConv,
  expectClose,
  innerProduct,
  loadFixture,
  sampledRuns,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const exact = { rtol: 1e-10, atol: 1e-10 };

testCases(
  loadFixture("tensor", "conv").filter((item) => item.attributes.method === "conv1d"),
  callMethod,
);

test("slides the kernel without flipping it", () => {
  expect(conv1d(tensor([[1, 2, 4, 8]]), tensor([[[1, 10]]])).toArray()).toEqual([[21, 42, 84]]);
});

test("against the definition", () => {
  fc.assert(
    fc.property(convCases(1), fc.boolean(), (item, withBias) => {
      const { x, weight, bias } = convOperands(item);
      const y = conv1d(x, weight, withBias ? bias : null, item.options);
      expectClose(y, directConv(x, weight, withBias ? bias : null, item), exact);
    }),
  );
});

test("gradients of input, weight and bias, to second order", () => {
  fc.assert(
    fc.property(convCases(1), (item) => {
      const { x, weight, bias } = convOperands(item, true);
      const f = (...args: (typeof x)[]) => conv1d(args[0], args[1], args[2], item.options);
      return gradcheck(f, [x, weight, bias]).passed && gradgradcheck(f, [x, weight, bias]).passed;
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("<conv(x, w), y> = <x, convTranspose(y, w)>", () => {
  fc.assert(
    fc.property(convCases(1), (item) => {
      const { x, weight, y } = convOperands(item);
      const back = y.convTranspose1d(weight, null, { ...item.options, outputPadding: item.axes[0].slack });
      expect(innerProduct(conv1d(x, weight, null, item.options), y)).toBeCloseTo(innerProduct(x, back), 9);
    }),
  );
});

describe("errors", () => {
  const x = zeros(2, 3, 5);
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [() => conv1d(x, zeros(8, 4, 3)), ShapeError, "conv1d: input has 3 channels, weight [8, 4, 3] expects 4"],
    [() => conv1d(zeros(1, 5), zeros(8, 4, 3)), ShapeError, "conv1d: input has 1 channel, weight [8, 4, 3] expects 4"],
    [
      () => conv1d(zeros(5), zeros(8, 4, 3)),
      ShapeError,
      "conv1d: input must have shape [C, L] or [N, C, L], got [5]; write x.unsqueeze(0) for one channel",
    ],
    [
      () => conv1d(x, zeros(8, 3, 3, 3)),
      ShapeError,
      "conv1d: weight must have shape [Cout, Cin/groups, kL], got [8, 3, 3, 3]",
    ],
    [
      () => conv1d(x, zeros(8, 3, 6)),
      ShapeError,
      "conv1d: kernel of size [6] must not be larger than the padded input, [5]",
    ],
    [
      () => conv1d(x, zeros(8, 3, 3), null, { stride: 0 }),
      ValueError,
      "conv1d: stride must be a whole number >= 1, got 0",
    ],
    [
      () => conv1d(x, zeros(8, 3, 3), null, { padding: [1, 1] as never }),
      ValueError,
      "conv1d: padding must be a whole number >= 0, got [1, 1]",
    ],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
