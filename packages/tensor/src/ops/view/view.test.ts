import { grad, gradcheck, gradgradcheck } from "@lumbre/autograd";
import {
  ArgumentError,
  arange,
  fromTypedArray,
  IndexError,
  ShapeError,
  Tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/engine";
import {
  baseModel,
  callNamed,
  elementAt,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
  viewChains,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(loadFixture("tensor", "views"), callNamed);

/** A row-major base in which each element is its own place. */
function numbered(shape: readonly number[]): Tensor {
  return arange(numel(shape), { dtype: "float64" }).reshape([...shape]);
}

describe("chains of views", () => {
  test("show the elements that their definitions say", () => {
    fc.assert(
      fc.property(viewChains({ length: 3, distinct: false }), ({ shape, steps, model }) => {
        const y = steps.reduce((x, step) => step.apply(x), numbered(shape));
        expect(y.shape).toEqual(model.shape);
        const expected = [...indicesOf(model.shape)].map(model.place);
        expect([...indicesOf(model.shape)].map((index) => elementAt(y, index))).toEqual(expected);
        // The same once more through the copying kernel.
        expect([...y.clone().readSync()]).toEqual(expected);
      }),
      { numRuns: sampledRuns(500) },
    );
  });

  test("write into their base, and nowhere else", () => {
    fc.assert(
      fc.property(viewChains({ length: 3, distinct: true }), fc.nat(), ({ shape, steps, model }, seed) => {
        const x = numbered(shape);
        const y = steps.reduce((view, step) => step.apply(view), x);
        if (y.storage !== x.storage) return;
        const values = randomTensor(y.shape, seed);
        const expected = x.readSync();
        for (const index of indicesOf(model.shape)) expected[model.place(index)] = elementAt(values, index);
        y.copy_(values);
        expect([...x.readSync()]).toEqual([...expected]);
      }),
      { numRuns: sampledRuns(300) },
    );
  });

  test("send each gradient back to where its element came from, and add up", () => {
    fc.assert(
      fc.property(viewChains({ length: 3, distinct: false }), fc.nat(), ({ shape, steps, model }, seed) => {
        const x = numbered(shape).requiresGrad_();
        const y = steps.reduce((view, step) => step.apply(view), x);
        const g = randomTensor(y.shape, seed);
        const expected = new Float64Array(x.numel());
        for (const index of indicesOf(model.shape)) expected[model.place(index)] += elementAt(g, index);
        const found = grad(y, x, { gradOutputs: g })[0].readSync();
        for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 12);
      }),
      { numRuns: sampledRuns(300) },
    );
  });

  test("have second derivatives", () => {
    fc.assert(
      fc.property(viewChains({ length: 2, distinct: false }), fc.nat(), ({ shape, steps }, seed) => {
        const x = randomTensor(shape, seed, { requiresGrad: true });
        const y = (x: Tensor): Tensor => steps.reduce((view, step) => step.apply(view), x.square());
        gradcheck(y, [x]);
        gradgradcheck(y, [x]);
      }),
      { numRuns: sampledRuns(40) },
    );
  });
});

test("view and reshape keep the row-major order of a strided input", () => {
  fc.assert(
    fc.property(stridedTensors({ minRank: 1 }), fc.nat(), (x, choice) => {
      const count = x.numel();
      const divisors = Array.from({ length: count }, (_, i) => i + 1).filter((size) => count % size === 0);
      const size = divisors[choice % divisors.length];
      const elements = [...indicesOf(x.shape)].map((index) => elementAt(x, index));
      expect([...x.reshape(size, -1).readSync()]).toEqual(elements);
      let y: Tensor;
      try {
        y = x.view(size, -1);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
        expect(x.isContiguous()).toBe(false);
        return;
      }
      expect(y.storage).toBe(x.storage);
      expect([...indicesOf(y.shape)].map((index) => elementAt(y, index))).toEqual(elements);
    }),
  );
});

test("view refuses only what no strides could show", () => {
  // Whether the elements of x, in order, lie at equal steps along each dimension of the new shape.
  const hasStrides = (x: Tensor, shape: readonly number[]): boolean => {
    const places = [...indicesOf(x.shape)].map((index) => index.reduce((at, i, d) => at + i * x.strides[d], 0));
    const { place } = baseModel(shape);
    const steps = shape.map((size, d) => (size > 1 ? places[place(shape.map((_, e) => (e === d ? 1 : 0)))] : 0));
    return [...indicesOf(shape)].every(
      (index) => places[place(index)] === index.reduce((at, i, d) => at + i * steps[d], 0),
    );
  };
  fc.assert(
    fc.property(stridedTensors({ minRank: 1, maxRank: 3 }), fc.nat(), (x, choice) => {
      const count = x.numel();
      const divisors = Array.from({ length: count }, (_, i) => i + 1).filter((size) => count % size === 0);
      const size = divisors[choice % divisors.length];
      let isView = true;
      try {
        x.view(size, count / size);
      } catch {
        isView = false;
      }
      // PyTorch takes no notice of strides that fit by chance across stretched dimensions; neither has to.
      if (isView || !x.strides.includes(0)) expect(isView).toBe(hasStrides(x, [size, count / size]));
    }),
    { numRuns: sampledRuns(300) },
  );
});

test("view takes no notice of the strides of dimensions of size 1", () => {
  const x = new Tensor(arange(48).storage, [2, 2, 1, 3], [24, 3, 99, 1]);
  expect(x.view(2, 6).toArray()).toEqual([
    [0, 1, 2, 3, 4, 5],
    [24, 25, 26, 27, 28, 29],
  ]);
});

test("views share memory, and know their base", () => {
  const x = arange(6).reshape(2, 3);
  const y = x.t().narrow(0, 1, 2);
  expect(y.storage).toBe(x.storage);
  expect(y.base?.storage).toBe(x.storage);
  y.fill_(9);
  expect(x.toArray()).toEqual([
    [0, 9, 9],
    [3, 9, 9],
  ]);
  expect(x.storage.version).toBe(1);
  expect(x.t().reshape(6).storage).not.toBe(x.storage);
  expect(x.flatten().storage).toBe(x.storage);
});

test("an empty slice at the end of the memory stays inside of it", () => {
  const x = arange(4).slice(0, { start: 4 });
  expect(x.shape).toEqual([0]);
  expect(x.offset).toBe(0);
  expect(x.add(1).toArray()).toEqual([]);
  expect(zeros(0, 3).select(1, 2).shape).toEqual([0]);
  expect(zeros(2, 0).flatten().shape).toEqual([0]);
});

test("squeeze takes a list, and leaves alone what is larger than 1", () => {
  expect(zeros(1, 2, 1).squeeze([0, 1]).shape).toEqual([2, 1]);
  expect(zeros(1, 2, 1).squeeze([]).shape).toEqual([1, 2, 1]);
});

describe("arguments by position and by name", () => {
  const x = arange(24).reshape(2, 3, 4);
  // Calls in plain JavaScript, which types do not hold back.
  const call = (name: string, ...args: unknown[]): Tensor =>
    (x as unknown as Record<string, (...args: unknown[]) => Tensor>)[name](...args);

  test.each<[string, ...unknown[][]]>([
    ["view", [6, 4], [[6, 4]], [{ shape: [6, 4] }]],
    ["reshape", [6, -1], [[6, -1]], [{ shape: [6, -1] }]],
    ["permute", [2, 0, 1], [[2, 0, 1]], [{ dims: [2, 0, 1] }]],
    ["expand", [5, 2, 3, 4], [[5, -1, -1, -1]], [{ sizes: [5, 2, 3, 4] }]],
    ["viewAs", [zeros(6, 4)], [{ other: zeros(6, 4) }]],
    ["reshapeAs", [zeros(6, 4)], [{ other: zeros(6, 4) }]],
    ["expandAs", [zeros(5, 2, 3, 4)], [{ other: zeros(5, 2, 3, 4) }]],
    ["flatten", [0, 1], [0, { endDim: 1 }], [{ endDim: 1 }], [undefined, 1]],
    ["unflatten", [2, [2, 2]], [2, { sizes: [2, 2] }], [{ dim: 2, sizes: [2, 2] }]],
    ["squeeze", [], [null], [{ dim: null }], [[]], [{}]],
    ["unsqueeze", [1], [{ dim: 1 }]],
    ["transpose", [0, 2], [0, { dim1: 2 }], [{ dim0: 0, dim1: 2 }]],
    ["movedim", [0, 2], [[0], { destination: [2] }], [{ source: 0, destination: 2 }]],
    ["narrow", [2, 1, 2], [2, 1, { length: 2 }], [{ dim: 2, start: 1, length: 2 }]],
    ["select", [1, 2], [1, { index: 2 }], [{ dim: 1, index: 2 }]],
    ["slice", [2, 1, null, 2], [2, 1, { step: 2 }], [2, { start: 1, step: 2 }], [{ dim: 2, start: 1, step: 2 }]],
    ["unfold", [2, 2, 1], [2, { size: 2, step: 1 }], [{ dim: 2, size: 2, step: 1 }]],
  ])("%s", (name, ...forms) => {
    const [first, ...others] = forms.map((form) => call(name, ...form));
    for (const other of others) {
      expect(other.shape).toEqual(first.shape);
      expect(other.toArray()).toEqual(first.toArray());
    }
  });

  test.each<[string, unknown[], string]>([
    ["view", ["6"], 'view: shape must be a list of numbers, got "6"'],
    ["view", [6, "4"], 'view: 1 argument(s) too many, got "4"; write view(x, shape)'],
    ["reshape", [6, undefined], "reshape: number 1 of the list is undefined"],
    ["reshape", [{ size: [6, 4] }], "reshape: unknown option size; it takes x, shape"],
    ["permute", [[0, 1, 2], 1], "permute: 1 argument(s) too many, got 1; write permute(x, dims)"],
    ["viewAs", [[6, 4]], "viewAs: other must be a tensor, got an array; make one with tensor(...)"],
    ["viewAs", [zeros(5)], "viewAs: shape [5] is invalid for input of size 24"],
    ["expandAs", [zeros(5)], "expandAs: the number of sizes provided (1) must be greater or equal"],
    ["flatten", [{ start: 1 }], "flatten: unknown option start; it takes x, startDim, endDim"],
    ["squeeze", ["0"], 'squeeze: dim must be a number or a list of numbers, got "0"'],
    ["unsqueeze", [], "unsqueeze: missing argument dim; write unsqueeze(x, dim)"],
    ["transpose", [0, "1"], 'transpose: dim1 must be a number, got "1"'],
    ["t", [1], "t: 1 argument(s) too many, got 1; write t(x)"],
    ["select", [0, null], "select: index must be a number, got null"],
    ["slice", [0, { stop: 1 }], "slice: unknown option stop; did you mean step?"],
    ["unfold", [0, 1, 1, 1], "unfold: 1 argument(s) too many, got 1; write unfold(x, dim, size, step)"],
  ])("%s refuses (%#)", (name, args, message) => {
    expect(() => call(name, ...args)).toThrow(message);
  });

  test("refusals of arguments are ArgumentErrors", () => {
    expect(() => call("permute", "0")).toThrow(ArgumentError);
  });
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [() => x.view(4), new ShapeError("view: shape [4] is invalid for input of size 6")],
    [() => x.view(-1, 4), new ShapeError("view: shape [-1, 4] is invalid for input of size 6")],
    [() => x.view(-1, -1), new ShapeError("view: sizes must be whole numbers >= 0 with at most one -1, got [-1, -1]")],
    [() => x.view(1.5, 4), new ShapeError("view: sizes must be whole numbers >= 0 with at most one -1, got [1.5, 4]")],
    [
      () => x.t().view(6),
      new ShapeError(
        "view: view size [6] is not compatible with the input's size [3, 2] and strides [1, 3] (at least one dimension " +
          "spans across two of them); use reshape(...) instead",
      ),
    ],
    [
      () => zeros(0, 3).reshape(-1, 0),
      new ShapeError(
        "reshape: cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can be " +
          "any value and is ambiguous",
      ),
    ],
    [() => x.permute(0), new ShapeError("permute: dims [0] must name each dimension of shape [2, 3] once")],
    [() => x.permute(1, 1), new ShapeError("permute: dims [1, 1] must name each dimension of shape [2, 3] once")],
    [
      () => x.transpose(0, 2),
      new IndexError("transpose: Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ],
    [
      () => zeros(1, 1, 1).t(),
      new ShapeError("t: expects a tensor with <= 2 dimensions, but the shape is [1, 1, 1]; use transpose(dim0, dim1)"),
    ],
    [
      () => x.expand(3),
      new ShapeError(
        "expand: the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor (2); " +
          "target sizes [3], tensor sizes [2, 3]",
      ),
    ],
    [
      () => x.expand(2, 4),
      new ShapeError(
        "expand: the expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1; " +
          "target sizes [2, 4], tensor sizes [2, 3]",
      ),
    ],
    [
      () => x.expand(-1, 2, 3),
      new ShapeError("expand: sizes must be whole numbers >= 0, or -1 for an existing dimension, got [-1, 2, 3]"),
    ],
    [
      () => x.squeeze(2),
      new IndexError("squeeze: Dimension out of range (expected to be in range of [-2, 1], but got 2)"),
    ],
    [
      () => x.unsqueeze(-4),
      new IndexError("unsqueeze: Dimension out of range (expected to be in range of [-3, 2], but got -4)"),
    ],
    [() => x.flatten(1, 0), new ShapeError("flatten: startDim 1 comes after endDim 0 in shape [2, 3]")],
    [() => x.unflatten(1, [2, 2]), new ShapeError("unflatten: shape [2, 2] is invalid for input of size 3")],
    [
      () => zeros([]).unflatten(0, [1]),
      new ShapeError("unflatten: expected a dimension to split and sizes for it, got shape [] and sizes [1]"),
    ],
    [() => x.select(1, 3), new IndexError("select: index 3 is out of bounds for dimension 1 with size 3")],
    [() => x.select(-1, -4), new IndexError("select: index -4 is out of bounds for dimension 1 with size 3")],
    [() => x.select(0, 0.5), new IndexError("select: index 0.5 is out of bounds for dimension 0 with size 2")],
    [() => zeros([]).select(0, 0), new IndexError("select: cannot be applied to a 0-d tensor")],
    [() => x.narrow(1, 2, 2), new IndexError("narrow: start (2) + length (2) exceeds dimension 1 with size 3")],
    [() => x.narrow(1, -4, 1), new IndexError("narrow: start (-4) + length (1) exceeds dimension 1 with size 3")],
    [
      () => x.narrow(1, 0, -1),
      new IndexError("narrow: start and length must be whole numbers, and length >= 0, got start 0 and length -1"),
    ],
    [() => x.slice(1, { step: -1 }), new ValueError("slice: step must be greater than zero, got -1")],
    [() => x.slice(1, { step: 0 }), new ValueError("slice: step must be greater than zero, got 0")],
    [() => x.slice(1, { start: NaN }), new ValueError("slice: bounds must be whole numbers, got NaN and 3")],
    [() => x.unfold(1, 4, 1), new IndexError("unfold: maximum size for tensor at dimension 1 is 3 but size is 4")],
    [() => x.unfold(1, 2, 0), new ValueError("unfold: size must be >= 0 and step >= 1, got size 2 and step 0")],
    [
      () => x.movedim([0, 0], [0, 1]),
      new ShapeError("movedim: source [0, 0] and destination [0, 1] must be lists of as many different dims"),
    ],
    [
      () => x.expand(2, 2, 3).fill_(1),
      new ShapeError(
        "fill_: unsupported operation: more than one element of the written-to tensor, of shape [2, 2, 3] and strides " +
          "[0, 3, 1], refers to a single memory location; clone() the tensor before the operation",
      ),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });

  test("leave everything as it was", () => {
    expect(x.storage.version).toBe(0);
    expect(fromTypedArray(new Float32Array(6), [2, 3]).equal(x)).toBe(true);
  });
});

test("t of a line is a view, whose shape is its own", () => {
  const x = zeros(3);
  x.t().unsqueeze_(0).fill_(1);
  expect(x.tolist()).toEqual([1, 1, 1]);
  expect(zeros([]).t().shape).toEqual([]);
});
