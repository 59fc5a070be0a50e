import { GradError, ones, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { randomTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { customFunction, enableGrad, grad, isGradEnabled, noGrad } from "./index.js";

describe("backward", () => {
  test("accumulates over calls, and null stands for no gradient", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    expect(x.grad).toBeNull();
    x.mul(2).sum().backward();
    x.mul(3).sum().backward();
    expect(x.grad?.toArray()).toEqual([5, 5, 5]);
    x.grad = null;
    x.mul(x).sum().backward();
    expect((x.grad as unknown as Tensor).toArray()).toEqual([2, 4, 6]);
  });

  describe("a null gradient on one path", () => {
    const blocked = customFunction({
      name: "blocked",
      forward: (_, x: Tensor) => x.mul(3),
      backward: () => [null],
    });
    test.each<[string, (x: Tensor) => Tensor]>([
      ["before the others", (x) => blocked(x).add(x)],
      ["behind the others", (x) => x.add(blocked(x))],
      ["between the others", (x) => x.mul(0.25).add(blocked(x)).add(x.mul(0.75))],
      ["and another op before it", (x) => x.add(blocked(x).mul(2).exp())],
      ["and another op behind it", (x) => x.add(blocked(x.mul(2)))],
    ])("leaves the others alone: %s", (_, fn) => {
      for (const isLeaf of [true, false]) {
        const x = tensor([1, 2], { requiresGrad: true });
        fn(isLeaf ? x : x.mul(1))
          .sum()
          .backward();
        expect(x.grad?.toArray()).toEqual([1, 1]);
      }
    });
  });

  test("brings a gradient to the dtype of its input, whatever a rule returns", () => {
    const widened = customFunction({
      name: "widened",
      forward: (_, x: Tensor) => x.mul(1),
      backward: (_, g) => [g.to("float64").mul(1 / 3)],
    });
    const x = tensor([1, 2], { requiresGrad: true });
    widened(x).sum().backward();
    expect(x.grad?.dtype).toBe("float32");
    const y = x.mul(1);
    expect(grad(widened(y).sum(), y)[0].dtype).toBe("float32");
    const double = tensor([1, 2], { dtype: "float64", requiresGrad: true });
    x.mul(double).sum().backward();
    expect(x.grad?.dtype).toBe("float32");
    const sum = customFunction({
      name: "sum",
      forward: (_, a: Tensor, b: Tensor) => a.add(b),
      backward: (_, g) => [g.to("float64"), g.to("float32")],
    });
    for (const [a, b] of [
      [x, double],
      [double, x],
    ]) {
      const gradients = grad(sum(a, b).sum(), [a, b]);
      expect(gradients.map(({ dtype }) => dtype)).toEqual([a.dtype, b.dtype]);
    }
  });

  test("wants one gradient for each output", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const [a, b] = [x.mul(2).sum(), x.mul(3).sum()];
    const error = (given: number): ValueError => new ValueError(`grad: got 2 outputs and ${given} gradOutputs`);
    expect(() => grad([a, b], x, { gradOutputs: [tensor(1)] })).toThrow(error(1));
    expect(() => grad([a, b], x, { gradOutputs: tensor(1) })).toThrow(error(1));
    expect(() => grad([a, b], x, { gradOutputs: [tensor(1), null, null] })).toThrow(error(3));
    expect(grad([a, b], x, { gradOutputs: [tensor(10), null] })[0].toArray()).toEqual([23, 23]);
  });

  test("sums the gradient back over broadcast dimensions", () => {
    const x = ones(2, 3, { requiresGrad: true });
    const row = tensor([1, 2, 3], { requiresGrad: true });
    const column = tensor([[1], [2]], { requiresGrad: true });
    x.mul(row).mul(column).sum().backward();
    expect(row.grad?.toArray()).toEqual([3, 3, 3]);
    expect(column.grad?.toArray()).toEqual([[6], [6]]);
    expect(x.grad?.toArray()).toEqual([
      [1, 2, 3],
      [2, 4, 6],
    ]);
  });

  test("visits each node of a diamond once", () => {
    // Thirty diamonds in a row have 2^30 paths.
    const x = tensor([1], { requiresGrad: true });
    let y = x.mul(1);
    let visits = 0;
    for (let i = 0; i < 30; i++) {
      y = y.mul(0.5).add(y.mul(0.5));
      y.registerHook(() => {
        visits++;
      });
    }
    y.sum().backward();
    expect(visits).toBe(30);
    expect(x.grad?.item()).toBe(1);
  });

  test("goes through a chain of 100,000 ops", () => {
    const x = tensor([1], { requiresGrad: true });
    let y = x.mul(1);
    for (let i = 0; i < 100_000; i++) y = y.add(1);
    y.sum().backward();
    expect(x.grad?.item()).toBe(1);
    expect(y.item()).toBe(100_001);
  });

  test("a tensor used twice gets both gradients", () => {
    const x = tensor([3], { requiresGrad: true });
    x.mul(x).add(x).sum().backward();
    expect(x.grad?.toArray()).toEqual([7]);
  });

  test("does not follow an input without a rule, by which alone nothing is recorded", () => {
    // The gradient of relu is an op of the gradient and of the output, with a rule for the first only.
    const x = tensor([-1, 2], { requiresGrad: true });
    const [constant] = grad(x.relu().sum(), x, { createGraph: true });
    expect([constant.requiresGrad, constant.gradFn]).toEqual([false, null]);
    const [dx] = grad(x.relu().square().sum(), x, { createGraph: true });
    expect(grad(dx.sum(), x)[0].toArray()).toEqual([0, 2]);
  });

  test("two leaves of one sum do not share their gradient's memory", () => {
    const a = tensor([1, 2], { requiresGrad: true });
    const b = tensor([3, 4], { requiresGrad: true });
    a.add(b).sum().backward();
    noGrad(() => a.grad?.mul_(10));
    expect(a.grad?.toArray()).toEqual([10, 10]);
    expect(b.grad?.toArray()).toEqual([1, 1]);
  });

  test("a gradient that the user passes is not kept as a leaf's gradient", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const g = tensor([5, 6]);
    x.add(0).backward(g);
    noGrad(() => x.grad?.mul_(2));
    expect(g.toArray()).toEqual([5, 6]);
  });

  test("retainGrad fills in the gradient of an inner tensor", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(3);
    y.retainGrad();
    y.mul(y).sum().backward();
    expect(y.grad?.toArray()).toEqual([6, 12]);
  });

  test("numbers and integer tensors take part without a gradient", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const ints = tensor([2, 3], { dtype: "int32" });
    x.mul(ints).mul(2).sum().backward();
    expect(x.grad?.toArray()).toEqual([4, 6]);
    expect(ints.requiresGrad).toBe(false);
  });

  test("gradients have the dtype of the tensor they belong to", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = tensor([1, 2], { dtype: "float64" });
    x.mul(y).sum().backward();
    expect(x.grad?.dtype).toBe("float32");
  });
});

