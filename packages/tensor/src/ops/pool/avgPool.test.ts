import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  avgPool1d,
  avgPool2d,
  conv2d,
  DTypeError,
  full,
  ones,
  ShapeError,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import {
  callMethod,
  expectClose,
  fromWindows,
  loadFixture,
  type PoolCase,
  poolCases,
  randomTensor,
  sampledRuns,
  testCases,
  type Window,
  windowsOf,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const exact = { rtol: 1e-10, atol: 1e-12 };

testCases(
  loadFixture("tensor", "pool").filter((item) => item.attributes.method.startsWith("avgPool")),
  callMethod,
);

function mean({ countIncludePad, divisorOverride }: Pick<PoolCase, "countIncludePad" | "divisorOverride">) {
  return ({ values, paddedCount }: Window): number => {
    const divisor = divisorOverride ?? (countIncludePad ? paddedCount : values.length);
    return values.reduce((total, value) => total + value, 0) / divisor;
  };
}

describe("against the definition", () => {
  test("avgPool2d, on strided values", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const [N, C, H, W] = item.xShape;
        const x = randomTensor([W, N, H, C], item.seed).permute(1, 3, 2, 0);
        const { countIncludePad, divisorOverride } = item;
        const { dilation, ...options } = item.options;
        const y = avgPool2d(x, item.kernel, { ...options, countIncludePad, divisorOverride });
        expectClose(y, fromWindows(windowsOf(x, item), item.yShape, mean(item)), exact);
        const single = avgPool2d(x.to("float32"), item.kernel, { ...options, countIncludePad, divisorOverride });
        expect(single.dtype).toBe("float32");
        expectClose(single, y, { rtol: 1e-5, atol: 1e-6 });
      }),
    );
  });

  test("avgPool1d", () => {
    fc.assert(
      fc.property(poolCases(1), (item) => {
        const x = randomTensor(item.xShape, item.seed);
        const { countIncludePad } = item;
        const { dilation, ...options } = item.options;
        const y = avgPool1d(x, item.kernel, { ...options, countIncludePad });
        const expected = mean({ countIncludePad, divisorOverride: null });
        expectClose(y, fromWindows(windowsOf(x, item), item.yShape, expected), exact);
      }),
    );
  });
});

describe("gradients, to second order", () => {
  test("of avgPool2d", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const x = randomTensor(item.xShape, item.seed, { requiresGrad: true });
        const { countIncludePad, divisorOverride } = item;
        const { dilation, ...options } = item.options;
        const f = (a: typeof x) => avgPool2d(a, item.kernel, { ...options, countIncludePad, divisorOverride });
        return gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed;
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("of avgPool1d", () => {
    fc.assert(
      fc.property(poolCases(1), (item) => {
        const x = randomTensor(item.xShape, item.seed, { requiresGrad: true });
        const { countIncludePad } = item;
        const { dilation, ...options } = item.options;
        const f = (a: typeof x) => avgPool1d(a, item.kernel, { ...options, countIncludePad });
        return gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed;
      }),
      { numRuns: sampledRuns(40) },
    );
  });
});

describe("relations", () => {
  test("a convolution with a constant kernel, one channel at a time", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        if (item.options.ceilMode) return;
        const x = randomTensor(item.xShape, item.seed);
        const [height, width] = item.kernel;
        const channels = item.xShape[1];
        const { stride, padding } = item.options;
        const weight = full([channels, 1, height, width], 1 / (height * width), { dtype: "float64" });
        const expected = conv2d(x, weight, null, { stride, padding, groups: channels });
        expectClose(avgPool2d(x, item.kernel, { stride, padding }), expected, exact);
      }),
    );
  });

  test("the mean of ones is one where the padding does not count", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const { dilation, ...options } = item.options;
        const y = avgPool2d(ones(item.xShape), item.kernel, { ...options, countIncludePad: false });
        expectClose(y, ones(item.yShape), { rtol: 1e-6 });
      }),
    );
  });
});

describe("what PyTorch does at the edges", () => {
  test("the padding counts, unless told otherwise", () => {
    const x = ones(1, 3, 3);
    expect(avgPool2d(x, 2, { padding: 1 }).toArray()).toEqual([[[0.25, 0.5], [0.5, 1]]]); // biome-ignore format: a picture
    expect(avgPool2d(x, 2, { padding: 1, countIncludePad: false }).toArray()).toEqual([[[1, 1], [1, 1]]]); // biome-ignore format: a picture
  });

  test("what ceil mode adds beyond the padding is not counted", () => {
    const y = avgPool2d(ones(1, 4, 4), 3, { stride: 2, padding: 1, ceilMode: true });
    expectClose(y, [[[4 / 9, 2 / 3, 1 / 3], [2 / 3, 1, 1 / 2], [1 / 3, 1 / 2, 1 / 4]]]); // biome-ignore format: a picture
  });

  test("divisorOverride replaces the divisor", () => {
    expect(avgPool2d(ones(1, 2, 2), 2, { divisorOverride: 8 }).toArray()).toEqual([[[0.5]]]);
  });

  test("an empty batch", () => {
    expect(avgPool2d(zeros(0, 2, 4, 4), 2).shape).toEqual([0, 2, 2, 2]);
  });
});

describe("errors", () => {
  const x = zeros(1, 2, 5, 4);
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [
      () => avgPool2d(x, 2, { divisorOverride: 0 }),
      ValueError,
      "avgPool2d: divisorOverride must be a whole number other than 0, got 0",
    ],
    [
      () => avgPool2d(x, 3, { padding: 2 }),
      ValueError,
      "avgPool2d: padding [2, 2] must be at most half of what the kernel spans, [3, 3]",
    ],
    [
      () => avgPool2d(x, [1, 5]),
      ShapeError,
      "avgPool2d: kernel of size [1, 5] must not be larger than the padded input, [5, 4]",
    ],
    [
      () => avgPool1d(tensor([1, 2]), 2),
      ShapeError,
      "avgPool1d: input must have shape [C, L] or [N, C, L], got [2]; write x.unsqueeze(0) for one channel",
    ],
    [
      () => avgPool1d(zeros(1, 4), 2, { stride: -1 }),
      ValueError,
      "avgPool1d: stride must be a whole number >= 1, got -1",
    ],
    [
      () => avgPool2d(x.to("bool"), 2),
      DTypeError,
      'avgPool2d: expected a float32 or float64 tensor, got bool; write x.to("float32")',
    ],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
