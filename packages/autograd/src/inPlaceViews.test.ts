import { GradError, ones, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectClose } from "@lumbre/testing";
import { describe, expect, test } from "vitest";
import { customFunction, grad, noGrad } from "./index.js";

function leaf(data: number[] | number[][]): Tensor {
  return tensor(data, { dtype: "float64", requiresGrad: true });
}

/** A leaf, and a tensor made of it. */
function made(): [w: Tensor, x: Tensor] {
  const w = leaf([
    [1, 2],
    [3, 4],
  ]);
  return [w, w.mul(1)];
}

describe("histories", () => {
  test("of a base and its views are named as in PyTorch", () => {
    const [, x] = made();
    const [v, other] = [x.select(0, 0), x.t()];
    expect(v.gradFn?.name).toBe("SelectBackward0");
    expect(v.mul_(2)).toBe(v);
    expect([x, v, other].map(({ gradFn }) => gradFn?.name)).toEqual([
      "CopySlices",
      "AsStridedBackward0",
      "AsStridedBackward0",
    ]);
    expect(x.gradFn).toBe(x.gradFn);
    expect(v.gradFn).toBe(v.gradFn);
  });

  test("are new for every view of a base that had none", () => {
    const x = zeros(2, 2, { dtype: "float64" });
    const [v, other] = [x.select(0, 0), x.select(0, 1)];
    const w = leaf([3, 4]);
    v.add_(w);
    expect([x, v, other].map(({ requiresGrad, isLeaf }) => [requiresGrad, isLeaf])).toEqual([
      [true, false],
      [true, false],
      [true, false],
    ]);
    expectClose(grad(x.mul(x).sum().add(other.sum()), w)[0], [6, 8]);
  });

  test("end at detach", () => {
    const [, x] = made();
    const { gradFn } = x;
    const d = x.detach();
    d.mul_(leaf([1, 2]));
    expect(x.gradFn).toBe(gradFn);
    expect(d.gradFn?.name).toBe("MulBackward0");
    d.t().select(0, 0).mul_(2);
    expect(x.gradFn).toBe(gradFn);
    expect(d.gradFn?.name).toBe("CopySlices");
  });

  test("do not change where nothing is recorded", () => {
    const [w, x] = made();
    const v = x.select(0, 0);
    const { gradFn } = v;
    noGrad(() => v.mul_(3));
    expect(v.gradFn).toBe(gradFn);
    expectClose(grad(v.sum(), w)[0], [
      [1, 1],
      [0, 0],
    ]);
  });

  test("of a base that is not row-major have the right gradients", () => {
    const x = ones(2, 3, { dtype: "float64" }).t().detach();
    expect(x.strides).toEqual([1, 3]);
    const w = leaf([2, 3]);
    const v = x.select(0, 1);
    v.mul_(w);
    x.t().narrow(1, 0, 2).square_();
    expectClose(x, [
      [1, 1],
      [4, 9],
      [1, 1],
    ]);
    const c = tensor(
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      { dtype: "float64" },
    );
    expectClose(grad(x.mul(c).sum(), w, { retainGraph: true })[0], [3 * 4, 4 * 6]);
    expectClose(grad(v.sum(), w)[0], [4, 6]);
  });

  test("go on where the base was given other data", () => {
    const x = zeros(2, 2, { dtype: "float64" });
    const v = x.select(0, 0);
    x.setData(ones(2, 2, { dtype: "float64" }));
    const w = leaf([3, 4]);
    v.add_(w);
    expect(x.requiresGrad).toBe(false);
    expectClose(grad(v.sum(), w)[0], [1, 1]);
  });
});

