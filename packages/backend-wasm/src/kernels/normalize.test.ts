import { grad } from "@lumbre/autograd";
import { Device, scope, type Tensor, tensor } from "@lumbre/tensor";
import type { NormGeometry } from "@lumbre/tensor/backend";
import { normalizeGroups, scaleChannels } from "@lumbre/tensor/engine";
import { expectClose, expectTensor, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWasmBackend } from "../createWasm.js";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const tolerance = { rtol: 1e-5, atol: 3e-6 };
const eps = 1e-5;

function float32(shape: readonly number[], from: number, low = -2, high = 2): Tensor {
  return randomTensor([...shape], from, { dtype: "float32", low, high });
}

interface Operands {
  readonly x: Tensor;
  readonly weight?: Tensor;
  readonly bias?: Tensor;
}

/** The output, the statistics, and the gradients of all operands, computed where the operands are. */
function everything(operands: Operands, upstream: Tensor, geometry: NormGeometry): Tensor[] {
  const leaves = Object.entries(operands).map(([name, value]) => [name, value.detach().requiresGrad_()] as const);
  const given = Object.fromEntries(leaves) as unknown as Operands;
  const { output, mean, variance } = normalizeGroups("groupNorm", given, geometry);
  const gradients = grad(
    output,
    leaves.map(([, leaf]) => leaf),
    { gradOutputs: upstream },
  );
  return [output, mean, variance, ...gradients];
}

/** The same numbers here as in the reference in double precision. */
function agree(operands: Operands, upstream: Tensor, geometry: NormGeometry, close = tolerance): void {
  scope(() => {
    const here = Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, value.to(wasm)]));
    const exact = Object.fromEntries(Object.entries(operands).map(([name, value]) => [name, value.to("float64")]));
    const results = everything(here as unknown as Operands, upstream.to(wasm), geometry);
    const expected = everything(exact as unknown as Operands, upstream.to("float64"), geometry);
    for (const [i, result] of results.entries()) {
      expect(result.device).toBe(wasm);
      expect(result.dtype).toBe("float32");
      // Sums over many elements differ by the rounding of what is added.
      const scale = Math.max(1, expected[i].numel() === 0 ? 1 : expected[i].abs().max().item());
      expectClose(result, expected[i], { rtol: close.rtol, atol: close.atol * (Number.isFinite(scale) ? scale : 1) });
    }
  });
}

/** With and without weights and biases. */
function agreeInAllForms(x: Tensor, geometry: NormGeometry, from: number): void {
  const count = geometry.groups * geometry.channels;
  const upstream = float32(x.shape, from + 1);
  const weight = float32([count], from + 2, 0.5, 2);
  const bias = float32([count], from + 3);
  for (const parameters of [{}, { weight }, { bias }, { weight, bias }])
    agree({ x, ...parameters }, upstream, geometry);
}

const size = fc.integer({ min: 1, max: 5 });
const geometries: fc.Arbitrary<NormGeometry> = fc
  .record({
    batch: size,
    groups: size,
    channels: size,
    size: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })),
    acrossBatch: fc.boolean(),
  })
  .map((drawn) => ({ ...drawn, channels: drawn.acrossBatch ? 1 : drawn.channels, eps: 0.01 }))
  // A single element has no variance, and its gradient is all rounding.
  .filter((g) => (g.acrossBatch ? g.batch : 1) * g.channels * g.size > 1);