describe("errors", () => {
  test("a non-scalar needs a gradient", () => {
    const x = ones(2, 3, { requiresGrad: true });
    expect(() => x.mul(2).backward()).toThrow(
      new GradError(
        "backward: grad can be implicitly created only for scalar outputs; the shape is [2, 3], so pass a gradient",
      ),
    );
  });

  test("a gradient of another shape", () => {
    const x = ones(2, 3, { requiresGrad: true });
    expect(() => x.mul(2).backward(ones(3))).toThrow(
      "backward: a gradient of shape [3] does not fit a tensor of shape [2, 3]",
    );
  });

  test("a tensor without a graph", () => {
    expect(() => ones(1).backward()).toThrow("backward: the tensor does not require grad and does not have a gradFn");
  });

  test("a second backward names retainGraph", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(x).sum();
    y.backward();
    expect(() => y.backward()).toThrow(
      "mul: Trying to backward through the graph a second time, but the saved values have already been freed. " +
        "Specify { retainGraph: true } when calling backward() or grad() the first time",
    );
    expect(x.grad?.toArray()).toEqual([2, 4]);
  });

  test("retainGraph allows it", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(x).sum();
    y.backward(null, { retainGraph: true });
    y.backward();
    expect(x.grad?.toArray()).toEqual([4, 8]);
  });

  test("integers cannot require a gradient", () => {
    expect(() => tensor([1], { dtype: "int32", requiresGrad: true })).toThrow(
      "only float32 and float64 tensors can require gradients, got int32",
    );
  });

  test("a saved value that was changed in place", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const w = tensor([3, 4]);
    const y = x.mul(w);
    w.add_(1);
    expect(() => y.sum().backward()).toThrow(
      "mul: one of the variables needed for gradient computation has been modified by an inplace operation",
    );
    expect(x.grad).toBeNull();
  });

  test("a value that no gradient needs may change in place", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const w = tensor([3, 4]);
    const y = x.add(w);
    w.add_(1);
    y.sum().backward();
    expect(x.grad?.toArray()).toEqual([1, 1]);
  });
});

