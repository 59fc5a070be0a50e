import "@lumbre/autograd";
import { cpu, type Device, fromTypedArray, scope, type Tensor, zeros } from "@lumbre/tensor";
import { distinctTensor, expectTensor, poolCases, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openEngine } from "../../engine/engine.js";
import { createWasm } from "../../index.js";

const wasm = createWasm({ debug: true });
const exact = { rtol: 0, atol: 0 };
const close = { rtol: 1e-5, atol: 1e-6 };

const float32 = (shape: readonly number[], from: number): Tensor =>
  randomTensor([...shape], from, { dtype: "float32" });
type Pool = (x: Tensor) => Tensor | { readonly values: Tensor; readonly indices: Tensor };

/** The result, the places of maxima, and the gradient for one of random elements. */
function run(pool: Pool, x: Tensor, device: Device): Tensor[] {
  const leaf = x.detach().to(device).requiresGrad_();
  const result = pool(leaf);
  const [y, ...places] = "values" in result ? [result.values, result.indices] : [result];
  expect(y.device).toBe(device);
  y.mul(float32(y.shape, 5).to(device)).sum().backward();
  return [y.detach(), ...places, leaf.grad as Tensor];
}

/** Computes on the CPU and on this backend. Maxima and their places are the same to the last bit. */
function agree(pool: Pool, x: Tensor): void {
  scope(() => {
    const expected = run(pool, x, cpu);
    const isExact = expected.length === 3;
    for (const [i, found] of run(pool, x, wasm).entries()) {
      expectTensor(found, expected[i], isExact && i < 2 ? exact : close);
    }
  });
}

/** Planes whose values repeat, so that there are ties. */
const tied = (shape: readonly number[], from: number): Tensor => float32(shape, from).mul(2).round();

describe("against the reference", () => {
  test("max-pooling of all geometries, over strided and tied values", () => {
    fc.assert(
      fc.property(poolCases(2, 3), fc.boolean(), (item, isTied) => {
        const [N, C, H, W] = item.xShape;
        const memory = isTied ? tied([W, N, H, C], item.seed) : float32([W, N, H, C], item.seed);
        const options = { ...item.options, returnIndices: true } as const;
        agree((x) => x.permute(1, 3, 2, 0).maxPool2d(item.kernel, options), memory);
      }),
      { numRuns: sampledRuns(150) },
    );
  });

  test("average pooling of all geometries", () => {
    fc.assert(
      fc.property(poolCases(2), (item) => {
        const { countIncludePad, divisorOverride } = item;
        const { stride, padding, ceilMode } = item.options;
        const [N, C, H, W] = item.xShape;
        const options = { stride, padding, ceilMode, countIncludePad, divisorOverride };
        agree((x) => x.permute(1, 3, 2, 0).avgPool2d(item.kernel, options), float32([W, N, H, C], item.seed));
      }),
      { numRuns: sampledRuns(150) },
    );
  });

  test.each([1, 2, 3, 4, 5, 7])("windows of %i columns, over planes of all sizes around the vectors", (kernel) => {
    for (const stride of [1, 2, 3, kernel]) {
      for (let width = kernel; width < 24; width++) {
        const x = tied([1, 2, kernel + (width % 3), width], width);
        for (const padding of [0, Math.floor(kernel / 2)]) {
          for (const ceilMode of [false, true]) {
            const options = { stride, padding, ceilMode };
            agree((t) => t.maxPool2d([kernel, kernel], { ...options, returnIndices: true }), x);
            agree((t) => t.avgPool2d(kernel, { ...options, countIncludePad: ceilMode }), x);
          }
        }
      }
    }
  });

  test("adaptive windows, to smaller and larger sizes, of even and uneven windows", () => {
    for (const [height, width] of [
      [1, 1],
      [7, 7],
      [6, 20],
      [13, 5],
      [33, 40],
    ]) {
      const x = float32([2, 3, height, width], height);
      for (const size of [1, 2, 3, 5, 6, 9, [1, 4], [height, 2], [0, 3]]) {
        agree((t) => t.adaptiveAvgPool2d(size as never), x);
        agree((t) => t.adaptiveMaxPool2d(size as never, { returnIndices: true }), x);
      }
    }
  });

  test("dilated windows", () => {
    for (let width = 9; width < 24; width++) {
      for (const [stride, padding] of [
        [1, 0],
        [1, 2],
        [2, 1],
        [3, 2],
      ]) {
        const options = { stride, padding: [0, padding], dilation: [2, 3], returnIndices: true } as const;
        agree((t) => t.maxPool2d([2, 3], options), tied([1, 2, 8, width], width));
      }
    }
  });

  test("so many planes that the work is shared", () => {
    const x = float32([8, 16, 30, 27], 1);
    agree((t) => t.maxPool2d(2, { returnIndices: true }), x);
    agree((t) => t.maxPool2d(3, { stride: 2, padding: 1, returnIndices: true }), x);
    agree((t) => t.avgPool2d(2), x);
    agree((t) => t.avgPool2d(3, { stride: 1, padding: 1 }), x);
    agree((t) => t.adaptiveAvgPool2d(1), x);
  });

  test("planes that are too wide for scratch memory, by the reference", () => {
    const { wasm: functions } = openEngine(1, {});
    expect(functions.poolScratchBytes(900_000, 450_000)).toBeGreaterThan(functions.scratchBytes());
    expect(functions.poolScratchBytes(550_000, 550_001)).toBeGreaterThan(functions.scratchBytes());
    const wide = float32([1, 1, 2, 900_000], 9);
    agree((x) => x.maxPool2d(2, { returnIndices: true }), wide);
    agree((x) => x.avgPool2d(2), wide);
    // Narrow inputs with wide outputs.
    const padded = float32([1, 1, 1, 550_000], 9);
    agree((x) => x.maxPool2d([1, 2], { stride: 1, padding: [0, 1], returnIndices: true }), padded);
    agree((x) => x.avgPool2d([1, 2], { stride: 1, padding: [0, 1] }), padded);
  });

  test("1-d pooling, and float64 by the reference", () => {
    agree((t) => t.maxPool1d(3, { stride: 2, padding: 1 }) as Tensor, float32([2, 3, 19], 1));
    agree((t) => t.avgPool1d(4), float32([2, 3, 19], 2));
    agree((t) => t.maxPool2d(2) as Tensor, randomTensor([1, 2, 6, 6], 3));
    agree((t) => t.avgPool2d(2), randomTensor([1, 2, 6, 6], 3));
  });

  test("nothing to pool", () => {
    for (const shape of [
      [0, 3, 8, 8],
      [0, 1, 5, 9],
    ]) {
      agree((t) => t.maxPool2d(2, { returnIndices: true }), zeros(shape, { dtype: "float32" }));
      agree((t) => t.avgPool2d(3, { padding: 1, stride: 1 }), zeros(shape, { dtype: "float32" }));
    }
  });
});