describe("normalizeGroups", () => {
  test("of any sizes", () => {
    fc.assert(
      fc.property(geometries, fc.nat(), (geometry, from) => {
        const { batch, groups, channels, size } = geometry;
        agreeInAllForms(float32([batch, groups * channels, size], from), geometry, from);
      }),
      { numRuns: sampledRuns(100) },
    );
  });

  test("of any layout, and with gradients and weights of any layout", () => {
    fc.assert(
      fc.property(
        stridedTensors({ minRank: 3, maxRank: 3, minSize: 2 }),
        fc.boolean(),
        fc.nat(),
        (view, across, from) => {
          const x = view.to("float32");
          const [batch, channels, length] = x.shape;
          const geometry = { batch, groups: channels, channels: 1, size: length, acrossBatch: across, eps: 0.1 };
          const upstream = float32([length, batch, channels], from).permute(1, 2, 0);
          const weight = float32([channels, 3], from).select(1, 1);
          agree({ x, weight }, upstream, geometry);
          agree({ x, weight }, tensor(0.5).expand(x.shape), geometry);
          const rows = { batch: batch * channels, groups: 1, channels: length, size: 1, acrossBatch: false, eps: 0.1 };
          agree({ x, bias: float32([length, 2], from).select(1, 0) }, upstream, rows);
        },
      ),
      { numRuns: sampledRuns(60) },
    );
  });

  test("of runs, rows and columns of all sizes around the vectors", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31, 33, 127, 128, 129, 255, 261]) {
      const form = { batch: 2, groups: 2, channels: 1, size: n, eps: 0.01 };
      agreeInAllForms(float32([2, 2, n], n), { ...form, acrossBatch: true }, n);
      agreeInAllForms(float32([2, n, 1], n), { ...form, groups: n, size: 1, acrossBatch: true }, n);
      if (n === 1) continue;
      agreeInAllForms(float32([2, 2, n], n), { ...form, acrossBatch: false }, n);
      agreeInAllForms(float32([2, 6, n], n), { ...form, channels: 3, acrossBatch: false }, n);
      agreeInAllForms(float32([2, 2 * n], n), { ...form, channels: n, size: 1, acrossBatch: false }, n);
    }
  });

  test("of columns in strips, whole and ragged, of blocks of rows", () => {
    for (const columns of [15, 16, 17, 31, 32, 45]) {
      for (const rows of [2, 5, 15, 16, 17, 33]) {
        const form = { batch: rows, groups: columns, channels: 1, size: 1, acrossBatch: true, eps: 0.01 };
        agreeInAllForms(float32([rows, columns], rows), form, columns);
      }
    }
    const form = { batch: 40, groups: 24, channels: 1, size: 1, acrossBatch: true, eps };
    const x = float32([40, 24], 1, 99_999, 100_001);
    const { output, variance } = normalizeGroups("batchNorm", { x: x.to(wasm) }, form);
    const exact = normalizeGroups("batchNorm", { x: x.to("float64") }, form);
    expectClose(output, exact.output, { rtol: 1e-5, atol: 1e-6 });
    expectClose(variance, exact.variance, { rtol: 1e-6 });
    x.select(1, 20).narrow(0, 3, 1).fill_(Infinity);
    agree({ x }, float32([40, 24], 2), form, { rtol: 1e-2, atol: 1e-2 });
  });

  test("of so many elements that the work is shared", () => {
    const images = { batch: 16, groups: 24, channels: 1, size: 196, acrossBatch: true, eps };
    agreeInAllForms(float32([16, 24, 14, 14], 1), images, 1);
    agreeInAllForms(float32([16, 24, 14, 14], 2), { ...images, groups: 6, channels: 4, acrossBatch: false }, 2);
    const rows = { batch: 700, groups: 1, channels: 130, size: 1, acrossBatch: false, eps };
    agreeInAllForms(float32([700, 130], 3), rows, 3);
    agreeInAllForms(float32([300, 170], 4), { ...rows, batch: 300, groups: 170, channels: 1, acrossBatch: true }, 4);
  });

  test("of values that are far from 0 and close together", () => {
    for (const [offset, close] of [
      [1000, 1e-3],
      [-100_000, 1e-2],
    ] as const) {
      const x = float32([4, 6, 50], 1, offset - 1, offset + 1);
      const geometry = { batch: 4, groups: 6, channels: 1, size: 50, acrossBatch: true, eps };
      const operands = { x, weight: float32([6], 2), bias: float32([6], 3) };
      // The gradients take the mean as it was rounded.
      agree(operands, float32(x.shape, 4), geometry, { rtol: close, atol: close });
      const { output, variance } = normalizeGroups("batchNorm", { x: x.to(wasm) }, geometry);
      const exact = normalizeGroups("batchNorm", { x: x.to("float64") }, geometry);
      expectClose(output, exact.output, { rtol: 1e-5, atol: 1e-6 });
      expectClose(variance, exact.variance, { rtol: 1e-6 });
    }
  });

  test("of NaN, infinities, constants and nothing", () => {
    const geometry = { batch: 2, groups: 3, channels: 1, size: 9, acrossBatch: true, eps };
    const forms = [
      geometry,
      { ...geometry, acrossBatch: false },
      { ...geometry, batch: 6, groups: 1, channels: 9, size: 1, acrossBatch: false },
    ];
    for (const form of forms) {
      const weight = float32([form.groups * form.channels], 7);
      for (const odd of [Number.NaN, Infinity, -Infinity]) {
        for (const at of [0, 8]) {
          const x = float32([2, 3, 9], at);
          x.select(0, 1).select(0, 1).narrow(0, at, 1).fill_(odd);
          agree({ x, weight }, float32([2, 3, 9], 1), form);
        }
      }
      agree({ x: tensor(3.7).expand(2, 3, 9), weight }, float32([2, 3, 9], 1), form);
    }
    agree({ x: float32([0, 3, 9], 1) }, float32([0, 3, 9], 1), { ...geometry, batch: 0 });
    agree({ x: float32([2, 3, 0], 1) }, float32([2, 3, 0], 1), { ...geometry, size: 0 });
    agree({ x: float32([0, 5], 1), weight: float32([5], 1) }, float32([0, 5], 1), {
      ...forms[2],
      batch: 0,
      channels: 5,
    });
  });

  test("leaves other dtypes and forms to the kernels that every backend has", () => {
    const geometry = { batch: 2, groups: 3, channels: 2, size: 3, acrossBatch: true, eps };
    const x = float32([2, 3, 2, 3], 1);
    const [here, there] = [x.to(wasm), x].map((t) => normalizeGroups("groupNorm", { x: t }, geometry).output);
    expectTensor(here, there, tolerance);
    const doubles = randomTensor([2, 3, 4], 1);
    const form = { ...geometry, channels: 1, size: 4 };
    const results = everything({ x: doubles.to(wasm) }, doubles.to(wasm), form);
    const expected = everything({ x: doubles }, doubles, form);
    for (const [i, result] of results.entries()) expectTensor(result, expected[i], { rtol: 1e-12, atol: 1e-12 });
  });

  test("gives back all memory that it borrows", () => {
    const small = new Device(createWasmBackend({}, { maxBytes: 16 * 2 ** 20 }));
    const x = float32([64, 100], 1).to(small);
    const weight = float32([2, 64], 2).t().to(small);
    const form = { batch: 100, groups: 64, channels: 1, size: 1, eps };
    for (let step = 0; step < 400; step++) {
      scope(() => {
        everything({ x: x.t(), weight: weight.select(1, 0) }, x.t(), { ...form, acrossBatch: true });
        everything({ x: x.t(), weight: weight.select(1, 0) }, x.t(), {
          ...form,
          groups: 1,
          channels: 64,
          acrossBatch: false,
        });
      });
    }
  });
});

