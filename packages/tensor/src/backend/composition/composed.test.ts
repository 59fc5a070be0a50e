import {
  callKernel,
  convCases,
  convOperands,
  DefaultsCheck,
  laidOut,
  layouts as layoutNames,
  poolCases,
  randomTensor,
  sampledRuns,
} from "@lumbre/testing";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import type { AvgPoolGeometry, ConvGeometry, PoolGeometry } from "../../backend.js";
import type { DType } from "../../index.js";
import { cpu, fromTypedArray, type Tensor, tensor } from "../../index.js";
import { convGeometry } from "../../ops/conv/geometry.js";
import { adaptiveGeometry, poolGeometry } from "../../ops/pool/geometry.js";

const check = new DefaultsCheck();
const { agree } = check;
afterEach(check.clear);

const tolerances: Partial<Record<DType, number>> = { float32: 1e-5, float64: 1e-12, int32: 0 };
const floats = fc.constantFrom<DType>("float32", "float64");
const layouts = fc.constantFrom(...layoutNames);

/** Small numbers of which many are equal, and perhaps some that are none, or infinite. */
function rough(shape: readonly number[], seed: number, isWild: boolean): Tensor {
  const odd = [Number.NaN, -Infinity, Infinity, -0];
  const data = Float64Array.from(randomTensor([...shape], seed, { low: -3, high: 3 }).readSync(), (value, i) => {
    const pick = Math.floor(Math.abs(value * 1e4)) % 12;
    return isWild && pick < 4 ? odd[(pick + i) % 4] : Math.round(value);
  });
  return fromTypedArray(data, shape);
}

const shape = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 });
const lines = shape.chain((sizes) => fc.record({ sizes: fc.constant(sizes), dim: fc.nat(sizes.length - 1) }));

describe("along a dimension", () => {
  test.each(["softmax", "logSoftmax"] as const)("%s, of numbers and what is none", (name) => {
    fc.assert(
      fc.property(lines, floats, layouts, fc.boolean(), fc.nat(), ({ sizes, dim }, dtype, layout, isWild, seed) => {
        agree(name, [laidOut(rough(sizes, seed, isWild).to(dtype), layout), dim], tolerances[dtype]);
      }),
      { numRuns: sampledRuns(200) },
    );
  });

  test.each(["cumsum", "cumprod"] as const)("%s of every dtype", (name) => {
    const dtypes = fc.constantFrom<DType>("float32", "float64", "int32");
    fc.assert(
      fc.property(lines, dtypes, layouts, fc.nat(), ({ sizes, dim }, dtype, layout, seed) => {
        agree(name, [laidOut(rough(sizes, seed, false).to(dtype), layout), dim], tolerances[dtype]);
      }),
    );
    for (const n of [7, 8, 9, 100]) agree(name, [randomTensor([n, 3], n), 0], 1e-12);
    agree(name, [tensor([2, Infinity, -1, Number.NaN, 3]), 0]);
  });
});

describe("convolutions over random valid configurations", () => {
  const names = ["conv2d", "conv2dInputGrad", "conv2dWeightGrad"] as const;
  test.each(names)("%s", (name) => {
    fc.assert(
      fc.property(convCases(2), floats, layouts, fc.boolean(), (item, dtype, layout, hasBias) => {
        const operands = Object.values(convOperands(item)).map((value) => laidOut(value.to(dtype), layout));
        const [x, weight, bias, y] = operands as [Tensor, Tensor, Tensor, Tensor];
        const geometry = convGeometry("conv2d", 2, x, weight, bias, item.options);
        const args = {
          conv2d: [x, weight, hasBias ? bias : null, geometry],
          conv2dInputGrad: [y, weight, geometry],
          conv2dWeightGrad: [y, x, geometry],
        };
        agree(name, args[name], tolerances[dtype]);
      }),
      { numRuns: sampledRuns(150) },
    );
  });

  test.each([
    [[0, 2, 5, 4], [3, 2, 2, 2], 1],
    [[2, 0, 5, 4], [3, 0, 2, 2], 1],
    [[2, 2, 5, 4], [0, 2, 2, 2], 1],
    [[2, 0, 5, 4], [4, 0, 2, 2], 2],
  ])("of nothing: x %j, weight %j, %i groups", (xShape, weightShape, groups) => {
    const [x, weight] = [randomTensor(xShape, 1), randomTensor(weightShape, 2)];
    const bias = randomTensor([weightShape[0]], 3);
    const geometry = convGeometry("conv2d", 2, x, weight, bias, { groups });
    const grad = randomTensor([geometry.batch, geometry.outChannels, geometry.outHeight, geometry.outWidth], 4);
    agree("conv2d", [x, weight, bias, geometry]);
    agree("conv2dInputGrad", [grad, weight, geometry]);
    agree("conv2dWeightGrad", [grad, x, geometry]);
  });
});

