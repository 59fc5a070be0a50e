import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  ArgumentError,
  conv2d,
  DTypeError,
  ones,
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
  directConv,
  expectClose,
  innerProduct,
  loadFixture,
  randomTensor,
  sampledRuns,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const exact = { rtol: 1e-10, atol: 1e-10 };

testCases(
  loadFixture("tensor", "conv").filter((item) => item.attributes.method === "conv2d"),
  callMethod,
);

test("slides the kernel without flipping it", () => {
  const x = tensor([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]); // biome-ignore format: a picture
  const weight = tensor([
    [
      [
        [1, 10],
        [100, 1000],
      ],
    ],
  ]);
  expect(conv2d(x, weight).toArray()).toEqual([
    [
      [5421, 6532],
      [8754, 9865],
    ],
  ]);
  expect(conv2d(x, weight, tensor([0.5])).toArray()).toEqual([
    [
      [5421.5, 6532.5],
      [8754.5, 9865.5],
    ],
  ]);
});

test('"same" puts the extra line of an even kernel below and to the right', () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
    ],
  ]);
  expect(
    x
      .conv2d(
        tensor([
          [
            [
              [1, 0],
              [0, 0],
            ],
          ],
        ]),
        null,
        { padding: "same" },
      )
      .toArray(),
  ).toEqual(x.toArray());
});

describe("against the definition", () => {
  test("for random valid sizes and options", () => {
    fc.assert(
      fc.property(convCases(2), fc.boolean(), (item, withBias) => {
        const { x, weight, bias } = convOperands(item);
        const y = conv2d(x, weight, withBias ? bias : null, item.options);
        expectClose(y, directConv(x, weight, withBias ? bias : null, item), exact);
      }),
    );
  });

  test("on strided and broadcast operands, and in both dtypes", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { weight } = convOperands(item);
        const [N, C, H, W] = item.xShape;
        const x = randomTensor([H, 1, W, N], item.seed).permute(3, 1, 0, 2).expand(N, C, H, W);
        const w = weight.permute(3, 1, 0, 2).clone().permute(2, 1, 3, 0);
        const expected = directConv(x, weight, null, item);
        expectClose(conv2d(x, w, null, item.options), expected, exact);
        expectClose(conv2d(x.to("float32"), w.to("float32"), null, item.options), expected, { rtol: 1e-4, atol: 1e-5 });
      }),
    );
  });

  test("where the products span several blocks and several images", () => {
    const item: ConvCase<2> = {
      batch: 3,
      groups: 1,
      inChannels: 30,
      outChannels: 7,
      axes: [
        { outSize: 15, inSize: 15, kernel: 3, stride: 1, padding: 1, dilation: 1, slack: 0 },
        { outSize: 13, inSize: 26, kernel: 3, stride: 2, padding: 1, dilation: 1, slack: 1 },
      ],
      seed: 1,
      xShape: [3, 30, 15, 26],
      weightShape: [7, 30, 3, 3],
      yShape: [3, 7, 15, 13],
      options: { stride: [1, 2], padding: [1, 1], dilation: [1, 1], groups: 1 },
    };
    const { x, weight, bias, y } = convOperands(item, true);
    const expected = directConv(x, weight, bias, item);
    const found = conv2d(x, weight, bias, { stride: [1, 2], padding: 1 });
    expectClose(found, expected, exact);
    // Both gradients are linear, so their products with the operands give <y, conv(x, w)> again.
    const [dx, dw] = grad([found], [x, weight], { gradOutputs: [y] });
    const product = innerProduct(y, expected.sub(bias.reshape(-1, 1, 1)));
    expect(innerProduct(dx, x)).toBeCloseTo(product, 7);
    expect(innerProduct(dw, weight)).toBeCloseTo(product, 7);
  });
});

