import { customFunction, gradcheck, gradgradcheck } from "@lumbre/autograd";
import { arange, DTypeError, IndexError, ShapeError, type Tensor, tensor, ValueError, zeros } from "@lumbre/tensor";
import { expectClose, loadFixture, placeInputs, randomTensor, sampledRuns, testCases } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Index } from "./locate.js";

testCases(loadFixture("tensor", "at"), (inputs, { attributes }) => {
  const parts = placeInputs(attributes.parts, inputs) as Index[];
  if (attributes.name === "at") return inputs[0].at(...parts);
  return inputs[0].indexPut(parts, inputs[inputs.length - 1], { accumulate: attributes.accumulate });
});

/** A random part for a dimension of `size`; lists are all of length 2, so that they broadcast. */
function partFor(size: number): fc.Arbitrary<Index> {
  const position = fc.integer({ min: -size, max: size - 1 });
  const bound = fc.option(fc.integer({ min: -size - 1, max: size + 1 }), { nil: "" as const });
  return fc.oneof(
    position,
    fc.tuple(bound, bound, fc.constantFrom("", ":", ":2", ":1")).map(([start, end, step]) => `${start}:${end}${step}`),
    fc.tuple(position, position).map((list) => list),
    fc.tuple(position, position).map((list) => tensor(list, { dtype: "int32" })),
  );
}

const indexed = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })
  .chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      parts: fc.tuple(...shape.map(partFor)),
      extra: fc.constantFrom<Index | undefined>(undefined, null, "..."),
      where: fc.nat(shape.length),
      seed: fc.nat(),
    }),
  )
  .map(({ shape, parts, extra, where, seed }) => {
    const all: Index[] = [...parts];
    if (extra !== undefined) all.splice(where, 0, extra);
    return { shape, parts: all, seed };
  });

/** Where the elements lie that an index gives: its effect on a tensor that holds its elements' own places. */
function placesOf(shape: readonly number[], parts: readonly Index[]): Tensor {
  const numbers = arange(
    shape.reduce((product, size) => product * size, 1),
    { dtype: "float64" },
  );
  return numbers.reshape([...shape]).at(...parts);
}

test("what is written through an index is read through it, and the rest stays", () => {
  fc.assert(
    fc.property(indexed, ({ shape, parts, seed }) => {
      const x = randomTensor(shape, seed);
      const places = placesOf(shape, parts);
      const values = randomTensor(places.shape, seed + 1);
      const expected = x.readSync();
      for (const [i, place] of places.readSync().entries()) expected[place] = values.readSync()[i];
      const replaced = x.indexPut(parts, values);
      expect([...replaced.readSync()]).toEqual([...expected]);
      // The last of several values for one place is the one that stays, so reading gives what was written.
      const added = x.readSync();
      for (const [i, place] of places.readSync().entries()) added[place] += values.readSync()[i];
      expectClose(x.indexPut(parts, values, { accumulate: true }).flatten(), [...added]);
      // In place on memory of its own, on a part of other memory, and on a transposed view.
      const inPlace = [
        x.clone(),
        x
          .clone()
          .unsqueeze(0)
          .repeat([2, ...shape.map(() => 1)])
          .select(0, 1),
        transposed(x),
      ];
      for (const y of inPlace) {
        expect(y.indexPut_(parts, values)).toBe(y);
        expectClose(y, replaced);
      }
    }),
    { numRuns: sampledRuns(200) },
  );
});

function transposed(x: Tensor): Tensor {
  return x.transpose(0, -1).clone().transpose(0, -1);
}

