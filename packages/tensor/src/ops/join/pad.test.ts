import { gradcheck, gradgradcheck } from "@lumbre/autograd";
import { type PadMode, type Shape, ShapeError, tensor, ValueError, zeros } from "@lumbre/tensor";
import {
  callNamed,
  elementAt,
  expectClose,
  indicesOf,
  loadFixture,
  randomTensor,
  sampledRuns,
  stridedTensors,
  testCases,
} from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

testCases(
  loadFixture("tensor", "joins").filter(({ attributes: { name } }) => name === "pad"),
  callNamed,
);

const modes: readonly PadMode[] = ["constant", "reflect", "replicate", "circular"];

/** Margins that each mode allows, for as many of the last dimensions as `count` says. */
function margins(mode: PadMode, shape: Shape, count: number): fc.Arbitrary<number[]> {
  const most = (size: number): number => (mode === "reflect" ? size - 1 : mode === "circular" ? size : size + 2);
  const last = shape.slice(shape.length - count).reverse();
  return fc
    .tuple(...last.flatMap((size) => [fc.nat(Math.min(3, most(size))), fc.nat(Math.min(3, most(size)))]))
    .map((list) => list);
}

const padded = stridedTensors({ minRank: 1, maxRank: 3 }).chain((x) =>
  fc
    .record({ mode: fc.constantFrom(...modes), count: fc.nat(x.ndim) })
    .chain(({ mode, count }) =>
      fc.record({ x: fc.constant(x), mode: fc.constant(mode), padding: margins(mode, x.shape, count) }),
    ),
);

/** Where an element of a padded line comes from; null: from nowhere. */
function source(mode: PadMode, i: number, size: number): number | null {
  if (i >= 0 && i < size) return i;
  if (mode === "constant") return null;
  if (mode === "replicate") return i < 0 ? 0 : size - 1;
  if (mode === "circular") return i < 0 ? i + size : i - size;
  return i < 0 ? -i : 2 * (size - 1) - i;
}

test("each mode against its definition, on strided views", () => {
  fc.assert(
    fc.property(padded, ({ x, mode, padding }) => {
      const before = x.shape.map((_, d) => padding[2 * (x.ndim - 1 - d)] ?? 0);
      const after = x.shape.map((_, d) => padding[2 * (x.ndim - 1 - d) + 1] ?? 0);
      const y = x.pad(padding, { mode, ...(mode === "constant" ? { value: 7 } : {}) });
      expect(y.shape).toEqual(x.shape.map((size, d) => before[d] + size + after[d]));
      for (const at of indicesOf(y.shape)) {
        const from = at.map((i, d) => source(mode, i - before[d], x.shape[d]));
        expect(elementAt(y, at)).toBe(from.includes(null) ? 7 : elementAt(x, from as number[]));
      }
    }),
  );
});

test("cutting off what was added gives back the input", () => {
  fc.assert(
    fc.property(padded, ({ x, mode, padding }) => {
      expectClose(x.pad(padding, { mode }).pad(padding.map((n) => -n)), x, { atol: 0, rtol: 0 });
    }),
  );
});

test("gradients, to second order", () => {
  fc.assert(
    fc.property(padded, ({ x, mode, padding }) => {
      const leaf = x.clone().requiresGrad_();
      gradcheck((x) => x.pad(padding, { mode }), [leaf]);
      gradgradcheck((x) => x.square().pad(padding, { mode }), [leaf]);
    }),
    { numRuns: sampledRuns(30) },
  );
  const x = randomTensor([3, 4], 1, { requiresGrad: true });
  gradcheck((x) => x.pad([-1, 2, 1, -2], { value: 3 }), [x]);
  gradgradcheck((x) => x.square().pad([-1, 2, 1, -2], { value: 3 }), [x]);
});

test("goes round in what negative numbers leave, as in PyTorch", () => {
  const x = tensor([[1, 2, 3, 4]]);
  expectClose(x.pad([-1, 2], "circular"), [[2, 3, 4, 2, 3]]);
  expectClose(x.pad([3, -1], "circular"), [[1, 2, 3, 1, 2, 3]]);
  expectClose(x.pad([1, -1], "reflect"), [[2, 1, 2, 3]]);
  expectClose(x.pad([3, -1], "replicate"), [[1, 1, 1, 1, 2, 3]]);
  expect(() => x.pad([4, -1], "circular")).toThrow(
    new ShapeError("pad: a circular margin of 4 and -1 does not fit dimension 1 of size 4; at most 3"),
  );
});

