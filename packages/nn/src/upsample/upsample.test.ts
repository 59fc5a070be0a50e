import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  arange,
  DTypeError,
  manualSeed,
  ones,
  rand,
  randn,
  ShapeError,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { expectClose, expectTensor, loadFixture, sampledRuns, testCases } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

const { affineGrid, gridSample, interpolate } = nn.functional;
const cases = loadFixture("nn", "upsample");
type Layer = new (options: object) => nn.Module<[x: Tensor], Tensor>;
const layerOf = ({ op, options }: { readonly op: string; readonly options: object }) =>
  new (nn as unknown as Record<string, Layer>)[op](options);

describe("values and gradients", () => {
  testCases(
    cases,
    ([x, grid], { attributes }) => {
      const { op, options } = attributes;
      if (op === "interpolate") return interpolate(x, options);
      if (op === "affineGrid") return affineGrid(x, options.size, { alignCorners: options.alignCorners });
      return op === "gridSample" ? gridSample(x, grid, options) : layerOf(attributes)(x);
    },
    { rtol: 1e-5, atol: 3e-6 },
  );
});

test("layers print as PyTorch prints them", () => {
  const layers = cases.filter(({ attributes }) => attributes.text !== undefined);
  expect(layers.length).toBe(6);
  for (const { attributes } of layers) expect(String(layerOf(attributes))).toBe(attributes.text);
});