test("indexing a transposed tensor gives what indexing its copy gives", () => {
  fc.assert(
    fc.property(indexed, ({ shape, parts, seed }) => {
      const x = randomTensor(shape, seed);
      expectClose(transposed(x).at(...parts), x.at(...parts));
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(indexed, ({ shape, parts, seed }) => {
      const x = randomTensor(shape, seed, { requiresGrad: true });
      const values = randomTensor(x.at(...parts).shape, seed, { requiresGrad: true });
      gradcheck((x) => x.at(...parts), [x]);
      gradgradcheck((x) => x.square().at(...parts), [x]);
      gradcheck((x, v) => x.indexPut(parts, v, { accumulate: true }), [x, values]);
      gradgradcheck((x, v) => x.square().indexPut(parts, v.square(), { accumulate: true }), [x, values]);
      gradcheck((x) => x.indexPut(parts, 2), [x]);
      gradgradcheck((x) => x.square().indexPut(parts, 2), [x]);
    }),
    { numRuns: sampledRuns(25) },
  );
});

test("in place, a recorded write sends gradients to what was there and to what was written", () => {
  const x = randomTensor([3, 2], 1, { requiresGrad: true });
  const v = randomTensor([2], 2, { requiresGrad: true });
  gradcheck((x, v) => x.mul(2).indexPut_([[0, 2], 1], v), [x, v]);
  gradgradcheck((x, v) => x.square().indexPut_([[0, 2], 1], v.square()), [x, v]);
});

test("basic parts give views that share memory", () => {
  const x = arange(24).reshape(2, 3, 4);
  const y = x.at(1, "...", "1::2");
  expect(y.storage).toBe(x.storage);
  y.fill_(-1);
  expect(x.at(1).toArray()).toEqual([
    [12, -1, 14, -1],
    [16, -1, 18, -1],
    [20, -1, 22, -1],
  ]);
  expect(x.at(0).equal(arange(12).reshape(3, 4))).toBe(true);
  x.at(0, "1:3", 0).copy_(tensor([7, 8]));
  expect(x.at(0, ":", 0).toArray()).toEqual([0, 7, 8]);
  expect(x.at().storage).toBe(x.storage);
  expect(x.at(tensor(1, { dtype: "int32" })).storage).toBe(x.storage);
});

test("lists and masks give copies", () => {
  const x = arange(3);
  const copies = [x.at([0, 1]), x.at(x.ge(0))];
  x.fill_(9);
  expect(copies.map((copy) => copy.toArray())).toEqual([
    [0, 1],
    [0, 1, 2],
  ]);
});

test("a range after a mask of two dimensions goes to the third", () => {
  const x = arange(24).reshape(2, 3, 4);
  const mask = tensor([
    [true, false, false],
    [false, true, true],
  ]);
  expect(x.at(mask, "1:3").toArray()).toEqual([
    [1, 2],
    [17, 18],
    [21, 22],
  ]);
});

test("a mask as a list, an empty list, and text with blanks", () => {
  const x = tensor([
    [1, 2],
    [3, 4],
  ]);
  expect(
    x
      .at([
        [true, false],
        [false, true],
      ])
      .toArray(),
  ).toEqual([1, 4]);
  expect(x.at([]).shape).toEqual([0, 2]);
  expect(x.at(" ... ", " +1 : ").toArray()).toEqual([[2], [4]]);
});

test("values broadcast, a number is enough, and leading sizes of 1 do not count", () => {
  const x = zeros(2, 3);
  x.indexPut_([":", "1:"], tensor([[1], [2]]));
  expect(x.toArray()).toEqual([
    [0, 1, 1],
    [0, 2, 2],
  ]);
  x.indexPut_([1], tensor([[[7, 8, 9]]]));
  expect(x.at(1).toArray()).toEqual([7, 8, 9]);
  x.indexPut_([x.gt(6)], 0);
  expect(x.toArray()).toEqual([
    [0, 1, 1],
    [0, 0, 0],
  ]);
  x.indexPut_([[0, 0, 0], 0], 1, { accumulate: true });
  expect(x.at(0, 0).item()).toBe(3);
  const mask = zeros(3, { dtype: "bool" });
  mask.indexPut_([[0, 2]], 1).scatter_(0, tensor([2], { dtype: "int32" }), 0);
  expect(mask.toArray()).toEqual([true, false, false]);
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [() => x.at(2), new IndexError("at: index 2 is out of bounds for dimension 0 with size 2")],
    [() => x.at(0, -4), new IndexError("at: index -4 is out of bounds for dimension 1 with size 3")],
    [() => x.at(":", null, 3), new IndexError("at: index 3 is out of bounds for dimension 1 with size 3")],
    [() => x.at("...", [0, 3]), new IndexError("at: index 3 is out of bounds for dimension 1 with size 3")],
    [() => x.at([-3]), new IndexError("at: index -3 is out of bounds for dimension 0 with size 2")],
    [() => x.at(0.5), new IndexError("at: index 0.5 is out of bounds for dimension 0 with size 2")],
    [() => x.at([0.5]), new IndexError("at: positions must be whole numbers, got 0.5")],
    [() => x.at(0, 0, 0), new IndexError("at: too many indices for tensor of dimension 2: got 3, the shape is [2, 3]")],
    [
      () => x.at(x.gt(0), 0),
      new IndexError("at: too many indices for tensor of dimension 2: got 3, the shape is [2, 3]"),
    ],
    [() => x.at("...", 0, "..."), new IndexError('at: an index can only have a single ellipsis ("...")')],
    [() => x.at("::-1"), new ValueError("at: step must be greater than zero, got -1")],
    [() => x.at("::0"), new ValueError("at: step must be greater than zero, got 0")],
    [
      () => x.at("1"),
      new ValueError('at: "1" is no range; expected "start:end:step", each part of which may be left out, or "..."'),
    ],
    [
      () => x.at("a:b"),
      new ValueError('at: "a:b" is no range; expected "start:end:step", each part of which may be left out, or "..."'),
    ],
    [() => x.at("-:"), new ValueError("at: bounds must be whole numbers, got NaN and 2")],
    [() => x.at(tensor([0])), new IndexError("at: tensors used as indices must be int32 or bool, got float32")],
    [
      () => x.at(tensor([1, 0], { dtype: "uint8" })),
      new IndexError("at: tensors used as indices must be int32 or bool, got uint8"),
    ],
    [
      () => x.at(0, undefined as never),
      new IndexError(
        'at: part 1 of the index must be a number, a range as text, "...", null, a list or a tensor, got undefined',
      ),
    ],
    [
      () => x.at(true as never),
      new IndexError(
        'at: part 0 of the index must be a number, a range as text, "...", null, a list or a tensor, got true',
      ),
    ],
    [
      () => x.at([true, false, true]),
      new IndexError(
        "at: the shape of the mask [3] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0",
      ),
    ],
    [
      () => x.at(":", [true, false]),
      new IndexError(
        "at: the shape of the mask [2] at index 0 does not match the shape of the indexed tensor [2, 3] at index 1",
      ),
    ],
    [
      () => x.at([0, 1], [0, 1, 2]),
      new IndexError("at: shape mismatch: indexing tensors could not be broadcast together with shapes [2], [3]"),
    ],
    [
      () => x.indexPut_([0], zeros(2)),
      new ShapeError(
        "indexPut_: shape mismatch: value tensor of shape [2] cannot be broadcast to indexing result of shape [3]",
      ),
    ],
    [
      () => x.indexPut_([[0, 2], 0], 1),
      new IndexError("indexPut_: index 2 is out of bounds for dimension 0 with size 2"),
    ],
    [
      () => zeros(2, { dtype: "int32" }).indexPut([0], 0.5),
      new DTypeError("indexPut: result type float32 can't be cast to the desired output type int32"),
    ],
    [
      () => zeros(2, { dtype: "bool" }).indexPut([0], tensor([1]), { accumulate: true }),
      new DTypeError("indexPut: result type float32 can't be cast to the desired output type bool"),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });

  test("come before anything is changed", () => {
    expect(x.equal(zeros(2, 3))).toBe(true);
    expect(x.storage.version).toBe(0);
  });
});

describe("a copy that a list or a mask picked", () => {
  const x = tensor([
    [1, -2],
    [3, -4],
  ]);
  const picks: [string, () => Tensor][] = [
    ["mask", () => x.at(x.lt(0))],
    ["list", () => x.at([0, 1])],
    ["indices", () => x.at(":", tensor([1, 0], { dtype: "int32" }))],
    ["lists with a range between", () => zeros(2, 3, 2).at([0, 1], ":", [1, 0])],
    ["view of it", () => x.at([0, 1]).select(0, 0)],
    ["the same, detached", () => x.at([0, 1]).detach()],
    ["its data", () => x.at([0, 1]).data],
  ];
  const writes: [string, (y: Tensor) => unknown][] = [
    ["fill_", (y) => y.fill_(0)],
    ["zero_", (y) => y.zero_()],
    ["add_", (y) => y.add_(1)],
    ["mul_", (y) => y.mul_(2)],
    ["relu_", (y) => y.relu_()],
    ["clamp_", (y) => y.clamp_(0, 1)],
    ["copy_", (y) => y.copy_(y.clone())],
    ["maskedFill_", (y) => y.maskedFill_(y.lt(0), 0)],
    ["indexPut_", (y) => y.indexPut_([0], 7)],
    ["indexFill_", (y) => y.indexFill_(0, tensor([0], { dtype: "int32" }), 7)],
    ["scatterAdd_", (y) => y.scatterAdd_(0, y.to("int32").zero_(), y.clone())],
    ["uniform_", (y) => y.uniform_()],
    ["normal_", (y) => y.normal_()],
    ["bernoulli_", (y) => y.bernoulli_(0.5)],
    ["cumsum_", (y) => y.cumsum_(0)],
  ];

  test.each(picks)("%s refuses every op in place", (_, pick) => {
    for (const [op, write] of writes) {
      const y = pick();
      const before = [...y.readSync()];
      expect(() => write(y), op).toThrow(ValueError);
      expect(() => write(y)).toThrow(
        `${op}: this tensor of shape [${y.shape.join(", ")}] is the copy that x.at(index) with a list or a mask gives`,
      );
      expect(() => write(y)).toThrow("write x.indexPut_([index], values) or x.maskedFill_(mask, value) to change x");
      expect([...y.readSync()]).toEqual(before);
      expect(y.storage.version).toBe(0);
    }
  });

  test("refuses it when it is recorded, too", () => {
    const w = tensor([1, 2], { requiresGrad: true });
    expect(() =>
      w
        .mul(2)
        .at([0])
        .mul_(w.at([0])),
    ).toThrow("mul_: this tensor of shape [1] is the copy");
  });

  test("lets its clone, and what is computed from it, be written into", () => {
    expect(x.at([0, 1]).clone().fill_(0).sum().item()).toBe(0);
    expect(x.at(x.lt(0)).neg().add_(1).toArray()).toEqual([3, 5]);
    expect(
      x
        .indexSelect(0, tensor([1], { dtype: "int32" }))
        .fill_(5)
        .toArray(),
    ).toEqual([[5, 5]]);
    expect(x.maskedSelect(x.lt(0)).fill_(5).toArray()).toEqual([5, 5]);
  });

  test("may become another tensor's data, and a gradient", () => {
    const w = zeros(2, 2);
    w.data = x.at([1, 0]);
    expect(w.add_(1).toArray()).toEqual([
      [4, -3],
      [2, -1],
    ]);
    const pickRows = customFunction({
      name: "pickRows",
      forward: (_, v: Tensor) => v.clone(),
      backward: (_, g) => [g.at([1, 0])],
    });
    const leaf = tensor([1, 2], { requiresGrad: true });
    pickRows(leaf)
      .mul(tensor([3, 4]))
      .sum()
      .backward();
    expect(leaf.grad?.mul_(2).toArray()).toEqual([8, 6]);
  });
});

test("bools add up to whether one of them is true", () => {
  const x = tensor([false, false, true]);
  const index = [[0, 1, 2, 1]];
  const values = tensor([false, true, false, false]);
  expect(x.indexPut(index, values, { accumulate: true }).toArray()).toEqual([false, true, true]);
  expect(x.indexPut([[0, 1]], 0, { accumulate: true }).toArray()).toEqual([false, false, true]);
  expect(x.indexPut([[0, 1]], 1, { accumulate: true }).toArray()).toEqual([true, true, true]);
});
