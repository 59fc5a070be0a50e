import { type Tensor, tensor } from "@lumbre/tensor";
import { randomTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { customFunction, gradcheck, gradgradcheck } from "../index.js";

/** x * w with a gradient that `spoil` has changed. */
function spoiled(spoil: (g: Tensor, x: Tensor, w: Tensor) => [Tensor, Tensor]): (x: Tensor, w: Tensor) => Tensor {
  return customFunction({
    name: "spoiledMatmul",
    forward(ctx, x: Tensor, w: Tensor) {
      ctx.saveForBackward(x, w);
      return x.matmul(w);
    },
    backward: (ctx, g) => spoil(g, ctx.savedTensors[0], ctx.savedTensors[1]),
  });
}

const right = (g: Tensor, x: Tensor, w: Tensor): [Tensor, Tensor] => [g.matmul(w.t()), x.t().matmul(g)];

const mutations: Record<string, (g: Tensor, x: Tensor, w: Tensor) => [Tensor, Tensor]> = {
  "a wrong sign": (g, x, w) => [g.matmul(w.t()).mul(-1), x.t().matmul(g)],
  "a missing transpose": (g, x, w) => [g.matmul(w), x.t().matmul(g)],
  "a missing scale": (g, x, w) => [g.matmul(w.t()), x.t().matmul(g).mul(0.5)],
  "a gradient of zero": (g, x, w) => [g.matmul(w.t()).mul(0), x.t().matmul(g)],
  "a NaN": (g, x, w) => [g.matmul(w.t()).mul(Number.NaN), x.t().matmul(g)],
};

describe.each([
  ["entry by entry", { fastMode: false }],
  ["in a random direction", { fastMode: true }],
  ["by samples", { maxEntries: 4 }],
])("gradcheck %s", (name, options) => {
  const inputs = (): Tensor[] => [
    randomTensor([3, 3], 1, { requiresGrad: true }),
    randomTensor([3, 3], 2, { requiresGrad: true }),
  ];

  test("accepts the right gradient", () => {
    expect(gradcheck(spoiled(right), inputs(), options).passed).toBe(true);
    expect(gradgradcheck(spoiled(right), inputs(), options).passed).toBe(true);
  });

  test("lets an error of a fifth of the tolerance pass, and not one of five times as much", () => {
    const off = (factor: number) => spoiled((g, x, w) => [g.matmul(w.t()).mul(factor), x.t().matmul(g)]);
    expect(gradcheck(off(1.0002), inputs(), options).passed).toBe(true);
    expect(() => gradcheck(off(1.005), inputs(), options)).toThrow("gradcheck: the gradient of");
    expect(gradcheck(off(1.005), inputs(), { ...options, rtol: 0.025 }).passed).toBe(true);
  });

  test.each(Object.keys(mutations))("catches %s", (mutation) => {
    const report = gradcheck(spoiled(mutations[mutation]), inputs(), { ...options, raiseException: false });
    expect(report.passed).toBe(false);
    expect(report.worst).not.toBeNull();
    expect(() => gradcheck(spoiled(mutations[mutation]), inputs(), options)).toThrow(
      name === "by samples" ? "gradcheck: the gradient of a weighted sum" : "gradcheck: the gradient of output 0",
    );
  });
});

test("gradgradcheck catches a backward that is right to first order only", () => {
  const detached = spoiled((g, x, w) => [g.matmul(w.detach().t()), x.detach().t().matmul(g)]);
  const inputs = [randomTensor([2, 2], 1, { requiresGrad: true }), randomTensor([2, 2], 2, { requiresGrad: true })];
  expect(gradcheck(detached, inputs).passed).toBe(true);
  expect(() => gradgradcheck(detached, inputs)).toThrow("gradcheck: the gradient of output");
});

test("the report has the worst index and both values", () => {
  const off = customFunction({
    name: "off",
    forward: (_, x: Tensor) => x.mul(2),
    backward: (_, g) => [g.mul(tensor([2, 2, 7], { dtype: "float64" }))],
  });
  const report = gradcheck(off, [randomTensor([3], 1, { requiresGrad: true })], { raiseException: false });
  expect(report.worst).toMatchObject({ input: 0, inputIndex: 2, output: 0, outputIndex: 2, analytical: 7 });
  expect(report.worst?.numerical).toBeCloseTo(2, 6);
});

test("the report has the first of those that are equally wrong", () => {
  const bad = customFunction({
    name: "bad",
    forward: (_, x: Tensor, y: Tensor) => x.add(y),
    backward: (_, g) => [g.mul(Number.NaN), g.mul(Number.NaN)],
  });
  const inputs = [1, 2].map((seed) => randomTensor([2], seed, { requiresGrad: true }));
  const { worst, tensors } = gradcheck(bad, inputs, { raiseException: false });
  expect(worst).toMatchObject({ input: 0, inputIndex: 0, outputIndex: 0 });
  expect(tensors[1].worst).toMatchObject({ input: 1, inputIndex: 0, outputIndex: 0 });
});

test("compares every entry while inputs and outputs have at most 64 elements, then a direction", () => {
  const compared = (size: number, others: number, outputs: number): number => {
    const func = (x: Tensor, y: Tensor): Tensor => x.sum().add(y.sum()).expand(outputs);
    return gradcheck(func, [randomTensor([size], 1, { requiresGrad: true }), randomTensor([others], 2)]).tensors[0]
      .compared;
  };
  expect(compared(20, 30, 14)).toBe(20 * 14);
  expect([compared(21, 30, 14), compared(20, 31, 14), compared(20, 30, 15)]).toEqual([1, 1, 1]);
});

test("every entry decides where a direction fails, up to 4096 of them, and then samples do not", () => {
  // Half of what an entry is allowed, at all of them: along a direction they add up to more than it is allowed.
  const flat = customFunction({
    name: "flat",
    forward: (_, x: Tensor) => x.sum().mul(0).add(1),
    backward: (_, g) => [g.mul(0).add(5e-6).expand(size)],
  });
  let size = 4096;
  const check = () => gradcheck(flat, randomTensor([size], 1, { requiresGrad: true }), { raiseException: false });
  expect(check()).toMatchObject({ passed: true, tensors: [{ compared: 4096 }] });
  size = 4097;
  expect(check()).toMatchObject({ passed: false, tensors: [{ compared: 1 }] });
});

test("needs float64 inputs, one of which requires a gradient", () => {
  expect(() => gradcheck((x) => x, [tensor([1], { requiresGrad: true })])).toThrow(
    "gradcheck: input 0 is float32; differences need float64",
  );
  expect(() => gradcheck((x) => x, [randomTensor([1], 1)])).toThrow(
    "gradcheck: expected at least one input with requiresGrad",
  );
});

test("several outputs, and outputs that depend on nothing", () => {
  const x = randomTensor([4], 3, { requiresGrad: true });
  expect(gradcheck((x) => [x.mul(x), x.sum(), randomTensor([2], 9)], [x]).passed).toBe(true);
});