describe("gradients", () => {
  test("of input, weight and bias, against differences", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item, true);
        return gradcheck((...args) => conv2d(args[0], args[1], args[2], item.options), [x, weight, bias]).passed;
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("to second order", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item, true);
        return gradgradcheck((...args) => conv2d(args[0], args[1], args[2], item.options), [x, weight, bias]).passed;
      }),
      { numRuns: sampledRuns(30) },
    );
  });

  test("to third order, through each of the three ops", () => {
    const x = randomTensor([1, 2, 4, 3], 1, { requiresGrad: true });
    const weight = randomTensor([2, 1, 2, 2], 2, { requiresGrad: true });
    const twice = (...args: Tensor[]): Tensor[] => {
      const y = conv2d(args[0], args[1], null, { groups: 2, padding: 1, stride: 2 });
      return grad([y.square().sum()], args, { createGraph: true });
    };
    expect(gradgradcheck(twice, [x, weight]).passed).toBe(true);
  });

  test("of a strided output gradient", () => {
    const x = randomTensor([2, 1, 4, 3], 3, { requiresGrad: true });
    const weight = randomTensor([2, 1, 2, 2], 4, { requiresGrad: true });
    const g = randomTensor([2, 3, 2, 2], 5);
    const strided = g.permute(3, 2, 1, 0);
    const found = grad([conv2d(x, weight)], [x, weight], { gradOutputs: [strided] });
    const wanted = grad([conv2d(x, weight)], [x, weight], { gradOutputs: [strided.clone()] });
    for (const [i, gradient] of found.entries()) expectClose(gradient, wanted[i], exact);
  });
});

describe("relations", () => {
  test("<conv(x, w), y> = <x, convTranspose(y, w)>", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, y } = convOperands(item);
        const [slackY, slackX] = item.axes.map((axis) => axis.slack);
        const back = y.convTranspose2d(weight, null, { ...item.options, outputPadding: [slackY, slackX] });
        expect(back.shape).toEqual(x.shape);
        expect(innerProduct(conv2d(x, weight, null, item.options), y)).toBeCloseTo(innerProduct(x, back), 9);
      }),
    );
  });

  test("linear in the input and in the weight", () => {
    fc.assert(
      fc.property(convCases(2), fc.double({ min: -3, max: 3, noNaN: true }), (item, factor) => {
        const { x, weight } = convOperands(item);
        const other = convOperands({ ...item, seed: item.seed + 10 });
        const f = (a: Tensor, b: Tensor): Tensor => conv2d(a, b, null, item.options);
        expectClose(f(x.mul(factor).add(other.x), weight), f(x, weight).mul(factor).add(f(other.x, weight)), exact);
        expectClose(
          f(x, weight.mul(factor).add(other.weight)),
          f(x, weight).mul(factor).add(f(x, other.weight)),
          exact,
        );
      }),
    );
  });

  test("a 1x1 kernel is a matrix product over the channels", () => {
    const x = randomTensor([2, 3, 4, 5], 1);
    const weight = randomTensor([6, 3, 1, 1], 2);
    const product = weight
      .reshape(6, 3)
      .matmul(x.reshape(2, 3, 20))
      .reshape(2, 6, 4, 5);
    expectClose(conv2d(x, weight), product, exact);
  });

  test("groups are convolutions of their own", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight } = convOperands(item);
        const { groups } = item;
        const y = conv2d(x, weight, null, item.options).chunk(groups, 1);
        const parts = x.chunk(groups, 1);
        const weights = weight.chunk(groups, 0);
        for (let i = 0; i < groups; i++) {
          expectClose(y[i], conv2d(parts[i], weights[i], null, { ...item.options, groups: 1 }), exact);
        }
      }),
    );
  });

  test("images do not see each other", () => {
    fc.assert(
      fc.property(convCases(2), (item) => {
        const { x, weight, bias } = convOperands(item);
        const y = conv2d(x, weight, bias, item.options);
        for (let n = 0; n < item.batch; n++)
          expectClose(conv2d(x.select(0, n), weight, bias, item.options), y.select(0, n), exact);
      }),
    );
  });
});

describe("the edges of the domain", () => {
  test("an empty batch has gradients of zero", () => {
    const weight = ones(3, 2, 2, 2).requiresGrad_();
    const bias = ones(3).requiresGrad_();
    const y = conv2d(zeros(0, 2, 4, 4), weight, bias);
    expect(y.shape).toEqual([0, 3, 3, 3]);
    y.sum().backward();
    expect(weight.grad?.toArray()).toEqual(zeros(3, 2, 2, 2).toArray());
    expect(bias.grad?.toArray()).toEqual([0, 0, 0]);
  });

  test("no input channels leave the bias, no output channels nothing", () => {
    expect(conv2d(zeros(1, 0, 2, 2), zeros(2, 0, 2, 2), tensor([3, 4])).toArray()).toEqual([[[[3]], [[4]]]]);
    expect(conv2d(zeros(1, 2, 2, 2), zeros(0, 2, 2, 2)).shape).toEqual([1, 0, 1, 1]);
  });
});

