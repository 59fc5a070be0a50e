import {
  ArgumentError,
  arange,
  broadcastTensors,
  cat,
  cpu,
  DTypeError,
  hstack,
  meshgrid,
  ones,
  stack,
  type Tensor,
  tensor,
  ValueError,
  zeros,
} from "@lumbre/tensor";
import { describe, expect, test } from "vitest";

const x = tensor([[1, 2, 3], [4, 5, 6]]); // biome-ignore format: a matrix
const a = tensor([[1, 2]]);
/** What a call in plain JavaScript may be. */
const untyped = x as unknown as Record<string, (...args: unknown[]) => Tensor>;

describe("arguments by position and by name are the same", () => {
  test.each<[name: string, first: () => unknown, ...others: (() => unknown)[]]>([
    ["cat", () => cat([a, a], 1), () => cat([a, a], { dim: 1 })],
    ["stack", () => stack([a, a], 1), () => stack([a, a], { dim: 1 })],
    ["split", () => x.split(2, 1), () => x.split(2, { dim: 1 })],
    ["chunk", () => x.chunk(2, 1), () => x.chunk(2, { dim: 1 })],
    ["tensorSplit", () => x.tensorSplit([1], 1), () => x.tensorSplit([1], { dim: 1 })],
    ["unbind", () => x.unbind(1), () => x.unbind({ dim: 1 })],
    ["flip", () => x.flip([0, 1]), () => x.flip(0, 1), () => untyped.flip({ dims: [0, 1] })],
    ["roll", () => x.roll(1, 1), () => x.roll([1], { dims: [1] }), () => x.roll(1, [1])],
    ["roll of the flat tensor", () => x.roll(1), () => x.roll(1, null), () => x.roll(1, [])],
    ["repeat", () => x.repeat(2, 1), () => x.repeat([2, 1]), () => untyped.repeat({ repeats: [2, 1] })],
    ["tile", () => x.tile(2, 1), () => x.tile([2, 1]), () => untyped.tile({ dims: [2, 1] })],
    ["repeatInterleave", () => x.repeatInterleave(2, 1), () => x.repeatInterleave([2], { dim: 1 })],
    [
      "pad",
      () => a.pad([1, 0], "constant", 3),
      () => a.pad([1, 0], "constant", { value: 3 }),
      () => a.pad([1, 0], { value: 3 }),
    ],
    ["pad by another mode", () => a.pad([1, 1], "replicate"), () => a.pad([1, 1], { mode: "replicate" })],
    [
      "to",
      () => x.to("int32"),
      () => x.to({ dtype: "int32" }),
      () => x.to(cpu, "int32"),
      () => x.to(arange(2, { dtype: "int32" })),
    ],
  ])("%s", (_, first, ...others) => {
    for (const other of others) expect(String(other())).toBe(String(first()));
  });
});

test.each<[() => unknown, new (message: string) => Error, string]>([
  [() => cat(a as never), ArgumentError, "cat: tensors must be a list of tensors; write cat([a, b])"],
  [() => cat([a, 1] as never), ArgumentError, "cat: tensors[1] must be a tensor, got 1"],
  [() => cat([a, a], { axis: 1 } as never), ArgumentError, "cat: unknown option axis"],
  [() => hstack(...([[a], 1] as unknown as [Tensor[]])), ArgumentError, "hstack: 1 argument(s) too many"],
  [() => meshgrid(a as never), ArgumentError, "meshgrid: tensors must be a list of tensors; write meshgrid([a, b])"],
  [() => meshgrid([a], { indexing: "yx" } as never), ValueError, 'expected "ij" or "xy"'],
  [() => broadcastTensors(a, 2 as never), ArgumentError, "broadcastTensors: tensors[1] must be a tensor, got 2"],
  [() => untyped.split(2, 0, 1), ArgumentError, "split: 1 argument(s) too many"],
  [() => untyped.chunk("2"), ArgumentError, 'chunk: chunks must be a number, got "2"'],
  [() => untyped.unbind(0.5), ValueError, "unbind: dim must be an integer, got 0.5"],
  [() => untyped.flip("0"), ArgumentError, "flip: dims must be a list of numbers"],
  [() => x.flip(), ArgumentError, "flip: missing argument dims; write flip(x, dims)"],
  [() => untyped.flip({ axes: [0] }), ArgumentError, "flip: unknown option axes; did you mean dims?"],
  [() => untyped.flip([0], { dims: [0] }), ArgumentError, "flip: dims is given twice"],
  [() => x.repeat(), ArgumentError, "repeat: missing argument repeats; write repeat(x, repeats)"],
  [() => untyped.repeat({}), ArgumentError, "repeat: missing argument repeats"],
  [() => x.permute(), ArgumentError, "permute: missing argument dims; write permute(x, dims)"],
  [() => untyped.roll(1, { dim: 0 }), ArgumentError, "roll: unknown option dim; did you mean dims?"],
  [() => untyped.pad(1), ArgumentError, "pad: pad must be a list of numbers, got 1"],
  [() => untyped.pad([1, 1], "edge"), ValueError, 'pad: "edge" is not a valid value for mode'],
  [() => untyped.clone(1), ArgumentError, "clone: 1 argument(s) too many, got 1"],
  [() => untyped.fill_("1"), ArgumentError, 'fill_: value must be a number, got "1"'],
  [() => untyped.copy_([1]), ArgumentError, "copy_: src must be a number or a tensor, got an array"],
  [() => untyped.zero_(0), ArgumentError, "zero_: 1 argument(s) too many"],
  [() => untyped.to("long"), DTypeError, 'to: unknown dtype "long"'],
  [() => untyped.to(3), ArgumentError, "to: device must be a device, a dtype or a tensor, got 3"],
  [() => untyped.to("int32", "bool"), ArgumentError, 'to: the dtype is given twice; write to(device, "bool")'],
  [() => untyped.to({}), ArgumentError, "to: expected a dtype, a device or a tensor"],
])("%s", (call, type, message) => {
  expect(call).toThrow(type);
  expect(call).toThrow(message);
});

test("a wrong argument changes nothing", () => {
  const y = zeros(2);
  expect(() => y.fill_(null as never)).toThrow(ArgumentError);
  expect(y.equal(zeros(2))).toBe(true);
  expect(y.copy_(ones(2)).equal(ones(2))).toBe(true);
});
