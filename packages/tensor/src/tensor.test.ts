import { describe, expect, test } from "vitest";
import { ArgumentError, arange, ones, Tensor, tensor } from "./index.js";
import { internals } from "./internals.js";

const Any = Tensor as unknown as new (...given: unknown[]) => Tensor;

test.each<[string, unknown[], string]>([
  ["nothing", [], "undefined"],
  ["an array", [[1, 2]], "an array"],
  ["a size", [3], "3"],
])("a tensor made with new from %s says what to write", (_, given, got) => {
  expect(() => new Any(...given)).toThrow(
    new ArgumentError(`Tensor: expected a tensor, got ${got}; make one with tensor(...)`),
  );
});

test("a tensor over another one has its elements and its memory", () => {
  const x = arange(6).view(2, 3).t();
  const y = new Tensor(x);
  expect(y.toArray()).toEqual(x.toArray());
  x.fill_(7);
  expect(y.toArray()).toEqual(x.toArray());
  expect(internals(y).storage).toBe(internals(x).storage);
});

test("a view that starts inside of its storage", () => {
  const y = new Tensor(tensor([1, 2, 3]).narrow(0, 1, 2));
  expect(y.toArray()).toEqual([2, 3]);
});

describe("methods that no op stands behind", () => {
  const x = ones(2, 3) as unknown as Record<string, (...args: unknown[]) => unknown>;

  test("take arguments by position and by name", () => {
    expect(ones(2, 3).size()).toEqual([2, 3]);
    expect(x.size(-1)).toBe(3);
    expect(x.size({ dim: 0 })).toBe(2);
    expect(ones(2).requiresGrad_().requiresGrad).toBe(true);
    expect(ones(2).requiresGrad_(false).requiresGrad).toBe(false);
  });

  test.each<[() => unknown, string]>([
    [() => x.size(1, 0), "size: 1 argument(s) too many, got 0; write size(dim?)"],
    [() => x.size("1"), 'size: dim must be an integer, got "1"'],
    [() => x.size({ dims: 1 }), "size: unknown option dims; did you mean dim?"],
    [() => x.requiresGrad_(1), "requiresGrad_: requiresGrad must be true or false, got 1"],
    [() => x.requiresGrad_(null), "requiresGrad_: requiresGrad must be true or false, got null"],
    [() => void Object.assign(x, { requiresGrad: "yes" }), 'requiresGrad: it must be true or false, got "yes"'],
    [() => void Object.assign(x, { grad: 1 }), "grad: expected null or a tensor, got 1"],
    [() => (x.toString as (...args: unknown[]) => string)(1), "toString: 1 argument(s) too many, got 1"],
    ...["dim", "numel", "isContiguous", "isFloatingPoint", "readSync", "toArray", "elementSize", "dispose", "item"].map(
      (name): [() => unknown, string] => [() => x[name](1), `${name}: 1 argument(s) too many, got 1; write ${name}()`],
    ),
  ])("%#", (call, message) => {
    expect(call).toThrow(ArgumentError);
    expect(call).toThrow(message);
    expect(ones(2, 3).equal(x as unknown as Tensor)).toBe(true);
  });

  test("read, which comes later", async () => {
    await expect((ones(2).read as (...args: unknown[]) => Promise<unknown>)(1)).rejects.toThrow(
      "read: 1 argument(s) too many, got 1; write read()",
    );
  });
});

describe("data", () => {
  test("is the same memory, and writes into it are not recorded", () => {
    const weight = ones(2, 3).requiresGrad_();
    weight.data.t().select(0, 1).fill_(0);
    expect([weight.data.requiresGrad, weight.data.isLeaf, weight.isLeaf]).toEqual([false, true, true]);
    expect(weight.toArray()).toEqual([
      [1, 0, 1],
      [1, 0, 1],
    ]);
  });

  test("can be assigned, in another shape and dtype too", () => {
    const weight = ones(2).requiresGrad_();
    weight.grad = ones(2);
    weight.data = tensor([3, 4]);
    expect([weight.toArray(), weight.requiresGrad, weight.grad.toArray()]).toEqual([[3, 4], true, [1, 1]]);
    const wider = ones(1, 3, { dtype: "float64" });
    weight.data = wider;
    expect([weight.shape, weight.strides, weight.dtype, weight.grad]).toEqual([[1, 3], [3, 1], "float64", null]);
    weight.data.fill_(5);
    expect(wider.toArray()).toEqual([[5, 5, 5]]);
  });

  test("refuses what the tensor cannot be", () => {
    const weight = ones(2).requiresGrad_();
    expect(() => void Object.assign(weight, { data: [1, 2] })).toThrow("data: expected a tensor, got an array");
    expect(() => void Object.assign(weight, { data: weight.to("int32") })).toThrow(
      "data: a tensor that requires a gradient holds float32 or float64, got int32",
    );
    expect(weight.toArray()).toEqual([1, 1]);
  });
});

test("contiguous is the tensor itself where that is row-major, and else a row-major copy", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(x.contiguous()).toBe(x);
  for (const [view, values] of [
    [x.t(), [1, 4, 2, 5, 3, 6]],
    [x.narrow(1, 1, 2), [2, 3, 5, 6]],
    [x.select(0, 0).expand(2, 3), [1, 2, 3, 1, 2, 3]],
  ] as const) {
    const copy = view.contiguous();
    expect(copy.isContiguous()).toBe(true);
    expect(copy.storage).not.toBe(x.storage);
    expect([...copy.readSync()]).toEqual(values);
    expect(copy.shape).toEqual(view.shape);
  }
});
