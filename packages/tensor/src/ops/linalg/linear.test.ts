import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { linear, ShapeError, type Tensor, tensor } from "@lumbre/tensor";
import { linearRelu } from "@lumbre/tensor/engine";
import { randomTensor, sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

test("by hand", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  const weight = tensor([
    [1, 0],
    [0, -1],
    [1, 1],
  ]);
  const bias = tensor([10, 3, 0]);
  expect(linear(x, weight, bias).toArray()).toEqual([
    [11, 1, 3],
    [13, -1, 7],
  ]);
  expect(linearRelu(x, weight, bias).toArray()).toEqual([
    [11, 1, 3],
    [13, 0, 7],
  ]);
  expect(linear(x, weight).toArray()).toEqual([
    [1, -2, 3],
    [3, -4, 7],
  ]);
});

test("bears PyTorch's name in the graph", () => {
  const weight = tensor([[1, 0]], { requiresGrad: true });
  expect(linear(tensor([[1, 2]]), weight, tensor([1])).gradFn?.name).toBe("AddmmBackward0");
  expect(linear(tensor([[1, 2]]), weight).gradFn?.name).toBe("MmBackward0");
});

test.each([
  ["linear", linear],
  ["linearRelu", linearRelu],
])("%s by differences, to second order", (_, fn) => {
  const size = fc.integer({ min: 1, max: 4 });
  const leaf = (shape: number[], seed: number): Tensor => randomTensor(shape, seed, { requiresGrad: true });
  fc.assert(
    fc.property(fc.array(size, { maxLength: 2 }), size, size, fc.nat(1000), (lead, inFeatures, outFeatures, seed) => {
      const operands = [leaf([...lead, inFeatures], seed), leaf([outFeatures, inFeatures], seed + 1)];
      for (const inputs of [operands, [...operands, leaf([outFeatures], seed + 2)]]) {
        const call = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor => fn(x, weight, bias);
        expect(gradcheck(call, inputs).passed).toBe(true);
        expect(gradgradcheck(call, inputs, { atol: 1e-4 }).passed).toBe(true);
      }
    }),
    { numRuns: sampledRuns(15) },
  );
});

test("features that do not fit are refused", () => {
  expect(() => linear(tensor([[1, 2]]), tensor([[1, 2, 3]]))).toThrow(
    new ShapeError("linear: input [1, 2] has 2 features, weight [1, 3] expects 3"),
  );
});