describe("grad", () => {
  test("returns gradients and leaves grad alone", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const w = tensor([3, 4], { requiresGrad: true });
    const [dx, dw] = grad(x.mul(w).sum(), [x, w]);
    expect(dx.toArray()).toEqual([3, 4]);
    expect(dw.toArray()).toEqual([1, 2]);
    expect(x.grad).toBeNull();
    expect(w.grad).toBeNull();
  });

  test("of inner tensors", () => {
    const x = tensor([2], { requiresGrad: true });
    const y = x.mul(x);
    const z = y.mul(y);
    const [dy, dx] = grad(z, [y, x]);
    expect(dy.item()).toBe(8);
    expect(dx.item()).toBe(32);
  });

  test("of an input that does not matter", () => {
    const x = tensor([1], { requiresGrad: true });
    const unused = tensor([1], { requiresGrad: true });
    expect(() => grad(x.mul(2), [x, unused])).toThrow("grad: input 1 appears to not have been used in the graph");
    const [dx, none] = grad(x.mul(2), [x, unused], { allowUnused: true });
    expect(dx?.item()).toBe(2);
    expect(none).toBeNull();
  });

  test("of an input that does not require one", () => {
    const x = tensor([1], { requiresGrad: true });
    expect(() => grad(x.mul(2), [x, ones(1)])).toThrow("grad: input 1, of shape [1], does not require grad");
  });

  test("leaves out what leads to no input", () => {
    const x = tensor([1], { requiresGrad: true });
    const w = tensor([1], { requiresGrad: true });
    const side = w.mul(2);
    let visited = false;
    side.registerHook(() => {
      visited = true;
    });
    grad(x.mul(side), x);
    expect(visited).toBe(false);
  });

  test("third derivatives", () => {
    const x = tensor(2, { requiresGrad: true, dtype: "float64" });
    const y = x.mul(x).mul(x).mul(x);
    const [first] = grad(y, x, { createGraph: true });
    const [second] = grad(first, x, { createGraph: true });
    const [third] = grad(second, x);
    expect([first.item(), second.item(), third.item()]).toEqual([32, 48, 48]);
  });

  test("several outputs with gradients of their own", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const [dx] = grad([x.mul(2), x.mul(x)], x, { gradOutputs: [tensor([1, 1]), tensor([10, 100])] });
    expect(dx.toArray()).toEqual([22, 402]);
  });
});

describe("grad modes", () => {
  test("noGrad records nothing, and nests", () => {
    const x = tensor([1], { requiresGrad: true });
    noGrad(() => {
      expect(isGradEnabled()).toBe(false);
      expect(x.mul(2).requiresGrad).toBe(false);
      enableGrad(() => expect(x.mul(2).requiresGrad).toBe(true));
      expect(isGradEnabled()).toBe(false);
    });
    expect(isGradEnabled()).toBe(true);
  });

  test("an error leaves the mode as it was", () => {
    expect(() =>
      noGrad(() => {
        throw new Error("inside");
      }),
    ).toThrow("inside");
    expect(isGradEnabled()).toBe(true);
  });

  test("an async function throws", () => {
    expect(() => noGrad(async () => 1)).toThrow("noGrad: the function returned a promise");
    expect(isGradEnabled()).toBe(true);
  });

  test("detach cuts the graph and shares memory", () => {
    const x = zeros(2, { requiresGrad: true });
    const y = x.mul(1).detach();
    expect(y.requiresGrad).toBe(false);
    const d = x.detach();
    d.add_(1);
    expect(x.toArray()).toEqual([1, 1]);
  });
});

describe("hooks", () => {
  test("see and replace the gradient of inner tensors and of leaves", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const y = x.mul(2);
    const seen: unknown[] = [];
    const handle = y.registerHook((g) => {
      seen.push(g.toArray());
      return g.mul(10);
    });
    x.registerHook((g) => g.add(1));
    y.sum().backward(null, { retainGraph: true });
    expect(seen).toEqual([[1, 1]]);
    expect(x.grad?.toArray()).toEqual([21, 21]);
    handle.remove();
    x.grad = null;
    y.sum().backward();
    expect((x.grad as unknown as Tensor).toArray()).toEqual([3, 3]);
  });

  test("a hook sees the whole gradient of a tensor that is used twice", () => {
    const x = tensor([1], { requiresGrad: true });
    const seen: number[] = [];
    x.registerHook((g) => {
      seen.push(g.item());
    });
    x.mul(2).add(x.mul(3)).sum().backward();
    expect(seen).toEqual([5]);
  });

  test("need a tensor that requires grad", () => {
    expect(() => ones(1).registerHook(() => {})).toThrow(
      "registerHook: cannot register a hook on a tensor that doesn't require gradient",
    );
  });
});

test("the gradient of a random expression is linear in the gradient passed in", () => {
  const x = randomTensor([3, 4], 1, { requiresGrad: true });
  const y = x.mul(x).add(x);
  const g = randomTensor([3, 4], 2);
  const [once] = grad(y, x, { gradOutputs: g, retainGraph: true });
  const [twice] = grad(y, x, { gradOutputs: g.mul(2) });
  expect(twice.toArray()).toEqual(once.mul(2).toArray());
});
