import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { type Tensor, tensor } from "@lumbre/tensor";
import { normalizeGroups, normalizeGroupsRelu } from "@lumbre/tensor/engine";
import { expectClose, randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const size = fc.integer({ min: 1, max: 3 });
const leaf = (x: Tensor): Tensor => x.detach().requiresGrad_();

interface Case {
  readonly shape: readonly [batch: number, channels: number, size: number];
  readonly from: number;
  readonly hasAddend: boolean;
  readonly isAffine: boolean;
  readonly limit: number;
}

const cases = fc
  .record({
    shape: fc.tuple(size, size, size),
    from: fc.nat(2 ** 30),
    hasAddend: fc.boolean(),
    isAffine: fc.boolean(),
    limit: fc.constantFrom(0.7, Number.POSITIVE_INFINITY),
  })
  .filter(({ shape: [batch, , length] }) => batch * length > 2);

function operandsOf({ shape, from, hasAddend, isAffine }: Case): Tensor[] {
  const [, channels] = shape;
  const parameters = isAffine ? [randomTensor([channels], from + 1), randomTensor([channels], from + 2)] : [];
  const addend = hasAddend ? [randomTensor([...shape], from + 3)] : [];
  return [randomTensor([...shape], from, { low: -2, high: 2 }), ...parameters, ...addend].map(leaf);
}

function fused(item: Case, isOne: boolean): (...inputs: Tensor[]) => Tensor {
  const [batch, channels, length] = item.shape;
  const geometry = { batch, groups: channels, channels: 1, size: length, acrossBatch: true, eps: 0.1 };
  return (...inputs) => {
    const [x] = inputs;
    const [weight, bias] = item.isAffine ? inputs.slice(1) : [null, null];
    const addend = item.hasAddend ? (inputs.at(-1) as Tensor) : null;
    if (isOne) return normalizeGroupsRelu({ x, weight, bias, addend }, geometry, item.limit).output;
    const { output } = normalizeGroups("batchNorm", { x, weight, bias }, geometry);
    const sum = addend === null ? output : output.add(addend);
    return item.limit === Number.POSITIVE_INFINITY ? sum.relu() : sum.hardtanh(0, item.limit);
  };
}

describe("normalizeGroupsRelu", () => {
  test("by hand: the norm of 1 and 3 is -1 and 1", () => {
    const x = leaf(tensor([[[1, 3]]]));
    const addend = leaf(tensor([[[3, 1]]]));
    const geometry = { batch: 1, groups: 1, channels: 1, size: 2, acrossBatch: true, eps: 0 };
    const { output, mean, variance } = normalizeGroupsRelu({ x, addend }, geometry, 6);
    expect([output, mean, variance].map((y) => y.toArray())).toEqual([[[[2, 2]]], [2], [1]]);
    expect(output.gradFn?.name).toBe("BatchNormReluBackward0");
    output
      .mul(tensor([5, 7]))
      .sum()
      .backward();
    expect(addend.grad?.toArray()).toEqual([[[5, 7]]]);
    const alone = normalizeGroupsRelu({ x, addend: null, bias: tensor([1.5]), weight: tensor([5]) }, geometry, 6);
    expect(alone.output.toArray()).toEqual([[[0, 6]]]);
    expect(grad(alone.output.sum(), x)[0].toArray()).toEqual([[[0, 0]]]);
  });

  test("is what its parts make, with first and second derivatives", () => {
    fc.assert(
      fc.property(cases, (item) => {
        const inputs = operandsOf(item);
        const [one, parts] = [true, false].map((isOne) => fused(item, isOne));
        expectClose(one(...inputs), parts(...inputs));
        const [first, expected] = [one, parts].map((fn) =>
          grad(
            fn(...inputs)
              .square()
              .sum(),
            inputs,
          ),
        );
        for (const [i, gradient] of first.entries()) expectClose(gradient, expected[i]);
        const second = [one, parts].map((fn) => {
          const gradients = grad(
            fn(...inputs)
              .pow(3)
              .sum(),
            inputs,
            { createGraph: true },
          );
          const sum = gradients.map((g) => g.square().sum()).reduce((a, b) => a.add(b));
          return grad(sum, inputs);
        });
        for (const [i, gradient] of second[0].entries())
          expectClose(gradient, second[1][i], { rtol: 1e-8, atol: 1e-8 });
      }),
      { numRuns: sampledRuns(60) },
    );
  });

  test("passes gradcheck and gradgradcheck away from corners", () => {
    const item = {
      shape: [2, 2, 3],
      from: 3,
      hasAddend: true,
      isAffine: true,
      limit: Number.POSITIVE_INFINITY,
    } as const;
    const inputs = operandsOf(item);
    expect(gradcheck(fused(item, true), inputs).passed).toBe(true);
    expect(gradgradcheck(fused(item, true), inputs, { atol: 1e-4 }).passed).toBe(true);
  });

  test("keeps neither its output nor its addend for the way back", () => {
    const item = { shape: [2, 2, 3], from: 1, hasAddend: true, isAffine: true, limit: 6 } as const;
    const inputs = operandsOf(item);
    const output = fused(item, true)(...inputs);
    output.mul_(2);
    output.sum().backward();
    expect(inputs.every((input) => input.grad !== null)).toBe(true);
  });

  test("refuses an addend of another shape", () => {
    const geometry = { batch: 1, groups: 1, channels: 1, size: 2, acrossBatch: true, eps: 0 };
    expect(() => normalizeGroupsRelu({ x: tensor([1, 3]), addend: tensor([1]) }, geometry, 6)).toThrow(
      "batchNorm: cannot add [1] to a result of [2]",
    );
  });
});