describe("errors", () => {
  const x = zeros(2, 3);
  test.each<[() => unknown, Error]>([
    [
      () => x.pad([1]),
      new ShapeError("pad: padding [1] must be pairs of whole numbers, at most one per dimension of [2, 3]"),
    ],
    [
      () => x.pad([0, 0, 0, 0, 1, 1]),
      new ShapeError(
        "pad: padding [0, 0, 0, 0, 1, 1] must be pairs of whole numbers, at most one per dimension of [2, 3]",
      ),
    ],
    [
      () => x.pad([0.5, 0]),
      new ShapeError("pad: padding [0.5, 0] must be pairs of whole numbers, at most one per dimension of [2, 3]"),
    ],
    [() => x.pad([-4, 2]), new ShapeError("pad: padding [-4, 2] leaves dimension 1 of [2, 3] with a negative size")],
    [
      () => x.pad([3, 0], { mode: "reflect" }),
      new ShapeError("pad: a reflect margin of 3 and 0 does not fit dimension 1 of size 3; at most 2"),
    ],
    [
      () => x.pad([0, 4], { mode: "circular" }),
      new ShapeError("pad: a circular margin of 0 and 4 does not fit dimension 1 of size 3; at most 3"),
    ],
    [
      () => zeros(0).pad([1, 0], { mode: "replicate" }),
      new ShapeError("pad: a replicate margin of 1 and 0 does not fit dimension 0 of size 0; at most 0"),
    ],
    [
      () => tensor([1]).pad([1, 1], { mode: "wrap" as PadMode }),
      new ValueError(
        'pad: "wrap" is not a valid value for mode; expected "constant", "reflect", "replicate" or "circular"',
      ),
    ],
  ])("%s", (call, error) => {
    expect(call).toThrow(error);
  });
});

// What PyTorch 1.13 gives: what is cut off is not part of the circle, but for the other modes it is still there.
describe("negative sides beside positive ones", () => {
  const line = tensor([[[1, 2, 3, 4]]]);
  test.each<[PadMode, number[], number[]]>([
    ["circular", [-1, 2], [2, 3, 4, 2, 3]],
    ["circular", [2, -1], [2, 3, 1, 2, 3]],
    ["circular", [-1, 3], [2, 3, 4, 2, 3, 4]],
    ["circular", [-1, -1], [2, 3]],
    ["circular", [-1, 0], [2, 3, 4]],
    ["reflect", [-1, 3], [2, 3, 4, 3, 2, 1]],
    ["reflect", [2, -1], [3, 2, 1, 2, 3]],
    ["reflect", [-3, 1], [4, 3]],
    ["replicate", [-1, 2], [2, 3, 4, 4, 4]],
    ["replicate", [2, -1], [1, 1, 1, 2, 3]],
  ])("%s %j", (mode, padding, expected) => {
    expect([...line.pad(padding, mode).readSync()]).toEqual(expected);
  });

  test("circular in both dimensions", () => {
    const plane = tensor([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).view(1, 1, 3, 4);
    expect([...plane.pad([-1, 2, 1, -1], "circular").readSync()]).toEqual([
      5, 6, 7, 5, 6, 1, 2, 3, 1, 2, 5, 6, 7, 5, 6,
    ]);
    expect([...plane.pad([-1, -1, 2, 0], "circular").readSync()]).toEqual([5, 6, 9, 10, 1, 2, 5, 6, 9, 10]);
  });

  test.each([[[-2, 3]], [[3, -3]], [[-1, 4]], [[-4, 1]]])("circular %j does not fit what is left", (padding) => {
    const left = 4 + Math.min(padding[0], 0) + Math.min(padding[1], 0);
    expect(() => line.pad(padding, "circular")).toThrow(
      `pad: a circular margin of ${padding[0]} and ${padding[1]} does not fit dimension 2 of size 4; at most ${left}`,
    );
  });

  test("the gradient of a circle that is cut", () => {
    const x = tensor([[[1, 2, 3, 4]]], { dtype: "float64", requiresGrad: true });
    expect(gradcheck((input) => input.pad([-1, 2], "circular"), [x]).passed).toBe(true);
  });
});