test("scaleChannels of all sizes around the vectors, with and without biases", () => {
  for (const channels of [1, 3, 8, 21]) {
    for (const n of [1, 2, 3, 4, 5, 8, 11, 16, 33]) {
      const x = float32([3, channels, n], n);
      const [mean, scale, bias] = [1, 2, 3].map((k) => float32([channels, 2], k).narrow(1, 0, 1));
      for (const given of [null, bias]) {
        const inputs = [x, mean, scale].map((t) => t.to(wasm));
        const result = scaleChannels(inputs[0], inputs[1], inputs[2], given?.to(wasm) ?? null);
        expectTensor(result, scaleChannels(x, mean, scale, given), { rtol: 1e-6, atol: 1e-6 });
        const turned = scaleChannels(inputs[0].permute(2, 1, 0), inputs[1], inputs[2], given?.to(wasm) ?? null);
        expectTensor(turned.permute(2, 1, 0), result, { rtol: 1e-6, atol: 1e-6 });
      }
    }
  }
  const large = float32([16, 24, 200], 1);
  const [mean, scale] = [1, 2].map((k) => float32([24, 1], k));
  const expected = scaleChannels(large, mean, scale, null);
  expectTensor(scaleChannels(large.to(wasm), mean.to(wasm), scale.to(wasm), null), expected, tolerance);
  expect(
    scaleChannels(
      float32([0, 3, 2], 1).to(wasm),
      ...([1, 2].map((k) => float32([3, 1], k).to(wasm)) as [Tensor, Tensor]),
      null,
    ).shape,
  ).toEqual([0, 3, 2]);
});