describe("errors", () => {
  const several = (op: string, who: string): GradError =>
    new GradError(
      `${op}: a view of shape [2] is one of several that unbind, split or chunk made and ${who} modified in place; take it ` +
        "with select or narrow, or use an operation that is not in place",
    );

  test.each<[string, (x: Tensor) => Tensor]>([
    ["unbind", (x) => x.unbind()[0]],
    ["split", (x) => x.split(1)[0].select(0, 0)],
    ["chunk", (x) => x.chunk(2)[0].view(2)],
  ])("a view of %s is not changed", (_, view) => {
    const [, x] = made();
    const v = view(x);
    expect(() => v.mul_(2)).toThrow(several("mul_", "is being"));
    expect(x.readSync()).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(x.storage.version).toBe(0);
    expect(v.sum().requiresGrad).toBe(true);
    x.mul_(2);
    expect(() => v.sum()).toThrow(several("sum", "it or its base has been"));
    expect(v.toString()).toBe("tensor([2., 4.], dtype=float64, grad_fn=<Invalid>)");
    noGrad(() => expectClose(v.sum(), 6));
  });

  test("a view of tensorSplit is, as it is made of slices", () => {
    const [w, x] = made();
    x.tensorSplit(2)[0].mul_(3);
    expectClose(grad(x.sum(), w)[0], [
      [3, 3],
      [1, 1],
    ]);
  });

  test("a view that was made without recording is not changed with recording, nor the other way round", () => {
    const refused = (op: string, who: string): GradError =>
      new GradError(
        `${op}: a view of shape [2] was created in noGrad mode and ${who} modified in place with grad mode enabled; move ` +
          "both the view and the operation into noGrad(() => ...), or both out of it",
      );
    const [, x] = made();
    const v = noGrad(() => x.select(0, 0)).view(2);
    expect(() => v.mul_(2)).toThrow(refused("mul_", "is being"));
    noGrad(() => v.mul_(2));
    expectClose(x.select(0, 0), [2, 4]);
    x.mul_(2);
    expect(() => v.sum()).toThrow(refused("sum", "it or its base has been"));
    const plain = noGrad(() => zeros(2, 2, { dtype: "float64" }).select(0, 0));
    expect(() => plain.mul_(leaf([1, 2]))).toThrow(refused("mul_", "is being"));
    expect(plain.mul_(2).requiresGrad).toBe(false);
  });

  test("a view is not changed that is a leaf itself, or whose base has come to require a gradient since", () => {
    const refused = new GradError(
      "mul_: a view of a leaf tensor that requires grad is being used in an in-place operation; wrap it in " +
        "noGrad(() => ...), view and all",
    );
    expect(() => zeros(2, 2).select(0, 0).requiresGrad_().mul_(2)).toThrow(refused);
    const x = ones(2, 2, { dtype: "float64" });
    const v = x.select(0, 0);
    x.requiresGrad_();
    expect(v.requiresGrad).toBe(false);
    for (const factor of [2, leaf([3, 4])]) expect(() => v.mul_(factor)).toThrow(refused);
    expect([x.isLeaf, x.storage.version, v.toArray()]).toEqual([true, 0, [1, 1]]);
  });

  test("an input that a custom function handed back is not changed", () => {
    const same = customFunction({ name: "same", forward: (_, x: Tensor) => x, backward: (_, g) => [g.mul(10)] });
    const [w, x] = made();
    const y = same(x);
    expectClose(grad(y.sum(), w, { retainGraph: true })[0], [
      [10, 10],
      [10, 10],
    ]);
    expect(() => y.mul_(2)).toThrow(
      new GradError(
        "mul_: a view of shape [2, 2] was made by a custom function and is being modified in place, which would pass over " +
          "the function's backward; clone() it first",
      ),
    );
    x.mul_(2);
    expect(() => y.sum()).toThrow(
      "sum: a view of shape [2, 2] was made by a custom function and it or its base has been modified in place, which",
    );
  });

  test("overlapping windows are not changed with recording", () => {
    const x = leaf([1, 2, 3]).mul(1);
    expect(() => x.unfold(0, 2, 1).mul_(2)).toThrow(
      new GradError(
        "mul_: a tensor of shape [2, 2] that shows elements of its base more than once cannot be changed in place and " +
          "recorded; clone() it first",
      ),
    );
  });
});

describe("what is known of a tensor before a change", () => {
  test("retainGrad goes on with the new value", () => {
    const [, x] = made();
    const v = x.select(0, 0);
    x.retainGrad();
    v.retainGrad();
    x.mul(1);
    x.mul_(3);
    x.mul(5).sum().add(v.sum()).backward();
    expectClose(x.grad as Tensor, [
      [6, 6],
      [5, 5],
    ]);
    expectClose(v.grad as Tensor, [1, 1]);
  });

  test("retainGrad of a base goes on after a change of a view", () => {
    const [w, x] = made();
    x.retainGrad();
    x.select(0, 0).mul_(3);
    x.mul(5).sum().backward();
    expectClose(x.grad as Tensor, [
      [5, 5],
      [5, 5],
    ]);
    expectClose(w.grad as Tensor, [
      [15, 15],
      [5, 5],
    ]);
  });

  test("hooks see the gradient of the value that they were registered on", () => {
    const [, x] = made();
    const seen: Tensor[] = [];
    x.registerHook((g) => void seen.push(g));
    x.select(0, 0).mul_(3);
    x.registerHook((g) => void seen.push(g));
    x.sum().backward();
    expectClose(seen[0], [
      [1, 1],
      [1, 1],
    ]);
    expectClose(seen[1], [
      [3, 3],
      [1, 1],
    ]);
  });
});