describe("special values", () => {
  const pools: Pool[] = [
    (t) => t.maxPool2d(2, { returnIndices: true }),
    (t) => t.maxPool2d(3, { stride: 1, padding: 1, returnIndices: true }),
    (t) => t.maxPool2d(3, { stride: 2, padding: 1, ceilMode: true, returnIndices: true }),
    (t) => t.maxPool2d([2, 3], { stride: 3, dilation: 2, returnIndices: true }),
    (t) => t.maxPool2d([3, 9], { stride: 1, returnIndices: true }),
    (t) => t.adaptiveMaxPool2d([2, 3], { returnIndices: true }),
    (t) => t.adaptiveMaxPool2d(1, { returnIndices: true }),
  ];

  test("NaN wins, the last one names the place, and infinities count", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity), { minLength: 110, maxLength: 110 }),
        (values) => {
          const x = fromTypedArray(Float32Array.from(values), [1, 1, 10, 11], { dtype: "float32" });
          for (const pool of pools) agree(pool, x);
        },
      ),
      { numRuns: sampledRuns(30) },
    );
    for (let at = 0; at < 110; at += 7) {
      const x = float32([1, 1, 10, 11], at);
      x.reshape(110).narrow(0, at, 1).fill_(NaN);
      for (const pool of pools) agree(pool, x);
      agree((t) => t.avgPool2d(3, { stride: 2, padding: 1 }), x);
    }
  });

  test("nothing but -Infinity names the first element", () => {
    const x = zeros(1, 2, 10, 11, { dtype: "float32" }).fill_(-Infinity);
    for (const pool of pools) agree(pool, x);
  });

  test("a place outside of its window gets its gradient all the same", () => {
    const geometry = {
      ...{ batch: 1, channels: 2, inHeight: 5, inWidth: 9, outHeight: 2, outWidth: 4, kernelHeight: 2, kernelWidth: 2 },
      ...{ strideHeight: 2, strideWidth: 2, paddingTop: 0, paddingLeft: 0, dilationHeight: 1, dilationWidth: 1 },
      adaptive: false,
    };
    const places = [0, 10, 44, 6, 18, 20, 22, 24, 0, 2, 4, 6, 18, 20, 22, 24];
    const unpool = (device: Device): ArrayLike<number> => {
      const grad = float32([1, 2, 2, 4], 1).to(device);
      const indices = fromTypedArray(Int32Array.from(places), [1, 2, 2, 4]).to(device);
      const buffer = device.kernels.maxPool2dInputGrad(grad, indices, geometry);
      return Array.from(device.kernels.readSync?.(buffer) as ArrayLike<number>);
    };
    expect(unpool(wasm)).toEqual(unpool(cpu));
  });

  test("distinct values send every gradient to one element", () => {
    const x = distinctTensor([2, 3, 12, 14], 1).to("float32").to(wasm).requiresGrad_();
    (x.maxPool2d(2) as Tensor).sum().backward();
    expect(x.grad?.sum().item()).toBe(2 * 3 * 6 * 7);
  });
});
