import {
  ArgumentError,
  embedding,
  IndexError,
  ones,
  type Tensor,
  tensor,
  ValueError,
  type ValuesAndIndices,
  zeros,
} from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const x = tensor([[3, 1, 2], [4, 6, 5]]); // biome-ignore format: a matrix
const rows = tensor([[1, 0, 1]], { dtype: "int32" });
const line = tensor([1, 0], { dtype: "int32" });
const source = tensor([[10, 20, 30]]);
/** What a call in plain JavaScript may be. */
const untyped = x as unknown as Record<string, (...args: unknown[]) => Tensor>;

const shown = (result: Tensor | ValuesAndIndices): string =>
  "values" in result ? `${result.values} ${result.indices}` : String(result);

describe("arguments by position and by name are the same", () => {
  type Call = () => Tensor | ValuesAndIndices;
  test.each<[name: string, first: Call, ...others: Call[]]>([
    [
      "gather",
      () => x.gather(0, rows),
      () => untyped.gather({ dim: 0, index: rows }),
      () => untyped.gather(0, { index: rows }),
    ],
    ["scatter", () => x.scatter(0, rows, 7), () => untyped.scatter(0, { index: rows, src: 7 })],
    ["scatter_", () => x.clone().scatter_(0, rows, source), () => x.scatter(0, rows, source)],
    ["scatterAdd", () => x.scatterAdd(0, rows, source), () => untyped.scatterAdd(0, rows, { src: source })],
    ["indexSelect", () => x.indexSelect(0, line), () => untyped.indexSelect({ dim: 0, index: line })],
    [
      "indexAdd",
      () => x.indexAdd(0, line, ones(2, 3), { alpha: 2 }),
      () => untyped.indexAdd(0, { index: line, source: ones(2, 3), alpha: 2 }),
      () => x.clone().indexAdd_(0, line, ones(2, 3), { alpha: 2 }),
    ],
    ["indexCopy", () => x.indexCopy(0, line, x), () => untyped.indexCopy(0, { index: line, source: x })],
    [
      "indexPut",
      () => x.indexPut([line], 1, true),
      () => x.indexPut([line], 1, { accumulate: true }),
      () => untyped.indexPut({ indices: [line], values: 1, accumulate: true }),
      () => x.clone().indexPut_([line], 1, true),
    ],
    ["maskedSelect", () => x.maskedSelect(x.gt(2)), () => untyped.maskedSelect({ mask: x.gt(2) })],
    ["take", () => x.take(line), () => untyped.take({ index: line })],
    ["takeAlongDim", () => x.takeAlongDim(rows, 0), () => x.takeAlongDim(rows, { dim: 0 })],
    ["takeAlongDim of the flat tensor", () => x.takeAlongDim(rows), () => x.takeAlongDim(rows, null)],
    ["oneHot", () => line.oneHot(3), () => line.oneHot({ numClasses: 3 })],
    [
      "bincount",
      () => line.bincount(tensor([2, 3]), 4),
      () => line.bincount(tensor([2, 3]), { minlength: 4 }),
      () => line.bincount({ weights: tensor([2, 3]), minlength: 4 }),
    ],
    ["bincount without weights", () => line.bincount(null, 4), () => line.bincount({ minlength: 4 })],
    [
      "sort",
      () => x.sort(0, true),
      () => x.sort(0, { descending: true, stable: true }),
      () => x.sort({ dim: 0, descending: true }),
      () => x.sort(0, true, { stable: true }),
    ],
    ["argsort", () => x.argsort(0, true), () => x.argsort({ dim: 0, descending: true })],
    [
      "topk",
      () => x.topk(1, 0, false, true),
      () => x.topk(1, 0, { largest: false }),
      () => x.topk(1, { dim: 0, largest: false, sorted: true }),
      () => x.topk(1, 0, false, { sorted: false }),
    ],
    [
      "kthvalue",
      () => x.kthvalue(1, 0, true),
      () => x.kthvalue(1, 0, { keepDim: true }),
      () => x.kthvalue(1, { dim: 0, keepDim: true }),
    ],
    ["median of all", () => x.median(), () => untyped.median(undefined)],
    [
      "median",
      () => x.median(0, true),
      () => x.median(0, { keepDim: true }),
      () => x.median({ dim: 0, keepDim: true }),
    ],
    ["embedding", () => embedding(line, x, -1), () => embedding(line, x, { paddingIdx: -1 })],
  ])("%s", (_, first, ...others) => {
    for (const other of others) expect(shown(other())).toBe(shown(first()));
  });
});

