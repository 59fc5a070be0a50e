import { arange, Generator, type Tensor, tensor } from "@lumbre/tensor";
import { loadFixture } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConcatDataset, defaultCollate, randomSplit, Subset, TensorDataset } from "./index.js";

describe("TensorDataset, Subset, ConcatDataset", () => {
  test("refuse what does not fit", () => {
    expect(() => new TensorDataset()).toThrow("TensorDataset: expected at least one tensor");
    expect(() => new TensorDataset(arange(2), arange(3))).toThrow(
      "TensorDataset: size mismatch between tensors: the first dimensions of [2], [3] differ",
    );
    const dataset = new TensorDataset(arange(2));
    expect(() => dataset.get(2)).toThrow("TensorDataset: index 2 is out of range for a dataset of 2 items");
    expect(() => dataset.get(-1)).toThrow("TensorDataset: index -1 is out of range");
    expect(() => dataset.getBatch([0, 7])).toThrow("TensorDataset: index 7 is out of range");
    expect(() => new Subset(dataset, [0, 2])).toThrow("Subset: index 2 is out of range for a dataset of 2 items");
    expect(() => new Subset(dataset, [1]).get(1)).toThrow("Subset: index 1 is out of range for a dataset of 1 items");
    expect(() => new ConcatDataset([])).toThrow("ConcatDataset: datasets should not be an empty list");
    expect(() => new ConcatDataset([dataset]).get(2)).toThrow("ConcatDataset: index 2 is out of range");
  });

  test("a ConcatDataset skips empty parts", () => {
    const parts = [arange(0), arange(2), arange(0), arange(10, 11)].map((x) => new TensorDataset(x));
    const all = new ConcatDataset(parts);
    expect(all.length).toBe(3);
    expect([0, 1, 2].map((i) => all.get(i)[0].item())).toEqual([0, 1, 10]);
  });
});

describe("batches at once", () => {
  const x = new TensorDataset(arange(3));
  const y = new TensorDataset(arange(10, 13));
  const values = (batch: unknown): unknown => (batch as Tensor[] | undefined)?.[0].toArray();

  test("are those of a part of a ConcatDataset, or there are none", () => {
    const both = new ConcatDataset([x, y]);
    expect(
      [[2], [2, 0], [3], [5, 3, 3], [2, 3], [3, 2], [3, 4, 1]].map((indices) => values(both.getBatch(indices))),
    ).toEqual([[2], [2, 0], [10], [12, 10, 10], undefined, undefined, undefined]);
    expect(() => both.getBatch([0, 6])).toThrow("ConcatDataset: index 6 is out of range for a dataset of 6 items");
    expect(both.cumulativeSizes).toEqual([3, 6]);
  });

  test("are those of the whole that a Subset is of", () => {
    const part = new Subset(y, [2, 0]);
    expect(values(part.getBatch([1, 0, 1]))).toEqual([10, 12, 10]);
    expect(() => part.getBatch([0, 2])).toThrow("Subset: index 2 is out of range for a dataset of 2 items");
    expect(new Subset({ length: 1, get: () => 1 }, [0]).getBatch([0])).toBe(undefined);
  });
});

