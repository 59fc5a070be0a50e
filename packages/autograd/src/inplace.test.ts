import { arange, DTypeError, GradError, ones, ShapeError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectClose, randomTensor } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { grad, gradcheck, gradgradcheck, noGrad } from "./index.js";

function leaf(data: number[] | number[][]): Tensor {
  return tensor(data, { dtype: "float64", requiresGrad: true });
}

describe("versions", () => {
  test("count the changes in place of a tensor and all its views", () => {
    const x = zeros(2, 3);
    const view = x.t().select(0, 1);
    expect(x.storage.version).toBe(0);
    x.add_(1);
    view.mul_(2);
    x.detach().fill_(3);
    x.indexPut_([0, [1, 2]], 4);
    x.scatter_(1, tensor([[0]], { dtype: "int32" }), 5);
    expect(view.storage.version).toBe(5);
    expect(x.toArray()).toEqual([
      [5, 4, 4],
      [3, 3, 3],
    ]);
    x.add(1);
    x.clone().add_(1);
    expect(x.storage.version).toBe(5);
  });

  test("count a change of nothing, too", () => {
    const x = zeros(2, 0, 3);
    expect(x.neg_()).toBe(x);
    expect(x.clone().requiresGrad_().clone().add_(1).shape).toEqual([2, 0, 3]);
    expect(zeros(1, 0).expand(4, 0).mul_(2).shape).toEqual([4, 0]);
  });

  test("stay as they are when an op throws, and so does the value", () => {
    const x = ones(2, 3);
    const w = leaf([1, 2]);
    expect(() => x.add_(ones(2))).toThrow(ShapeError);
    expect(() => ones(2, { dtype: "int32" }).add_(0.5)).toThrow(DTypeError);
    expect(() => x.select(0, 0).copy_(w)).toThrow(ShapeError);
    expect(() => w.add_(1)).toThrow(GradError);
    expect(x.storage.version).toBe(0);
    expect(w.storage.version).toBe(0);
    expect(w.toArray()).toEqual([1, 2]);
  });

  test("a result that is larger than the target does not fit", () => {
    expect(() => ones(3).add_(ones(2, 3))).toThrow(
      new ShapeError("add_: output of shape [3] cannot hold the result of shape [2, 3]"),
    );
  });
});

describe("leaves", () => {
  const message =
    "add_: a leaf tensor that requires grad is being used in an in-place operation; wrap it in noGrad(() => ...)";

  test("that require grad change only inside of noGrad", () => {
    const w = leaf([1, 2]);
    expect(() => w.add_(1)).toThrow(new GradError(message));
    const loss = w.mul(3).sum();
    noGrad(() => w.add_(1));
    expect(w.toArray()).toEqual([2, 3]);
    expect(w.isLeaf).toBe(true);
    loss.backward();
    expect(w.grad?.toArray()).toEqual([3, 3]);
  });

  test("that require none may become part of a graph", () => {
    const x = zeros(2, { dtype: "float64" });
    const w = leaf([1, 2]);
    x.add_(w).mul_(w);
    expect(x.requiresGrad).toBe(true);
    x.sum().backward();
    expect(w.grad?.toArray()).toEqual([2, 4]);
  });

  test("their views change only inside of noGrad, too", () => {
    const w = leaf([
      [1, 2],
      [3, 4],
    ]);
    expect(() => w.select(0, 1).mul_(10)).toThrow(
      new GradError(
        "mul_: a view of a leaf tensor that requires grad is being used in an in-place operation; wrap it in " +
          "noGrad(() => ...), view and all",
      ),
    );
    noGrad(() => w.select(0, 1).mul_(10));
    expect(w.toArray()).toEqual([
      [1, 2],
      [30, 40],
    ]);
    expect(w.storage.version).toBe(1);
  });
});

describe("recorded changes", () => {
  test.each<[string, (a: Tensor, b: Tensor) => Tensor]>([
    ["a chain", (a, b) => a.mul(2).mul_(b).add_(a).mul_(b.add(3))],
    ["of a product", (a, b) => a.mul(b).mul_(a).square_()],
    ["used again outside", (a, b) => a.add(1).add_(b).mul(b)],
    ["copy_", (a, b) => a.mul(2).copy_(b.square()).mul(a)],
    [
      "scatterAdd_",
      (a, b) => a.square().scatterAdd_(0, tensor([[1, 0, 1]], { dtype: "int32" }), b.square().unsqueeze(0)),
    ],
    ["indexPut_", (a, b) => a.square().indexPut_([1], b.square()).mul(a)],
  ])("have the right gradients, to second order: %s", (_, fn) => {
    const a = randomTensor([2, 3], 1, { requiresGrad: true });
    const b = randomTensor([3], 2, { requiresGrad: true });
    gradcheck(fn, [a, b]);
    gradgradcheck(fn, [a, b]);
  });

  test("of a tensor by itself", () => {
    const w = leaf([1, 2, 3]);
    const x = w.mul(1);
    x.add_(x);
    expectClose(grad(x.sum(), w)[0], [2, 2, 2]);
    const y = w.mul(1);
    expectClose(grad(y.mul_(y).sum(), w)[0], [2, 4, 6]);
  });

  test("by a view of the tensor itself", () => {
    const w = leaf([
      [1, 2],
      [3, 4],
    ]);
    const x = w.mul(1);
    x.mul_(x.t());
    expectClose(x, [
      [1, 6],
      [6, 16],
    ]);
    expectClose(grad(x.sum(), w)[0], [
      [2, 6],
      [4, 8],
    ]);
  });

  test("overwriting cuts off what was there: its gradient is zero", () => {
    const w = leaf([1, 2]);
    const y = w.mul(2);
    y.copy_(tensor([5, 6]));
    expect(y.requiresGrad).toBe(true);
    y.sum().backward();
    expect(w.grad?.toArray()).toEqual([0, 0]);
    const z = w.mul(2).zero_();
    expectClose(grad(z.sum(), w)[0], [0, 0]);
  });

  test("leave the tensor's own object in place", () => {
    const w = leaf([1, 2]);
    const x = w.mul(2);
    const node = x.gradFn;
    expect(x.add_(1)).toBe(x);
    expect(x.gradFn).not.toBe(node);
    expect(x.gradFn?.name).toBe("AddBackward0");
    expect(x.isLeaf).toBe(false);
  });
});