test.each<[() => unknown, new (message: string) => Error, string]>([
  [() => untyped.gather(0), ArgumentError, "gather: missing argument index; write gather(x, dim, index)"],
  [() => untyped.gather(0, [1]), ArgumentError, "gather: index must be a tensor, got an array"],
  [() => untyped.gather(rows, 0), ArgumentError, "gather: dim must be a number, got a tensor of shape [1, 3]"],
  [() => untyped.scatter(0, rows, "1"), ArgumentError, 'scatter: src must be a number or a tensor, got "1"'],
  [() => untyped.scatterAdd(0, rows, 1), ArgumentError, "scatterAdd: src must be a tensor, got 1"],
  [() => untyped.scatterAdd_(0, rows, source, 1), ArgumentError, "scatterAdd_: 1 argument(s) too many, got 1"],
  [() => untyped.scatter_(0, rows, null), ArgumentError, "scatter_: src must be a number or a tensor, got null"],
  [() => untyped.indexSelect(0, 1), ArgumentError, "indexSelect: index must be a tensor, got 1"],
  [() => untyped.indexAdd(0, line, x, 2), ArgumentError, "alpha is given by name: { alpha: 2 }"],
  [() => untyped.indexAdd_(0, line, x, { beta: 2 }), ArgumentError, "indexAdd_: unknown option beta"],
  [() => untyped.indexCopy(0, line, 2), ArgumentError, "indexCopy: source must be a tensor, got 2"],
  [
    () => untyped.indexPut(line, 1),
    ArgumentError,
    "indexPut: indices must be a list, one part for each dimension, got a tensor of shape [2]; " +
      "write indexPut([index], values)",
  ],
  [() => untyped.indexPut_([0], "1"), ArgumentError, "indexPut_: values must be a number or a tensor"],
  [() => untyped.indexPut_([0], 1, 1), ArgumentError, "indexPut_: accumulate must be true or false, got 1"],
  [() => untyped.maskedSelect([true]), ArgumentError, "maskedSelect: mask must be a tensor, got an array"],
  [() => untyped.nonzero({ asTuples: true }), ArgumentError, "nonzero: unknown option asTuples; did you mean asTuple?"],
  [() => untyped.argwhere(1), ArgumentError, "argwhere: 1 argument(s) too many"],
  [() => untyped.take(0), ArgumentError, "take: index must be a tensor, got 0"],
  [() => untyped.takeAlongDim(rows, "0"), ArgumentError, 'takeAlongDim: dim must be a number, got "0"'],
  [() => untyped.oneHot({ classes: 3 }), ArgumentError, "oneHot: unknown option classes"],
  [() => untyped.bincount({ minLength: 3 }), ArgumentError, "did you mean minlength?"],
  [() => untyped.sort(0, 1), ArgumentError, "sort: descending must be true or false, got 1"],
  [() => x.sort(2), IndexError, "sort: Dimension out of range"],
  [() => x.argsort(2), IndexError, "argsort: Dimension out of range"],
  [() => untyped.argsort(0, true, true), ArgumentError, "stable is given by name: { stable: true }"],
  [() => untyped.topk(), ArgumentError, "topk: missing argument k"],
  [() => x.topk(Number.NaN), IndexError, "topk: selected index k out of range: k is NaN"],
  [() => untyped.kthvalue(1, { keepdim: true }), ArgumentError, "did you mean keepDim?"],
  [() => untyped.median({ keepDim: true }), ArgumentError, "median: missing argument dim"],
  [() => untyped.median(null), ArgumentError, "median: dim must be a number, got null"],
  [() => embedding(line, x, "0" as never), ArgumentError, "embedding: paddingIdx must be an integer"],
  [() => embedding(line, x, 0.5), ValueError, "embedding: paddingIdx must be an integer, got 0.5"],
  [() => embedding([1] as never, x), ArgumentError, "embedding: expected a tensor, got an array"],
])("%s", (call, type, message) => {
  expect(call).toThrow(type);
  expect(call).toThrow(message);
});

test("a wrong argument changes nothing", () => {
  const y = zeros(2, 3);
  expect(() => y.scatter_(0, rows, null as never)).toThrow(ArgumentError);
  expect(() => y.indexPut_([0], 1, 1 as never)).toThrow(ArgumentError);
  expect(y.equal(zeros(2, 3))).toBe(true);
});