describe("interpolate", () => {
  test("by hand", () => {
    const x = tensor([[[1, 3]]]);
    expectTensor(interpolate(x, 4), tensor([[[1, 1, 3, 3]]]));
    expectTensor(interpolate(x, 4, { mode: "linear" }), tensor([[[1, 1.5, 2.5, 3]]]));
    expectTensor(interpolate(x, 3, { mode: "linear", alignCorners: true }), tensor([[[1, 2, 3]]]));
    expectTensor(
      interpolate(arange(6).reshape(1, 1, 6), { scaleFactor: 0.5, mode: "area" }),
      tensor([[[0.5, 2.5, 4.5]]]),
    );
  });

  test("by position, by name and both are the same", () => {
    const x = rand(1, 2, 3, 5);
    const expected = interpolate(x, { scaleFactor: 2, mode: "bilinear", alignCorners: true });
    expectTensor(interpolate(x, null, 2, "bilinear", true), expected);
    expectTensor(interpolate(x, null, { scaleFactor: 2, mode: "bilinear", alignCorners: true }), expected);
    expectTensor(new nn.Upsample(null, 2, "bilinear", true)(x), expected);
    expectTensor(new nn.UpsamplingBilinear2d({ scaleFactor: 2 })(x), expected);
    expectTensor(new nn.UpsamplingNearest2d([6, 10])(x), interpolate(x, [6, 10]));
  });

  test("keeps constants, and at a size of its own the input", () => {
    const modes = fc.constantFrom<nn.functional.InterpolationMode>(
      "nearest",
      "nearest-exact",
      "bilinear",
      "bicubic",
      "area",
    );
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(modes, size, size, size, size, fc.boolean(), (mode, h, w, toHeight, toWidth, flag) => {
        const antialias = flag && mode.startsWith("bi");
        const constant = interpolate(zeros(2, 1, h, w).add(3), [toHeight, toWidth], { mode, antialias });
        expectClose(constant, zeros(2, 1, toHeight, toWidth).add(3), { rtol: 1e-5 });
        const x = rand(1, 2, h, w);
        expectClose(interpolate(x, [h, w], { mode, antialias }), x, { atol: 1e-6 });
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("of strided inputs, empty batches and integers", () => {
    const x = randn(4, 6, 2, 3).permute(3, 2, 1, 0).narrow(2, 1, 4);
    expectTensor(
      interpolate(x, [3, 7], { mode: "bilinear" }),
      interpolate(x.contiguous(), [3, 7], { mode: "bilinear" }),
    );
    expectTensor(interpolate(x, [8, 4]), interpolate(x.contiguous(), [8, 4]));
    for (const mode of ["nearest", "bilinear"] as const) {
      expect(interpolate(zeros(0, 2, 3, 3), 6, { mode }).shape).toEqual([0, 2, 6, 6]);
    }
    const labels = tensor([[[1, 0, 2]]], { dtype: "int32" });
    expectTensor(interpolate(labels, 6), tensor([[[1, 1, 0, 0, 2, 2]]], { dtype: "int32" }));
    expectTensor(interpolate(labels.to("bool"), 2), tensor([[[true, false]]]));
  });

  test("of a factor that leaves sizes as they are is the input, in its gradient too", () => {
    // PyTorch's gradient of the bicubic copy is that of another function.
    const x = randn(1, 1, 4, 5, { requiresGrad: true });
    const y = interpolate(x, { scaleFactor: 1.1, mode: "bicubic" });
    expectTensor(y, x);
    y.sum().backward();
    expect([...x.grad!.readSync()]).toEqual(new Array(20).fill(1));
  });

  test.each([
    ["linear", 9, [1, 1.5, 2.1667, 2.8333, 3.5, NaN, NaN, NaN, 6]],
    ["linear", 3, [1.5, 3.5, NaN]],
    ["area", 4, [1.5, 2.5, NaN, NaN]],
    ["area", 9, [1, 1.5, 2, 3, 3.5, 4, NaN, NaN, 6]],
  ] as const)("%s to %i leaves a NaN to those that see it", (mode, size, expected) => {
    expectClose(interpolate(tensor([[[1, 2, 3, 4, NaN, 6]]]), { size, mode }), [[expected]], { rtol: 1e-4 });
  });

  test.each([
    ["bilinear", [9, 4], false],
    ["bicubic", [9, 4], false],
    ["area", [9, 4], false],
    ["bilinear", [2, 3], true],
  ] as const)("an infinite gradient of %s to %j reaches those that were seen", (mode, size, antialias) => {
    const gradientOf = (at11: number): Tensor => {
      const x = zeros(1, 1, 16, 15, { requiresGrad: true });
      const y = interpolate(x, { size, mode, antialias });
      const above = zeros(...y.shape);
      above.select(2, 1).select(2, 1).fill_(at11);
      y.backward(above);
      return x.grad as Tensor;
    };
    const seen = gradientOf(1).ne(0);
    expect(seen.sum().item()).toBeLessThan(120);
    const isSpoilt = gradientOf(Infinity).isfinite().logicalNot();
    expect(isSpoilt.logicalAnd(seen).equal(seen)).toBe(true);
    // A neighbour whose weight is 0 by chance is seen, too.
    expect(isSpoilt.sum().item()).toBeLessThan(1.7 * seen.sum().item() + 4);
  });

  test("makes long sequences of long ones", () => {
    expectClose(
      interpolate(arange(50000).view(1, 1, -1), 99999, { mode: "linear", alignCorners: true }).at(0, 0, -1),
      49999,
    );
  });

  test("has gradients of the second order too", () => {
    manualSeed(1);
    const x = randn(1, 2, 3, 4, { dtype: "float64", requiresGrad: true });
    for (const options of [{ scaleFactor: 2 }, { size: [5, 2] as const, mode: "bicubic" as const, antialias: true }]) {
      const square = (y: Tensor): Tensor => interpolate(y, options).square();
      expect(gradcheck(square, x).passed).toBe(true);
      expect(gradgradcheck(square, x).passed).toBe(true);
    }
  });

  const image = zeros(1, 2, 4, 4);
  test.each<[string, () => unknown, new (message: string) => Error, string]>([
    [
      "neither",
      () => interpolate(image),
      ValueError,
      "interpolate: either size or scale_factor should be defined; write { scaleFactor: 2 }",
    ],
    [
      "both",
      () => interpolate(image, 2, 2),
      ValueError,
      "interpolate: only one of size or scale_factor should be defined, got size and scaleFactor",
    ],
    [
      "a list too long",
      () => interpolate(image, [1, 2, 3]),
      ValueError,
      "interpolate: size must be one number or one for each of 2 dimensions, got [1, 2, 3]",
    ],
    ["no size", () => interpolate(image, 1.5), ValueError, "interpolate: size must be of whole numbers >= 1, got 1.5"],
    [
      "no factor",
      () => interpolate(image, { scaleFactor: [2, -1] }),
      ValueError,
      "interpolate: scaleFactor must be of finite numbers > 0, got -1",
    ],
    [
      "nothing left",
      () => interpolate(image, { scaleFactor: 0.2 }),
      ValueError,
      "but input (4, 4) by scaleFactor [0.2, 0.2] is (0, 0)",
    ],
    [
      "a size of no machine",
      () => interpolate(image, 1e10),
      ValueError,
      "cannot become one of 10000000000: that is too large",
    ],
    [
      "corners of the nearest",
      () => interpolate(image, { scaleFactor: 2, alignCorners: true }),
      ValueError,
      "interpolate: align_corners option can only be set with the interpolating modes",
    ],
    [
      "antialias of the nearest",
      () => interpolate(image, 2, { antialias: true }),
      ValueError,
      "interpolate: Anti-alias option is only supported for bilinear and bicubic modes",
    ],
    [
      "another mode",
      () => interpolate(image, 2, { mode: "lanczos" as never }),
      ValueError,
      'interpolate: "lanczos" is not a valid value for mode',
    ],
    [
      "a factor computed from a size",
      () => interpolate(image, 2, { recomputeScaleFactor: true }),
      ValueError,
      "recompute_scale_factor is not meaningful with an explicit size",
    ],
    [
      "no batch",
      () => interpolate(zeros(2, 4, 4), 2, { mode: "bilinear" }),
      ShapeError,
      'interpolate: mode "bilinear" needs [N, C, H, W], got [2, 4, 4]; write x.unsqueeze(0)',
    ],
    [
      "a vector",
      () => interpolate(zeros(4), 2),
      ShapeError,
      'interpolate: mode "nearest" needs [N, C, L], [N, C, H, W] or [N, C, D, H, W], got [4]',
    ],
    [
      "an empty image",
      () => interpolate(zeros(1, 2, 0, 4), 2),
      ShapeError,
      "Input and output sizes should be greater than 0, got [1, 2, 0, 4]",
    ],
    [
      "integers",
      () => interpolate(image.to("int32"), 2, { mode: "bilinear" }),
      DTypeError,
      'interpolate: mode "bilinear" needs float32 or float64, got int32; write x.to("float32")',
    ],
    ["an unknown option", () => interpolate(image, { scale_factor: 2 } as never), Error, "did you mean scaleFactor?"],
    [
      "a layer of nothing",
      () => new nn.Upsample(),
      ValueError,
      "Upsample: either size or scale_factor should be defined",
    ],
    [
      "a layer of both",
      () => new nn.UpsamplingNearest2d(2, 2),
      ValueError,
      "UpsamplingNearest2d: only one of size or scale_factor",
    ],
    [
      "a layer of a line",
      () => new nn.Upsample(2, { mode: "bilinear" })(zeros(1, 2, 3)),
      ShapeError,
      'Upsample: mode "bilinear" needs [N, C, H, W]',
    ],
  ])("refuses %s", (_, call, Class, message) => {
    expect(call).toThrow(Class);
    expect(call).toThrow(message);
  });
});

describe("gridSample and affineGrid", () => {
  test("the identity samples the images as they are", () => {
    const identity = tensor([
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]);
    const sizes = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(
        sizes,
        sizes,
        fc.boolean(),
        fc.constantFrom("bilinear", "nearest", "bicubic"),
        (h, w, alignCorners, mode) => {
          const x = rand(1, 2, h, w);
          const grid = affineGrid(identity, [1, 2, h, w], { alignCorners });
          expectClose(gridSample(x, grid, { mode, alignCorners, paddingMode: "border" }), x, { atol: 1e-5 });
        },
      ),
      { numRuns: sampledRuns(40) },
    );
  });

  test("an image is learned to be where it is by the gradient of a shift", () => {
    const x = arange(6).reshape(1, 1, 1, 6);
    const theta = tensor(
      [
        [
          [1, 0, 0],
          [0, 1, 0],
        ],
      ],
      { requiresGrad: true },
    );
    const grid = affineGrid(theta, [1, 1, 1, 6]);
    gridSample(x, grid, { paddingMode: "border" }).sum().backward();
    // A shift by 1 is one by 3 pixels, each of which brings 1 where there is a next one.
    expect(theta.grad!.select(2, 2).tolist()).toEqual([[expect.closeTo(15, 4), 0]]);
  });

  test("a point that is NaN makes NaN, and one far off nothing", () => {
    const x = ones(1, 1, 3, 3);
    const grid = tensor([
      [
        [
          [NaN, 0],
          [1e38, 0],
          [0, 0],
        ],
      ],
    ]);
    for (const mode of ["bilinear", "nearest", "bicubic"] as const) {
      expect(gridSample(x, grid, { mode }).tolist()).toEqual([[[[NaN, 0, expect.closeTo(1, 5)]]]]);
    }
  });

  const image = zeros(1, 2, 4, 4);
  test.each<[string, () => unknown, new (message: string) => Error, string]>([
    [
      "a vector",
      () => gridSample(zeros(4), zeros(4)),
      ShapeError,
      "gridSample: expected 4D or 5D input and grid with same number of dimensions",
    ],
    [
      "another batch",
      () => gridSample(image, zeros(2, 1, 1, 2)),
      ShapeError,
      "expected grid and input to have same batch size",
    ],
    [
      "points of three",
      () => gridSample(image, zeros(1, 1, 1, 3)),
      ShapeError,
      "expected grid to have size 2 in last dimension",
    ],
    [
      "an empty image",
      () => gridSample(zeros(1, 2, 0, 4), zeros(1, 1, 1, 2)),
      ShapeError,
      "non-empty spatial dimensions",
    ],
    [
      "another dtype",
      () => gridSample(image, zeros(1, 1, 1, 2, { dtype: "float64" })),
      DTypeError,
      "got float32 and float64",
    ],
    [
      "integers",
      () => gridSample(image.to("int32"), zeros(1, 1, 1, 2)),
      DTypeError,
      "x must be float32 or float64, got int32",
    ],
    [
      "cubes",
      () => gridSample(zeros(1, 1, 2, 2, 2), zeros(1, 1, 1, 1, 3), "bicubic"),
      ValueError,
      'mode "bicubic" is for 4D input',
    ],
    [
      "a theta of another shape",
      () => affineGrid(zeros(1, 2, 2), [1, 1, 2, 2]),
      ShapeError,
      "affineGrid: Expected a batch of 2D affine matrices of shape [1, 2, 3]",
    ],
    [
      "a theta of integers",
      () => affineGrid(zeros(1, 2, 3, { dtype: "int32" }), [1, 1, 2, 2]),
      DTypeError,
      "Expected theta to have floating point type, but got int32",
    ],
    [
      "no size",
      () => affineGrid(zeros(1, 2, 3), [1, 1, 2]),
      ValueError,
      "affineGrid: size must be [N, C, H, W] or [N, C, D, H, W]",
    ],
  ])("refuses %s", (_, call, Class, message) => {
    expect(call).toThrow(Class);
    expect(call).toThrow(message);
  });
});
