import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { type Tensor, tensor } from "@lumbre/tensor";
import type { NormGeometry } from "@lumbre/tensor/backend";
import { normalizeGroups, scaleChannels } from "@lumbre/tensor/engine";
import { expectClose, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const seed = fc.integer({ min: 0, max: 2 ** 30 });
const size = fc.integer({ min: 1, max: 3 });
const geometries: fc.Arbitrary<NormGeometry> = fc
  .record({ batch: size, groups: size, channels: size, size, acrossBatch: fc.boolean(), eps: fc.constant(0.1) })
  // Two equal elements, or one alone, have nothing to differentiate.
  .filter((g) => (g.acrossBatch ? g.batch : 1) * g.channels * g.size > 2);

interface Case {
  readonly geometry: NormGeometry;
  readonly x: Tensor;
  readonly weight: Tensor;
  readonly bias: Tensor;
}

/** Random operands; in half of the cases x and weight have other strides than their shapes. */
const cases = fc.record({ geometry: geometries, from: seed, isStrided: fc.boolean() }).map((drawn): Case => {
  const { geometry, from, isStrided } = drawn;
  const { batch, groups, channels, size } = geometry;
  const x = isStrided
    ? randomTensor([size, groups * channels, batch], from, { low: -2, high: 2 }).permute(2, 1, 0)
    : randomTensor([batch, groups * channels, size], from, { low: -2, high: 2 });
  const count = groups * channels;
  const weight = randomTensor([count, 2], from + 1, { low: 0.5, high: 2 }).select(1, 0);
  return { geometry, x, weight, bias: randomTensor([count], from + 2) };
});

const runs = { numRuns: sampledRuns(25) };
const leaf = (x: Tensor): Tensor => x.detach().requiresGrad_();

/** The gradient of the sum of what a function gives. */
function gradOf(fn: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) => grad(fn(x).sum(), x, { createGraph: true })[0];
}

/** The same from ops that everybody knows. */
function composed({ geometry, x, weight, bias }: Case) {
  const { batch, groups, channels, size, acrossBatch, eps } = geometry;
  const blocks = x.reshape(batch, groups, channels, size);
  const dims = acrossBatch ? [0, 2, 3] : [2, 3];
  const mean = blocks.mean(dims, { keepDim: true });
  const variance = blocks.var(dims, { unbiased: false, keepDim: true });
  const affine = (values: Tensor): Tensor => values.reshape(groups, channels, 1);
  const y = blocks.sub(mean).div(variance.add(eps).sqrt());
  const output = y.mul(affine(weight)).add(affine(bias)).reshape(x.shape);
  return { output, mean: mean.flatten(), variance: variance.flatten() };
}