describe("errors", () => {
  const x = zeros(2, 3, 5, 4);
  const w = zeros(8, 3, 3, 3);
  const cases: [() => unknown, new (m: string) => Error, string][] = [
    [
      () => conv2d(x, zeros(8, 4, 3, 3)),
      ShapeError,
      "conv2d: input has 3 channels, weight [8, 4, 3, 3] expects 4; channels come before what they are channels of: write x.permute(0, 3, 1, 2)",
    ],
    [
      () => conv2d(x, zeros(8, 3, 3, 3), null, { groups: 2 }),
      ShapeError,
      "conv2d: input has 3 channels, weight [8, 3, 3, 3] with 2 groups expects 6",
    ],
    [
      () => conv2d(x, zeros(8, 1, 3, 3), null, { groups: 3 }),
      ShapeError,
      "conv2d: groups 3 does not divide the 8 output channels of weight [8, 1, 3, 3]",
    ],
    [() => conv2d(zeros(3), w), ShapeError, "conv2d: input must have shape [C, H, W] or [N, C, H, W], got [3]"],
    [
      () => conv2d(x, zeros(8, 3, 3)),
      ShapeError,
      "conv2d: weight must have shape [Cout, Cin/groups, kH, kW], got [8, 3, 3]",
    ],
    [() => conv2d(x, zeros(8, 3, 0, 3)), ShapeError, "conv2d: weight [8, 3, 0, 3] has an empty kernel"],
    [() => conv2d(x, w, zeros(7)), ShapeError, "conv2d: bias has shape [7], expected [8]"],
    [() => conv2d(x, w, zeros(8, 1)), ShapeError, "conv2d: bias has shape [8, 1], expected [8]"],
    [
      () => conv2d(x, zeros(8, 3, 6, 3)),
      ShapeError,
      "conv2d: kernel of size [6, 3] must not be larger than the padded input, [5, 4]",
    ],
    [
      () => conv2d(x, w, null, { padding: [0, 1], dilation: 3 }),
      ShapeError,
      "conv2d: kernel of size [3, 3] (dilation [3, 3]) must not be larger than the padded input, [5, 6]",
    ],
    [
      () => conv2d(x, w, null, { stride: 0 }),
      ValueError,
      "conv2d: stride must be a whole number >= 1, or 2 of them, got 0",
    ],
    [
      () => conv2d(x, w, null, { stride: [1, Number.NaN] }),
      ValueError,
      "conv2d: stride must be a whole number >= 1, or 2 of them, got [1, NaN]",
    ],
    [
      () => conv2d(x, w, null, { padding: -1 }),
      ValueError,
      "conv2d: padding must be a whole number >= 0, or 2 of them, got -1",
    ],
    [
      () => conv2d(x, w, null, { dilation: 1.5 }),
      ValueError,
      "conv2d: dilation must be a whole number >= 1, or 2 of them, got 1.5",
    ],
    [
      () => conv2d(x, w, null, { dilation: [1, 2, 3] as never }),
      ValueError,
      "conv2d: dilation must be a whole number >= 1, or 2 of them, got [1, 2, 3]",
    ],
    [() => conv2d(x, w, null, { groups: 0 }), ValueError, "conv2d: groups must be a whole number >= 1, got 0"],
    [
      () => conv2d(x, w, null, { padding: "full" as never }),
      ValueError,
      'conv2d: padding must be a number, "same" or "valid", got "full"',
    ],
    [
      () => conv2d(x, w, null, { padding: "same", stride: [1, 2] }),
      ValueError,
      'conv2d: padding "same" needs a stride of 1, got [1, 2]',
    ],
    [() => conv2d(x, w, 1 as never), ArgumentError, "conv2d: bias must be a tensor, got 1; make one with tensor(...)"],
    [
      () => conv2d(x, w.to("float64")),
      DTypeError,
      'conv2d: input is float32, weight is float64; expected the same dtype; write x.to("float64")',
    ],
    [
      () => conv2d(x, w, zeros(8, { dtype: "float64" })),
      DTypeError,
      "conv2d: input is float32, bias is float64; expected the same dtype",
    ],
    [() => conv2d(x.to("int32"), w.to("int32")), DTypeError, "conv2d: expected float32 or float64 tensors, got int32"],
  ];
  for (const [call, type, message] of cases) {
    test(message, () => {
      expect(call).toThrow(type);
      expect(call).toThrow(new type(message));
    });
  }
});
