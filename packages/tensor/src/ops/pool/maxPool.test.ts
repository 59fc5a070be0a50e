import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { ArgumentError, DTypeError, maxPool1d, maxPool2d, ShapeError, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  callMethod,
  distinctTensor,
  expectClose,
  fromWindows,
  loadFixture,
  poolCases,
  randomTensor,
  sampledRuns,
  testCases,
  type Window,
  windowsOf,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "pool").filter((item) => item.attributes.method.startsWith("maxPool")),
  callMethod,
);

const largest = ({ values }: Window): number => Math.max(...values);
/** The first position of the largest value. */
const whereLargest = ({ values, positions }: Window): number => positions[values.indexOf(Math.max(...values))];

describe("against the definition", () => {
  test("maxPool2d and its indices, on strided and repeated values", () => {
    fc.assert(
      fc.property(poolCases(2, 2), fc.boolean(), (item, repeated) => {
        const [N, C, H, W] = item.xShape;
        const memory = randomTensor([W, N, H, C], item.seed);
        const x = (repeated ? memory.mul(2).round() : memory).permute(1, 3, 2, 0);
        const { values, indices } = maxPool2d(x, item.kernel, { ...item.options, returnIndices: true });
        const windows = windowsOf(x, item);
        expectClose(values, fromWindows(windows, item.yShape, largest), { rtol: 0, atol: 0 });
        expectClose(indices, fromWindows(windows, item.yShape, whereLargest), { rtol: 0, atol: 0 });
        expect(indices.dtype).toBe("int32");
      }),
    );
  });

  test("maxPool1d and its indices", () => {
    fc.assert(
      fc.property(poolCases(1, 3), (item) => {
        const x = randomTensor(item.xShape, item.seed);
        const { values, indices } = maxPool1d(x, item.kernel, { ...item.options, returnIndices: true });
        const windows = windowsOf(x, item);
        expectClose(values, fromWindows(windows, item.yShape, largest), { rtol: 0, atol: 0 });
        expectClose(indices, fromWindows(windows, item.yShape, whereLargest), { rtol: 0, atol: 0 });
      }),
    );
  });
});

