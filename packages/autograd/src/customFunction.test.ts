import { type Tensor, tensor } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { customFunction, grad, gradcheck, gradgradcheck } from "./index.js";

const cube = customFunction({
  name: "cube",
  forward(ctx, x: Tensor) {
    ctx.saveForBackward(x);
    return x.mul(x).mul(x);
  },
  backward(ctx, g) {
    const [x] = ctx.savedTensors;
    return [g.mul(x).mul(x).mul(3)];
  },
});

const scaledSum = customFunction({
  name: "scaledSum",
  forward: (ctx, a: Tensor, factor: number, b: Tensor) => {
    ctx.saveForBackward(a, b);
    return a.add(b.mul(factor));
  },
  backward: (ctx, g) => [ctx.needsInputGrad[0] ? g : null, null, ctx.needsInputGrad[2] ? g.mul(2) : null],
});

test("uses its own backward, to second order", () => {
  const x = tensor([1, -2, 0.5], { dtype: "float64", requiresGrad: true });
  expect(gradcheck(cube, [x]).passed).toBe(true);
  expect(gradgradcheck(cube, [x]).passed).toBe(true);
  const y = cube(x);
  expect(y.gradFn?.name).toBe("CubeBackward0");
});

test("runs backward once for all inputs, and takes inputs that are no tensors", () => {
  const a = tensor([1], { requiresGrad: true });
  const b = tensor([1], { requiresGrad: true });
  scaledSum(a, 2, b).sum().backward();
  expect(a.grad?.item()).toBe(1);
  expect(b.grad?.item()).toBe(2);
});

test("the same tensor twice gets both gradients", () => {
  const a = tensor([1], { requiresGrad: true });
  scaledSum(a, 2, a).sum().backward();
  expect(a.grad?.item()).toBe(3);
});

test("only what is asked for", () => {
  const a = tensor([1], { requiresGrad: true });
  const b = tensor([1], { requiresGrad: true });
  expect(grad(scaledSum(a, 2, b), b)[0].item()).toBe(2);
});

test("a forward that hands back its input", () => {
  const identity = customFunction({ name: "identity", forward: (_, x: Tensor) => x, backward: (_, g) => [g.mul(5)] });
  const x = tensor([1], { requiresGrad: true });
  const y = identity(x);
  y.sum().backward();
  expect(x.grad?.item()).toBe(5);
  // The input keeps its place at the end of the graph, also when it goes in twice.
  expect(y).not.toBe(x);
  expect([x.isLeaf, x.gradFn, y.isLeaf, y.gradFn?.name]).toEqual([true, null, false, "IdentityBackward0"]);
  identity(identity(x)).sum().backward();
  expect(x.grad?.item()).toBe(5 + 25);
});

test("a forward that hands back a tensor from elsewhere that requires a gradient", () => {
  const w = tensor([3], { requiresGrad: true });
  const replaced = customFunction({ name: "replaced", forward: (_, _x: Tensor) => w, backward: (_, g) => [g.mul(2)] });
  const x = tensor([1], { requiresGrad: true });
  const y = replaced(x);
  y.sum().backward();
  expect([x.grad?.item(), w.grad, w.isLeaf, w.gradFn]).toEqual([2, null, true, null]);
});

test("goes backward twice where nothing was saved", () => {
  const twice = customFunction({
    name: "twice",
    forward: (_, x: Tensor) => x.mul(2),
    backward: (ctx, g) => [g.mul(2 + ctx.savedTensors.length)],
  });
  const x = tensor([1], { requiresGrad: true });
  const y = twice(x).sum();
  y.backward();
  y.backward();
  expect(x.grad?.item()).toBe(4);
});

test("is not recorded when no input requires grad", () => {
  expect(cube(tensor([1])).requiresGrad).toBe(false);
});

test("a wrong number of gradients", () => {
  const wrong = customFunction({ name: "wrong", forward: (_, x: Tensor) => x.mul(1), backward: (_, g) => [g, g] });
  const x = tensor([1], { requiresGrad: true });
  expect(() => wrong(x).sum().backward()).toThrow("wrong: backward returned 2 gradients for 1 inputs");
});

test("a second backward, and a saved tensor that was changed", () => {
  const x = tensor([2], { requiresGrad: true });
  const y = cube(x).sum();
  y.backward();
  expect(() => y.backward()).toThrow("cube: Trying to backward through the graph a second time");
  const w = tensor([2]);
  const scale = customFunction({
    name: "scale",
    forward: (ctx, a: Tensor) => {
      ctx.saveForBackward(w);
      return a.mul(w);
    },
    backward: (ctx, g) => [g.mul(ctx.savedTensors[0])],
  });
  const z = scale(x).sum();
  w.add_(1);
  expect(() => z.backward()).toThrow("scale: a tensor saved for backward has been modified by an inplace operation");
});
