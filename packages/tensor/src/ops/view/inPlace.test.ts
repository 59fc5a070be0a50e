import { grad, noGrad } from "@lumbre/autograd";
import { GradError, IndexError, ShapeError, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const rows = (): Tensor =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const recorded = (): [leaf: Tensor, x: Tensor] => {
  const leaf = rows().requiresGrad_();
  return [leaf, leaf.mul(1)];
};

describe("a change of the shape in place", () => {
  test("is that of the tensor itself, on the same memory", () => {
    const x = rows();
    const alias = x.view(6);
    expect(x.t_()).toBe(x);
    expect([x.shape, x.strides, x.tolist()]).toEqual([
      [3, 2],
      [1, 3],
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ]);
    expect(x.unsqueeze_(0).transpose_(0, -1).shape).toEqual([2, 3, 1]);
    expect(x.squeeze_().swapaxes_(0, 1).shape).toEqual([3, 2]);
    alias.fill_(7);
    expect(x.swapdims_(0, 1).tolist()).toEqual([
      [7, 7, 7],
      [7, 7, 7],
    ]);
    expect(zeros(3).t_().shape).toEqual([3]);
    expect(zeros([]).t_().shape).toEqual([]);
  });

  test("is recorded, on what the tensor was and on its views", () => {
    const [leaf, x] = recorded();
    const view = x.select(0, 1);
    x.t_();
    x.mul_(tensor([10, 100]));
    const weight = tensor([1, 2, 3]);
    const [first] = grad(view.mul(weight).sum(), [leaf], { retainGraph: true });
    expect((first as Tensor).tolist()).toEqual([
      [0, 0, 0],
      [100, 200, 300],
    ]);
    const [all] = grad(x.mul(tensor([[1], [2], [3]])).sum(), [leaf]);
    expect((all as Tensor).tolist()).toEqual([
      [10, 20, 30],
      [100, 200, 300],
    ]);
  });

  test("keeps the gradient that is retained", () => {
    const [, x] = recorded();
    x.retainGrad();
    x.t_();
    x.sum().backward();
    expect(x.grad?.shape).toEqual([3, 2]);
  });

  test("lets go of a leaf's gradient that no longer has its shape", () => {
    const leaf = rows().requiresGrad_();
    leaf.sum().backward();
    noGrad(() => leaf.squeeze_());
    expect(leaf.grad?.shape).toEqual([2, 3]);
    noGrad(() => leaf.t_());
    expect(leaf.grad).toBe(null);
    leaf.sum().backward();
    expect(leaf.grad?.shape).toEqual([3, 2]);
  });

  test("is refused where history would be lost, and changes nothing", () => {
    const leaf = rows().requiresGrad_();
    expect(() => leaf.t_()).toThrow("t_: a leaf tensor that requires grad");
    expect(() => leaf.select(0, 1).unsqueeze_(0)).toThrow("unsqueeze_: a view of a leaf tensor");
    const [, x] = recorded();
    expect(() => noGrad(() => x.squeeze_())).toThrow(GradError);
    expect(() => noGrad(() => x.transpose_(0, 1))).toThrow("transpose_: the tensor has a history");
    expect([leaf.shape, x.shape]).toEqual([
      [2, 3],
      [2, 3],
    ]);
    expect(noGrad(() => leaf.t_()).shape).toEqual([3, 2]);
  });

  test("counts as a change of what another op has saved", () => {
    const [, x] = recorded();
    const y = x.mul(x);
    x.unsqueeze_(0);
    expect(() => y.sum().backward()).toThrow("unsqueeze_");
  });

  test("says what does not fit", () => {
    expect(() => zeros(2).squeeze_(1)).toThrow(IndexError);
    expect(() => zeros(2).unsqueeze_(3)).toThrow("unsqueeze_: Dimension out of range");
    expect(() => zeros(2).transpose_(0, 1)).toThrow("transpose_: Dimension out of range");
    expect(() => zeros(2).swapaxes_(0, 1)).toThrow("swapaxes_: Dimension out of range");
    expect(() => zeros(2, 2, 2).t_()).toThrow(ShapeError);
  });
});

test("a view of nothing can be written into, and has a gradient", () => {
  for (const change of [(x: Tensor) => x.t().mul_(2), (x: Tensor) => x.narrow(1, 1, 2).copy_(zeros(2))]) {
    const leaf = zeros(0, 3).requiresGrad_();
    const x = leaf.mul(1);
    change(x);
    x.sum().backward();
    expect(leaf.grad?.shape).toEqual([0, 3]);
  }
});

test("ravel and adjoint are views where they can be", () => {
  const x = rows();
  x.ravel().fill_(1);
  x.adjoint().select(0, 0).fill_(2);
  expect(x.tolist()).toEqual([
    [2, 1, 1],
    [2, 1, 1],
  ]);
  expect(x.t().ravel().tolist()).toEqual([2, 2, 1, 1, 1, 1]);
  expect(zeros(2, 3, 4, 5).adjoint().shape).toEqual([2, 3, 5, 4]);
  expect(() => zeros(2).adjoint()).toThrow("adjoint: expects at least two dimensions");
});
