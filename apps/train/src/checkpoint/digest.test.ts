import { fromTypedArray, type LabelledImages, tensor } from "lumbre";
import { expect, test } from "vitest";
import { digestOf, digestOfImages } from "./digest.js";

test("a digest is another for every other value, type, name, nesting, shape and dtype", () => {
  const values: unknown[] = [
    ...[0, 1, -1, 0.5, "1", "", true, false, null, undefined],
    ...[[], [0], [1], [0, 1], [1, 0], [[0], 1], {}, { a: 1 }, { a: 2 }, { b: 1 }, { a: 1, b: 1 }, { a: { b: 1 } }],
    ...[tensor([1, 2]), tensor([2, 1]), tensor([[1, 2]]), tensor([[1], [2]]), tensor([1, 2], { dtype: "float64" })],
    ...[tensor([1, 2], { dtype: "int32" }), { a: tensor([1, 2]) }, tensor([]), tensor(1)],
  ];
  const digests = values.map(digestOf);
  for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  // A list is digested by its indices, so that one without elements is an object without names.
  expect(new Set(digests).size).toBe(values.length - 1);
  expect(digestOf([])).toBe(digestOf({}));
});

test("the order of names makes no difference, nor does a map in place of an object", () => {
  const names = ["c", "a", "d", "b", "e"];
  const expected = digestOf(Object.fromEntries(names.map((name) => [name, name.charCodeAt(0)])));
  for (let turn = 0; turn < names.length; turn++) {
    names.push(names.shift() as string);
    const entries = names.map((name) => [name, name.charCodeAt(0)] as const);
    expect(digestOf(Object.fromEntries(entries))).toBe(expected);
    expect(digestOf(new Map(entries.toReversed()))).toBe(expected);
  }
});

test("that of a data set stays what it was, so that checkpoints of earlier versions go on", () => {
  const images = (count: number, ...shape: number[]): LabelledImages<unknown, unknown> => {
    const pixels = Uint8Array.from({ length: shape.reduce((a, b) => a * b, count) }, (_, i) => (i * 7) % 256);
    const data = fromTypedArray(pixels, [count, ...shape]);
    return { data, targets: tensor([3, 1].slice(0, count), { dtype: "uint8" }) } as never;
  };
  expect(digestOfImages(images(2, 4, 5), images(1, 4, 5)).slice(0, 16)).toBe("873fc4c81be6506f");
  expect(digestOfImages(images(2, 3, 4, 5), images(1, 3, 4, 5)).slice(0, 16)).toBe("464dda27ed597dc5");
  // In files the channels lie apart, in memory beside each other: the same pixels.
  const { data, targets } = images(2, 3, 4, 5);
  const apart = { data: data.movedim(-1, 1).contiguous().movedim(1, -1), targets } as never;
  expect(digestOfImages(apart)).toBe(digestOfImages({ data, targets } as never));
});