/** Poolings of all kinds over [N, C, H, W], adaptive ones among them. */
function poolings(maxDilation: number) {
  const sliding = poolCases(2, maxDilation).map((item) => ({
    xShape: item.xShape,
    geometry: (x: Tensor): AvgPoolGeometry => ({
      ...poolGeometry("pool", 2, x, item.kernel, item.options),
      countIncludePad: item.countIncludePad,
      divisorOverride: item.divisorOverride ?? 0,
    }),
  }));
  const size = fc.integer({ min: 1, max: 7 });
  const adaptive = fc.tuple(fc.nat(2), fc.nat(2), size, size, fc.nat(9), fc.nat(9)).map(([N, C, H, W, outH, outW]) => ({
    xShape: [N, C, H, W],
    geometry: (x: Tensor): AvgPoolGeometry => ({
      ...adaptiveGeometry("pool", 2, x, [outH, outW]),
      countIncludePad: true,
      divisorOverride: 0,
    }),
  }));
  return fc.oneof(sliding, sliding, adaptive);
}

function outputOf({ batch, channels, outHeight, outWidth }: PoolGeometry): number[] {
  return [batch, channels, outHeight, outWidth];
}

describe("pooling of all geometries", () => {
  test("maxima and their places, to the bit: the first of equal ones, the last NaN", () => {
    fc.assert(
      fc.property(poolings(3), floats, layouts, fc.boolean(), fc.nat(), (item, dtype, layout, isWild, seed) => {
        const x = laidOut(rough(item.xShape, seed, isWild).to(dtype), layout);
        agree("maxPool2d", [x, item.geometry(x)]);
      }),
      { numRuns: sampledRuns(500) },
    );
  });

  test("windows in which no element lies, or that straddle a tiny plane", () => {
    fc.assert(
      fc.property(fc.nat(2), fc.nat(2), fc.nat(3), fc.nat(3), fc.nat(), (h, w, top, left, seed) => {
        const x = rough([2, 1, h + 1, w + 1], seed, true);
        const dilation = [top + 1, left + 1] as const;
        const padding = dilation.map((step) => Math.floor((step + 1) / 2)) as [number, number];
        try {
          agree("maxPool2d", [x, poolGeometry("pool", 2, x, 2, { stride: 1, padding, dilation })]);
        } catch (error) {
          if (!(error as Error).message.startsWith("pool: kernel of size")) throw error;
        }
      }),
      { numRuns: sampledRuns(200) },
    );
  });

  test("the gradient of maxima", () => {
    fc.assert(
      fc.property(poolings(3), floats, layouts, fc.nat(), (item, dtype, layout, seed) => {
        const x = rough(item.xShape, seed, false).to(dtype);
        const geometry = item.geometry(x);
        const grad = laidOut(randomTensor(outputOf(geometry), seed).to(dtype), layout);
        const places = fromTypedArray(callKernel(cpu, "maxPool2d", [x, geometry])[1], grad.shape, { dtype: "int32" });
        agree("maxPool2dInputGrad", [grad, laidOut(places, layout), geometry], tolerances[dtype]);
      }),
      { numRuns: sampledRuns(150) },
    );
  });

  test("means and their gradient", () => {
    fc.assert(
      fc.property(poolings(1), floats, layouts, fc.boolean(), fc.nat(), (item, dtype, layout, isWild, seed) => {
        const x = laidOut(rough(item.xShape, seed, isWild).to(dtype), layout);
        const geometry = item.geometry(x);
        agree("avgPool2d", [x, geometry], tolerances[dtype]);
        const grad = laidOut(rough(outputOf(geometry), seed + 1, isWild).to(dtype), layout);
        agree("avgPool2dInputGrad", [grad, geometry], tolerances[dtype]);
      }),
      { numRuns: sampledRuns(300) },
    );
  });
});

test("a default that fails keeps no memory", () => {
  const x = randomTensor([2, 2, 5, 5], 1);
  const weight = randomTensor([2, 2, 3, 3], 2);
  const geometry: ConvGeometry = convGeometry("conv2d", 2, x, weight, null, { padding: 1 });
  const { backend, device } = check;
  const { matmul } = backend;
  backend.matmul = () => {
    throw new RangeError("out of memory");
  };
  expect(() => device.kernels.conv2d(x, weight, null, geometry)).toThrow("out of memory");
  backend.matmul = matmul;
  expect(check.live).toBe(0);
});
