import { numel } from "@lumbre/tensor/backend";
import { indicesOf, shapes, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coversBuffer, mergeDims, positionOf, rowMajor, stored, sumOf, unravel } from "./layout.js";

interface Lying {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Where all elements lie, in row-major order. */
function positionsOf({ shape, strides, offset }: Lying): number[] {
  return [...indicesOf(shape)].map((index) => index.reduce((sum, i, d) => sum + i * strides[d], offset));
}

/** What a kernel's text computes for the thread `x`. */
function evaluate(statements: string, result: string, x: number): unknown {
  const run = new Function("x", "idiv", "imod", `${statements}\nreturn ${result};`);
  return run(
    x,
    (a: number, b: number) => Math.trunc(a / b),
    (a: number, b: number) => a % b,
  );
}

describe("dimensions that are merged", () => {
  test("leave every element where it is, of all operands", () => {
    const pairs = stridedTensors({ maxRank: 4, maxSize: 3 }).chain((a) =>
      fc.tuple(
        fc.constant(a),
        // Layouts of dense memory, in any order: most of them can be merged somewhere.
        fc.shuffledSubarray([...a.shape.keys()], { minLength: a.ndim }).map((order): Lying => {
          const strides = new Array<number>(a.ndim);
          let step = 1;
          for (const d of order) {
            strides[d] = step;
            step *= a.shape[d];
          }
          return { shape: a.shape, strides, offset: 2 };
        }),
      ),
    );
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { shape, layouts } = mergeDims(a.shape, [a, b]);
        expect(shape).not.toContain(1);
        expect(layouts.map((layout) => positionsOf({ shape, ...layout }))).toEqual([a, b].map(positionsOf));
      }),
    );
  });

  test("become one where there are no gaps, and stay where an operand has one", () => {
    const dense = rowMajor([2, 3, 4]);
    expect(mergeDims([2, 3, 4], [dense, dense])).toEqual({
      shape: [24],
      layouts: [
        { strides: [1], offset: 0 },
        { strides: [1], offset: 0 },
      ],
    });
    const gap = { strides: [20, 4, 1], offset: 5 };
    expect(mergeDims([2, 3, 4], [dense, gap])).toEqual({
      shape: [2, 12],
      layouts: [
        { strides: [12, 1], offset: 0 },
        { strides: [20, 1], offset: 5 },
      ],
    });
    // A transposed square, and all from one element.
    expect(mergeDims([3, 3], [{ strides: [1, 3], offset: 0 }]).shape).toEqual([3, 3]);
    expect(mergeDims([3, 3], [{ strides: [0, 0], offset: 7 }])).toEqual({
      shape: [9],
      layouts: [{ strides: [0], offset: 7 }],
    });
  });
});

describe("texts of kernels", () => {
  test("take a position apart, and find the element", () => {
    fc.assert(
      fc.property(stridedTensors({ maxRank: 4, minSize: 1, maxSize: 4 }), fc.constantFrom("c", "d"), (x, name) => {
        const found = positionsOf(x).map((_, i) => evaluate(unravel("x", x.shape, name), positionOf(x, name), i));
        expect(found).toEqual(positionsOf(x));
      }),
    );
  });

  test("have nothing to compute that is 0", () => {
    expect(positionOf({ strides: [0, 1, 5], offset: 0 })).toBe("c1 + c2 * 5");
    expect(positionOf({ strides: [0], offset: 3 })).toBe("3");
    expect(positionOf({ strides: [], offset: 0 })).toBe("0");
    expect(sumOf("0", "c0", "7")).toBe("c0 + 7");
    expect(sumOf("0", "0")).toBe("0");
  });

  test("convert to a dtype", () => {
    expect((["float32", "int32", "uint8", "bool"] as const).map((dtype) => stored(dtype, "v"))).toEqual([
      "v",
      "toInt(v)",
      "toByte(v)",
      "toByte(v)",
    ]);
  });
});

test("row-major order", () => {
  fc.assert(
    fc.property(shapes({ maxRank: 4 }), (shape) => {
      expect(positionsOf({ shape, ...rowMajor(shape) })).toEqual([...Array(numel(shape)).keys()]);
    }),
  );
});

test("a view covers a buffer if it has all its elements in their order", () => {
  const covers = (shape: number[], strides: number[], offset: number, length: number) =>
    coversBuffer({ buffer: new Float32Array(0), shape, strides, offset, dtype: "float32" }, length);
  expect(covers([2, 3], [3, 1], 0, 6)).toBe(true);
  expect(covers([6], [1], 0, 6)).toBe(true);
  expect(covers([1, 6, 1], [9, 1, 9], 0, 6)).toBe(true);
  expect(covers([], [], 0, 1)).toBe(true);
  expect(covers([2, 3], [3, 1], 0, 7)).toBe(false);
  expect(covers([2, 3], [3, 1], 1, 7)).toBe(false);
  expect(covers([6], [1], 1, 6)).toBe(false);
  expect(covers([2, 3], [1, 2], 0, 6)).toBe(false);
  expect(covers([3, 3], [1, 3], 0, 9)).toBe(false);
  expect(covers([6], [0], 0, 6)).toBe(false);
  expect(covers([3], [2], 0, 3)).toBe(false);
});
