import { type DType, fromTypedArray, type Shape, Tensor, tensor, zeros } from "@lumbre/tensor";
import { dtypes } from "@lumbre/tensor/engine";
import { elementAt, indicesOf, randomTensor, sampledRuns, stridedTensors } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

/** Shapes with dimensions long enough for whole runs, blocks of a transposition, and what is left of them. */
const longShapes: fc.Arbitrary<number[]> = fc.array(fc.constantFrom(1, 2, 3, 7, 8, 9, 17, 30), {
  minLength: 1,
  maxLength: 3,
});

/** A view of `shape` with its dimensions in another order in memory, and gaps between the elements. */
function shuffledView(shape: Shape, order: readonly number[], gap: number, dtype: DType, seed: number): Tensor {
  const strides = new Array<number>(shape.length);
  let span = gap;
  for (const d of order) {
    strides[d] = span;
    span *= shape[d];
  }
  // Room behind it, in which nothing may change either.
  const memory = randomTensor([2 * span + 1], seed, { low: 0, high: 250 }).to(dtype);
  return new Tensor(memory.storage, shape, strides, 1);
}

const layouts = longShapes.chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    from: fc.shuffledSubarray(
      shape.map((_, d) => d),
      { minLength: shape.length },
    ),
    to: fc.shuffledSubarray(
      shape.map((_, d) => d),
      { minLength: shape.length },
    ),
    fromGap: fc.constantFrom(1, 1, 2),
    toGap: fc.constantFrom(1, 1, 3),
    dtype: fc.constantFrom(...dtypes),
    seed: fc.nat(),
  }),
);

test("copies from any layout to any layout, and nothing but the elements", () => {
  fc.assert(
    fc.property(layouts, ({ shape, from, to, fromGap, toGap, dtype, seed }) => {
      const source = shuffledView(shape, from, fromGap, dtype, seed);
      const target = shuffledView(shape, to, toGap, dtype, seed + 1);
      const before = (target.storage.buffer as Float64Array).slice();
      target.device.kernels.copy(source, target);
      const after = target.storage.buffer as Float64Array;
      for (const index of indicesOf(shape)) {
        const place = index.reduce((at, i, d) => at + i * target.strides[d], target.offset);
        before[place] = elementAt(source, index);
      }
      expect(after).toEqual(before);
    }),
    { numRuns: sampledRuns(300) },
  );
});

test("fills any layout, and nothing else", () => {
  fc.assert(
    fc.property(layouts, ({ shape, to, toGap, dtype, seed }) => {
      const target = shuffledView(shape, to, toGap, dtype, seed);
      const expected = (target.storage.buffer as Float64Array).slice();
      for (const index of indicesOf(shape)) {
        expected[index.reduce((at, i, d) => at + i * target.strides[d], target.offset)] = 1;
      }
      target.device.kernels.fill(target, 1);
      expect(target.storage.buffer).toEqual(expected);
    }),
  );
});

test("casts between all dtypes from any layout", () => {
  fc.assert(
    fc.property(layouts, fc.constantFrom(...dtypes), ({ shape, from, fromGap, dtype, seed }, wanted) => {
      const x = shuffledView(shape, from, fromGap, dtype, seed);
      const y = x.to(wanted);
      const convert = (value: number): number => {
        if (wanted === "bool") return value === 0 ? 0 : 1;
        if (wanted === "int32" || wanted === "uint8") return Math.trunc(value);
        return wanted === "float32" ? Math.fround(value) : value;
      };
      expect(y.dtype).toBe(wanted);
      expect([...y.readSync()]).toEqual([...indicesOf(shape)].map((index) => convert(elementAt(x, index))));
    }),
    { numRuns: sampledRuns(200) },
  );
});

test("copies stretched and empty views", () => {
  fc.assert(
    fc.property(stridedTensors({ minSize: 0, maxSize: 30, maxRank: 3 }), (x) => {
      expect([...x.clone().readSync()]).toEqual([...indicesOf(x.shape)].map((index) => elementAt(x, index)));
    }),
  );
});

test("float to integer truncates towards zero, and anything but zero is true", () => {
  const x = tensor([1.9, -1.9, 0.5, -0.5, 0, NaN]);
  expect(x.slice(0, 0, 5).to("int32").toArray()).toEqual([1, -1, 0, 0, 0]);
  expect(x.to("bool").toArray()).toEqual([true, true, true, true, false, true]);
  // A line long enough for the fast way.
  const line = fromTypedArray(new Float64Array(50).fill(-2.7), [50]);
  expect([...line.to("int32").readSync()]).toEqual(new Array(50).fill(-2));
  expect([...line.neg().to("uint8").readSync()]).toEqual(new Array(50).fill(2));
});

test("writing into a bool tensor leaves 0 or 1", () => {
  const x = zeros(2, { dtype: "bool" });
  x.fill_(7);
  expect([...x.readSync()]).toEqual([1, 1]);
  x.copy_(tensor([0, 256]));
  expect(x.toArray()).toEqual([false, true]);
});
