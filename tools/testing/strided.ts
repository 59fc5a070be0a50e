import { type Shape, Tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import fc from "fast-check";
import { randomTensor } from "./randomTensor.js";

/** Every index of a shape, in row-major order. */
export function* indicesOf(shape: Shape): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let left = numel(shape); left > 0; left--) {
    yield [...index];
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0;
  }
}

/** One element, read through strides and offset: an oracle that no kernel takes part in. */
export function elementAt(x: Tensor, index: readonly number[]): number {
  const data = x.storage.buffer as unknown as ArrayLike<number>;
  return data[index.reduce((position, i, d) => position + i * x.strides[d], x.offset)];
}

/** Shapes of `minRank` to `maxRank` dimensions with sizes from `minSize` to `maxSize`. */
export function shapes(options: {
  readonly minRank?: number;
  readonly maxRank?: number;
  readonly minSize?: number;
  readonly maxSize?: number;
}): fc.Arbitrary<number[]> {
  const { minRank = 0, maxRank = 4, minSize = 1, maxSize = 4 } = options;
  return fc.array(fc.integer({ min: minSize, max: maxSize }), { minLength: minRank, maxLength: maxRank });
}

/**
 * Float64 views of such shapes: dimensions in any order in memory, with gaps between the elements, with an offset,
 * and some of them broadcast (stride 0). Values depend on the seed alone and lie in [-1, 1).
 */
export function stridedTensors(options: Parameters<typeof shapes>[0] = {}): fc.Arbitrary<Tensor> {
  return shapes(options).chain((shape) =>
    fc
      .record({
        order: fc.shuffledSubarray(
          shape.map((_, d) => d),
          { minLength: shape.length },
        ),
        gaps: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: shape.length, maxLength: shape.length }),
        broadcast: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: shape.length, maxLength: shape.length }),
        offset: fc.nat(3),
        seed: fc.nat(),
      })
      .map(({ order, gaps, broadcast, offset, seed }) => {
        const strides = new Array<number>(shape.length);
        let span = 1;
        for (const d of order) {
          strides[d] = broadcast[d] === 0 ? 0 : span * gaps[d];
          if (broadcast[d] !== 0) span *= gaps[d] * Math.max(1, shape[d]);
        }
        const memory = randomTensor([offset + span], seed);
        return new Tensor(memory.storage, shape, strides, offset);
      }),
  );
}