describe("gradients", () => {
  test("of maxPool2d, to second order", () => {
    fc.assert(
      fc.property(poolCases(2, 2), (item) => {
        const x = distinctTensor(item.xShape, item.seed).requiresGrad_();
        const f = (a: typeof x) => maxPool2d(a, item.kernel, item.options);
        // Its own second derivative is zero; squared, both the gradient and the gradient's gradient count.
        return gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed;
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("of maxPool1d, to second order", () => {
    fc.assert(
      fc.property(poolCases(1, 3), (item) => {
        const x = distinctTensor(item.xShape, item.seed).requiresGrad_();
        const f = (a: typeof x) => maxPool1d(a, item.kernel, item.options);
        return gradcheck(f, [x]).passed && gradgradcheck((a) => f(a).square(), [x]).passed;
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  test("the first of equal elements takes all of it", () => {
    const x = zeros(1, 2, 4).requiresGrad_();
    maxPool2d(x, 2).sum().backward();
    expect(x.grad?.toArray()).toEqual([[[1, 0, 1, 0], [0, 0, 0, 0]]]); // biome-ignore format: a picture
  });

  test("windows that overlap add up, also from a strided gradient", () => {
    const x = tensor([[[0, 1, 0], [1, 5, 1], [0, 1, 0]]], { requiresGrad: true }); // biome-ignore format: a picture
    const g = tensor([[[1], [2]], [[4], [8]]]).permute(2, 0, 1); // biome-ignore format: a picture
    const [dx] = grad([maxPool2d(x, 2, { stride: 1 })], [x], { gradOutputs: [g] });
    expect(dx.toArray()).toEqual([[[0, 0, 0], [0, 15, 0], [0, 0, 0]]]); // biome-ignore format: a picture
  });

  test("flow with returnIndices too", () => {
    const x = tensor([[1, 3, 2]], { requiresGrad: true });
    const { values, indices } = maxPool1d(x, 2, { stride: 1, returnIndices: true });
    values.sum().backward();
    expect(x.grad?.toArray()).toEqual([[0, 2, 0]]);
    expect(indices.requiresGrad).toBe(false);
  });
});

describe("relations", () => {
  test("monotone: a larger input never has a smaller maximum", () => {
    fc.assert(
      fc.property(poolCases(2, 2), (item) => {
        const x = randomTensor(item.xShape, item.seed);
        const more = x.add(randomTensor(item.xShape, item.seed + 1, { low: 0 }));
        const low = maxPool2d(x, item.kernel, item.options).readSync();
        const high = maxPool2d(more, item.kernel, item.options).readSync();
        return low.every((value, i) => value <= high[i]);
      }),
    );
  });

  test("planes do not see each other", () => {
    fc.assert(
      fc.property(poolCases(2, 2), (item) => {
        const x = randomTensor(item.xShape, item.seed);
        const y = maxPool2d(x, item.kernel, item.options);
        for (let n = 0; n < x.shape[0]; n++) {
          expectClose(maxPool2d(x.select(0, n), item.kernel, item.options), y.select(0, n), { rtol: 0, atol: 0 });
        }
      }),
    );
  });
});

describe("what PyTorch does at the edges", () => {
  test("the padding is minus infinity", () => {
    expect(maxPool2d(tensor([[[-3]]]), 2, { padding: 1 }).toArray()).toEqual([[[-3]]]);
  });

  test("NaN propagates, and all of -infinity is at index 0", () => {
    expect(maxPool1d(tensor([[1, Number.NaN, 3]]), 3).toArray()).toEqual([[Number.NaN]]);
    expect(maxPool1d(tensor([[Number.NaN, 3]]), 2, { returnIndices: true }).indices.toArray()).toEqual([[0]]);
    const { values, indices } = maxPool1d(tensor([[-Infinity, -Infinity]]), 2, { returnIndices: true });
    expect(values.toArray()).toEqual([[-Infinity]]);
    expect(indices.toArray()).toEqual([[0]]);
  });

  test("ceil mode drops a window that starts in the right padding", () => {
    expect(maxPool1d(tensor([[1, 2, 3]]), 2, { padding: 1, ceilMode: true }).toArray()).toEqual([[1, 3]]);
    expect(maxPool1d(tensor([[1, 2, 3]]), 2, { ceilMode: true }).toArray()).toEqual([[2, 3]]);
    expect(maxPool1d(tensor([[1, 2, 3]]), 2).toArray()).toEqual([[2]]);
  });

  test("a window that only straddles a tiny input still names an element of it", () => {
    const { values, indices } = maxPool1d(tensor([[7]]), 2, { dilation: 4, padding: 2, returnIndices: true });
    expect(values.toArray()).toEqual([[-Infinity]]);
    expect(indices.toArray()).toEqual([[0]]);
  });

  test("an empty batch", () => {
    expect(maxPool2d(zeros(0, 2, 4, 4), 2).shape).toEqual([0, 2, 2, 2]);
  });
});

describe("errors", () => {
  const x = zeros(1, 2, 5, 4);
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [() => maxPool2d(x, 0), ValueError, "maxPool2d: kernelSize must be a whole number >= 1, or 2 of them, got 0"],
    [
      () => maxPool2d(x, undefined as never),
      ArgumentError,
      "maxPool2d: missing argument kernelSize; write maxPool2d(x, kernelSize, stride?, padding?, dilation?, ceilMode?, returnIndices?)",
    ],
    [
      () => maxPool2d(x, 2, { stride: [0, 1] }),
      ValueError,
      "maxPool2d: stride must be a whole number >= 1, or 2 of them, got [0, 1]",
    ],
    [
      () => maxPool2d(x, [2, 3], { padding: [1, 2] }),
      ValueError,
      "maxPool2d: padding [1, 2] must be at most half of what the kernel spans, [2, 3]",
    ],
    [
      () => maxPool2d(x, 6),
      ShapeError,
      "maxPool2d: kernel of size [6, 6] must not be larger than the padded input, [5, 4]",
    ],
    [
      () => maxPool2d(zeros(1, 1, 9), [4, 9], { padding: [1, 4] }),
      ShapeError,
      "maxPool2d: kernel of size [4, 9] must not be larger than the padded input, [3, 17]",
    ],
    [
      () => maxPool2d(x, 3, { dilation: [1, 2] }),
      ShapeError,
      "maxPool2d: kernel of size [3, 3] (dilation [1, 2]) must not be larger than the padded input, [5, 4]",
    ],
    [() => maxPool2d(zeros(4), 2), ShapeError, "maxPool2d: input must have shape [C, H, W] or [N, C, H, W], got [4]"],
    [() => maxPool1d(zeros(0, 2), 1), ShapeError, "maxPool1d: input [0, 2] has no channels"],
    [() => maxPool2d(zeros(1, 0, 2), 1), ShapeError, "maxPool2d: input [1, 0, 2] has an empty plane"],
    [
      () => maxPool1d(zeros(4), 2),
      ShapeError,
      "maxPool1d: input must have shape [C, L] or [N, C, L], got [4]; write x.unsqueeze(0) for one channel",
    ],
    [() => maxPool1d(zeros(1, 4), 2.5), ValueError, "maxPool1d: kernelSize must be a whole number >= 1, got 2.5"],
    [
      () => maxPool2d(x.to("int32"), 2),
      DTypeError,
      'maxPool2d: expected a float32 or float64 tensor, got int32; write x.to("float32")',
    ],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
