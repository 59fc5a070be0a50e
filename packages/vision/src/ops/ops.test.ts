import * as nn from "@lumbre/nn";
import { manualSeed, ones, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ops } from "../index.js";

describe("stochastic depth", () => {
  test("drops the examples that torchvision drops for a seed", () => {
    // torch.manual_seed(0); torchvision.ops.stochastic_depth(torch.ones(8, 2), 0.4, "row")[:, 0]
    manualSeed(0);
    const rows = ops.stochasticDepth(ones(8, 2), 0.4, "row");
    expect((rows.select(1, 0).mul(0.6).toArray() as number[]).map(Math.round)).toEqual([0, 0, 1, 0, 0, 0, 1, 1]);
    expect(rows.select(1, 1).toArray()).toEqual(rows.select(1, 0).toArray());
    // torch.manual_seed(1); [torchvision.ops.stochastic_depth(torch.ones(3, 1), 0.5, "batch")[0].item() for _ in range(6)]
    manualSeed(1);
    const batches = Array.from({ length: 6 }, () => ops.stochasticDepth(ones(3, 1), { p: 0.5, mode: "batch" }));
    expect(batches.map((x) => x.select(0, 0).item())).toEqual([2, 2, 2, 2, 0, 2]);
  });

  test("keeps each example as it is or drops it, with its gradient", () => {
    const size = fc.record({ n: fc.integer({ min: 1, max: 5 }), p: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(size, fc.constantFrom("row" as const, "batch" as const), ({ n, p }, mode) => {
        const x = ones(n, 2, 3, { requiresGrad: true });
        const y = ops.stochasticDepth(x, p, mode);
        y.sum().backward();
        expect(x.grad?.toArray()).toEqual(y.toArray());
        const factors = new Set(y.flatten().toArray() as number[]);
        for (const factor of factors) if (factor !== 0) expect(factor).toBeCloseTo(1 / (1 - p), 3);
        if (mode === "batch") expect(factors.size).toBe(1);
      }),
      { numRuns: sampledRuns(50) },
    );
  });

  test("rests in evaluation, and refuses what is no batch", () => {
    const layer = new ops.StochasticDepth(1, { mode: "batch" });
    const x = ones(2, 2);
    expect(layer(x).toArray()).toEqual(zeros(2, 2).toArray());
    expect(layer.eval()(x)).toBe(x);
    expect(() => ops.stochasticDepth(tensor(1), 0.5, "row")).toThrow(ShapeError);
    expect(() => ops.stochasticDepth(x, 2, "row")).toThrow(ValueError);
    expect(() => new ops.StochasticDepth(0.5, "column" as never)).toThrow(
      'StochasticDepth: "column" is not a valid value for mode; expected "batch" or "row"',
    );
  });
});

test("squeeze and excitation multiplies each channel by one factor", () => {
  const layer = new ops.SqueezeExcitation(2, 1);
  layer.loadStateDict({
    "fc1.weight": tensor([[[[1]], [[-1]]]]),
    "fc1.bias": zeros(1),
    "fc2.weight": tensor([[[[1]]], [[[0]]]]),
    "fc2.bias": zeros(2),
  });
  const x = tensor([[[[4, 2, 0]], [[1, 1, 1]]]]); // the means are 2 and 1, so that 1 is left of them
  const [first, second] = layer(x).view(2, 3).toArray() as number[][];
  const sigmoid = 1 / (1 + Math.exp(-1));
  for (const [i, value] of first.entries()) expect(value).toBeCloseTo([4, 2, 0][i] * sigmoid, 6);
  expect(second).toEqual([0.5, 0.5, 0.5]);
  const scaled = new ops.SqueezeExcitation(2, 1, { scaleActivation: () => new nn.Hardsigmoid() });
  expect(String(scaled)).toContain("(scale_activation): Hardsigmoid()");
  expect((layer(ones(1, 2, 1, 1)) as Tensor).shape).toEqual([1, 2, 1, 1]);
});