describe("saved values", () => {
  const modified = (op: string, what: string, by: string): GradError =>
    new GradError(
      `${op}: one of the variables needed for gradient computation has been modified by an inplace operation: ${what}, of ` +
        `shape [2], is at version 1, last changed by ${by}; expected version 0 instead`,
    );

  test("an input that was changed is an error", () => {
    const w = leaf([1, 2]);
    const x = tensor([3, 4], { dtype: "float64" });
    const y = w.mul(x);
    x.add_(1);
    expect(() => y.sum().backward()).toThrow(modified("mul", "input 1", "add_"));
    expect(w.grad).toBeNull();
  });

  test("an output that was changed is one", () => {
    const w = leaf([1, 2]);
    const y = w.exp();
    y.add_(1);
    expect(() => y.sum().backward()).toThrow(modified("exp", "output 0", "add_"));
  });

  test("a change through a view, or through detach, is one as well", () => {
    const touches: [string, (x: Tensor) => Tensor][] = [
      ["fill_", (x) => x.narrow(0, 0, 1).fill_(0)],
      ["mul_", (x) => x.detach().mul_(2)],
      ["div_", (x) => x.div_(2, { roundingMode: "floor" })],
      ["clamp_", (x) => x.clamp_(0)],
      ["sin_", (x) => x.sin_()],
      ["maskedFill_", (x) => x.maskedFill_(x.gt(0), 2)],
      ["hardtanh", (x) => x.hardtanh({ inplace: true })],
    ];
    for (const [by, touch] of touches) {
      const w = leaf([1, 2]);
      const x = tensor([3, 4], { dtype: "float64" });
      const y = w.mul(x);
      touch(x);
      expect(() => y.sum().backward()).toThrow(modified("mul", "input 1", by));
    }
  });

  test("an index that was changed is one", () => {
    const w = leaf([1, 2, 3]);
    const index = tensor([0, 2], { dtype: "int32" });
    const y = w.gather(0, index);
    index.fill_(1);
    expect(() => y.sum().backward()).toThrow(modified("gather", "input 1", "fill_"));
  });

  test("what no gradient needs may change", () => {
    const w = leaf([1, 2]);
    const y = w.add(w.mul(2));
    const x = y.relu();
    y.mul_(1);
    x.mul_(1);
    const z = w.mul(3);
    z.add(1);
    z.add_(1);
    z.sum().backward();
    expect(w.grad?.toArray()).toEqual([3, 3]);
  });
});

describe("views of a tensor that was changed", () => {
  test("show what was written without recording", () => {
    const x = arange(6).reshape(2, 3);
    const view = x.t();
    x.mul_(2);
    expect(view.toArray()).toEqual([
      [0, 6],
      [2, 8],
      [4, 10],
    ]);
    view.fill_(1);
    expect(x.equal(ones(2, 3))).toBe(true);
  });
});

describe("writing over memory that is read", () => {
  test("reads all of it first", () => {
    const x = arange(5);
    x.narrow(0, 1, 4).copy_(x.narrow(0, 0, 4));
    expect(x.toArray()).toEqual([0, 0, 1, 2, 3]);
    const y = arange(4).reshape(2, 2);
    y.copy_(y.t());
    expect(y.toArray()).toEqual([
      [0, 2],
      [1, 3],
    ]);
    y.add_(y.t());
    expect(y.toArray()).toEqual([
      [0, 3],
      [3, 6],
    ]);
    const z = arange(3);
    z.scatterAdd_(0, tensor([0, 0, 0], { dtype: "int32" }), z);
    expect(z.toArray()).toEqual([3, 1, 2]);
  });

  test("is refused for a tensor that shows one element twice", () => {
    const x = ones(1, 3).expand(2, 3);
    expect(() => x.mul_(2)).toThrow(
      new ShapeError(
        "mul_: unsupported operation: more than one element of the written-to tensor, of shape [2, 3] and strides [0, 1], " +
          "refers to a single memory location; clone() the tensor before the operation",
      ),
    );
    expect(() => x.zero_()).toThrow(ShapeError);
  });
});

test("a rounded division in place leaves what its divisor's gradient needs", () => {
  const [x, y] = [leaf([7, -7]), leaf([2, 3])];
  const z = x.mul(1).div_(y, { roundingMode: "floor" });
  expect(z.tolist()).toEqual([3, -3]);
  z.sum().backward();
  expect(x.grad?.tolist()).toEqual([0, 0]);
  expect(y.grad?.tolist()).toEqual([0, 0]);
});