describe("randomSplit", () => {
  const dataset = new TensorDataset(arange(10));

  test("gives PyTorch's parts", () => {
    const cases = loadFixture("datasets", "orders") as unknown as { name: string; epochs: number[][] }[];
    for (const [name, lengths] of [
      ["randomSplit", [3, 7]],
      ["randomSplit, fractions", [0.25, 0.25, 0.5]],
    ] as const) {
      const parts = randomSplit(dataset, lengths, { generator: new Generator().manualSeed(42) });
      expect(parts.map((part) => part.indices)).toEqual(cases.find((item) => item.name === name)?.epochs);
    }
  });

  test("the remainder of fractions goes to the first parts, one element each", () => {
    const sizes = (length: number, ...fractions: number[]): number[] =>
      randomSplit({ length, get: (i: number) => i }, fractions).map((part) => part.length);
    // [len(part) for part in torch.utils.data.random_split(range(11), [0.25, 0.25, 0.25, 0.25])], and so on
    expect(sizes(11, 0.25, 0.25, 0.25, 0.25)).toEqual([3, 3, 3, 2]);
    expect(sizes(10, 0.34, 0.33, 0.33)).toEqual([4, 3, 3]);
    expect(sizes(8, 0.34, 0.33, 0.33)).toEqual([3, 3, 2]);
    expect(sizes(1, 0.5, 0.5)).toEqual([1, 0]);
    expect(sizes(5, 0, 1)).toEqual([0, 5]);
    expect(sizes(5, 0, 0.5, 0.5)).toEqual([1, 2, 2]);
    expect(sizes(1, 1)).toEqual([1]);
  });

  test("parts are disjoint and together everything", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 4 }), fc.nat(), (lengths, seed) => {
        const total = lengths.reduce((a, b) => a + b, 0);
        const whole = { length: total, get: (i: number) => i };
        const parts = randomSplit(whole, lengths, { generator: new Generator().manualSeed(seed) });
        expect(parts.map((part) => part.length)).toEqual(lengths);
        const all = parts.flatMap((part) => part.indices).sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: total }, (_, i) => i));
      }),
    );
  });

  test.each([
    [[3, 3], "Sum of input lengths does not equal the length of the input dataset! 3 + 3 = 6, expected 10"],
    [[1.5, 8.5], "expected whole numbers >= 0, or fractions that add up to 1, got 1.5, 8.5"],
    [[12, -2], "expected whole numbers >= 0, or fractions that add up to 1, got 12, -2"],
    [[1.5, -0.5], "Fraction at index 0 is not between 0 and 1: 1.5"],
  ])("refuses %s", (lengths, message) => {
    expect(() => randomSplit(dataset, lengths)).toThrow(`randomSplit: ${message}`);
  });
});

describe("defaultCollate", () => {
  test("stacks, and recurses into tuples and objects", () => {
    const batch = defaultCollate([
      {
        x: tensor([1, 2]),
        y: 3,
        flags: [true, 0.5],
        name: "a",
        raw: new Uint8Array([1]),
        pixels: new Uint8ClampedArray([5]),
      },
      {
        x: tensor([3, 4]),
        y: 4,
        flags: [false, 2],
        name: "b",
        raw: new Uint8Array([2]),
        pixels: new Uint8ClampedArray([6]),
      },
    ]);
    expect(batch.x.toArray()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([batch.y.dtype, batch.y.toArray()]).toEqual(["int32", [3, 4]]);
    const flags = batch.flags as never as (typeof batch.y)[];
    expect(flags.map((flag) => [flag.dtype, flag.toArray()])).toEqual([
      ["bool", [true, false]],
      ["float32", [0.5, 2]],
    ]);
    expect(batch.name).toEqual(["a", "b"]);
    expect([batch.raw.dtype, batch.raw.toArray()]).toEqual(["uint8", [[1], [2]]]);
    expect([batch.pixels.dtype, batch.pixels.toArray()]).toEqual(["uint8", [[5], [6]]]);
  });

  test("does not wrap numbers beyond int32", () => {
    const { dtype } = defaultCollate([2 ** 31, 1]);
    expect(dtype).toBe("float32");
    expect(defaultCollate([2 ** 31 - 1, -(2 ** 31)]).toArray()).toEqual([2 ** 31 - 1, -(2 ** 31)]);
  });

  test.each<[unknown[], string]>([
    [[], "expected at least one item"],
    [[1, "a"], "item is a number in the first of the batch, but string at 1"],
    [[{ a: 1 }, { b: 1 }], "item has the keys a in the first of the batch, but b at 1"],
    [[{ a: 1 }, { a: 1 }, { a: 1, b: 1 }], "item has the keys a in the first of the batch, but a, b at 2"],
    [[{ a: 1, b: 1 }, { a: 1 }], "item has the keys a, b in the first of the batch, but a at 1"],
    [[{ a: [1] }, { a: [1, 2] }], "each item.a of the batch should be of equal size, got lengths 1, 2"],
    [
      [[tensor([1])], [tensor([1], { dtype: "int32" })]],
      "item[0] is float32 in the first of the batch, but int32 at 1",
    ],
    [[null], "item must be a tensor, number, boolean, string, typed array, array or plain object, got null"],
    [[new Map()], "item must be a tensor, number, boolean, string, typed array, array or plain object, got Map"],
  ])("refuses %o", (items, message) => {
    expect(() => defaultCollate(items)).toThrow(`defaultCollate: ${message}`);
  });
});