describe("normalizeGroups", () => {
  test("is what its parts make", () => {
    fc.assert(
      fc.property(cases, (item) => {
        const { geometry, x, weight, bias } = item;
        const { output, mean, variance } = normalizeGroups("groupNorm", { x, weight, bias }, geometry);
        const expected = composed(item);
        expectClose(output, expected.output);
        expectClose(mean.flatten(), expected.mean);
        expectClose(variance.flatten(), expected.variance);
        expect(mean.shape).toEqual(geometry.acrossBatch ? [geometry.groups] : [geometry.batch, geometry.groups]);
        expect(mean.requiresGrad || variance.requiresGrad).toBe(false);
      }),
    );
  });

  test.each([
    ["alone", (x: Tensor) => ({ x })],
    ["with weights", (x: Tensor, weight: Tensor) => ({ x, weight })],
    ["with biases", (x: Tensor, _: Tensor, bias: Tensor) => ({ x, bias })],
    ["with both", (x: Tensor, weight: Tensor, bias: Tensor) => ({ x, weight, bias })],
  ] as const)("has first and second derivatives, %s", (_, pick) => {
    fc.assert(
      fc.property(cases, ({ geometry, x, weight, bias }) => {
        const chosen = Object.values(pick(x, weight, bias)).map(leaf);
        const names = Object.keys(pick(x, weight, bias));
        const fn = (...inputs: Tensor[]): Tensor => {
          const operands = Object.fromEntries(names.map((name, i) => [name, inputs[i]])) as unknown as { x: Tensor };
          return normalizeGroups("groupNorm", operands, geometry).output;
        };
        expect(gradcheck(fn, chosen).passed).toBe(true);
        expect(gradgradcheck(fn, chosen, { atol: 1e-4 }).passed).toBe(true);
      }),
      runs,
    );
  });

  test("has third derivatives", () => {
    const geometry = { batch: 2, groups: 1, channels: 2, size: 2, acrossBatch: false, eps: 0.1 };
    const x = leaf(randomTensor([2, 2, 2], 1));
    const weight = leaf(randomTensor([2], 2));
    const first = (a: Tensor, w: Tensor): Tensor => {
      const { output } = normalizeGroups("groupNorm", { x: a, weight: w }, geometry);
      return output;
    };
    expect(gradgradcheck((a, w) => first(first(a, w), w).mul(a), [x, weight], { atol: 1e-4 }).passed).toBe(true);
    const cubed = (a: Tensor, w: Tensor): Tensor => gradOf(gradOf((b) => first(b, w).square()))(a);
    expect(gradcheck(cubed, [x, weight], { atol: 1e-4 }).passed).toBe(true);
  });

  test("goes on where the gradient does not ask for weights", () => {
    const x = leaf(tensor([[1, 2, 4]]));
    const geometry = { batch: 1, groups: 1, channels: 3, size: 1, acrossBatch: false, eps: 1e-5 };
    normalizeGroups("layerNorm", { x, weight: tensor([1, 2, 3]) }, geometry)
      .output.sum()
      .backward();
    expect(x.grad?.shape).toEqual([1, 3]);
  });

  test("keeps nothing of its output for the way back", () => {
    const x = leaf(tensor([[1, 2, 4]]));
    const geometry = { batch: 1, groups: 1, channels: 3, size: 1, acrossBatch: false, eps: 1e-5 };
    const { output } = normalizeGroups("layerNorm", { x }, geometry);
    output.mul(output.detach()).sum().backward();
    const again = normalizeGroups("layerNorm", { x }, geometry).output;
    again.relu_().sum().backward();
    expect(x.grad).not.toBeNull();
  });

  test.each([
    [{ weight: tensor([1, 2]) }, "layerNorm: expected weight to have 3 elements, got [2]"],
    [{ bias: tensor([[1], [2]]) }, "layerNorm: expected bias to have 3 elements, got [2, 1]"],
    [{ x: tensor([[1, 2, 4]], { dtype: "int32" }) }, "layerNorm: expected a float32 or float64 tensor, got int32"],
  ])("refuses what does not fit, %#", (operands, message) => {
    const geometry = { batch: 1, groups: 1, channels: 3, size: 1, acrossBatch: false, eps: 1e-5 };
    expect(() => normalizeGroups("layerNorm", { x: tensor([[1, 2, 4]]), ...operands }, geometry)).toThrow(message);
  });
});

test("scaleChannels has first and second derivatives", () => {
  fc.assert(
    fc.property(size, size, size, seed, (batch, channels, length, from) => {
      const x = leaf(randomTensor([batch, channels, length], from));
      const [mean, scale, bias] = [1, 2, 3].map((k) => leaf(randomTensor([channels, 1], from + k)));
      for (const inputs of [
        [x, mean, scale],
        [x, mean, scale, bias],
      ]) {
        const fn = (...values: Tensor[]): Tensor => scaleChannels(values[0], values[1], values[2], values[3] ?? null);
        expectClose(fn(...inputs), inputs.length === 3 ? x.sub(mean).mul(scale) : x.sub(mean).mul(scale).add(bias));
        expect(gradcheck(fn, inputs).passed).toBe(true);
        expect(gradgradcheck(fn, inputs).passed).toBe(true);
      }
    }),
    runs,
  );
});
