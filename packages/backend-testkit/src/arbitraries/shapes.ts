import fc from "fast-check";
import type { LayoutName } from "../device/layouts.js";

/** Shapes of up to `maxRank` dimensions, some of which may be empty. */
export function shapes(maxRank: number, minRank = 0): fc.Arbitrary<number[]> {
  const size = fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 6 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  );
  return fc.array(size, { minLength: minRank, maxLength: maxRank });
}

/** Two shapes that broadcast with each other. */
export function broadcastPairs(): fc.Arbitrary<readonly [number[], number[]]> {
  return shapes(4).chain((shape) =>
    fc
      .record({
        stretched: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: shape.length, maxLength: shape.length }),
        missing: fc.nat(shape.length),
        isSwapped: fc.boolean(),
      })
      .map(({ stretched, missing, isSwapped }) => {
        const a = shape.map((size, d) => (stretched[d] === 1 ? 1 : size));
        const b = shape.map((size, d) => (stretched[d] === 2 ? 1 : size)).slice(missing);
        return isSwapped ? ([b, a] as const) : ([a, b] as const);
      }),
  );
}

/** How an operand lies in memory. */
export const layouts: fc.Arbitrary<LayoutName> = fc.constantFrom(
  "contiguous",
  "transposed",
  "offset",
  "gapped",
  "expanded",
);

/** What values are drawn from. */
export const seeds: fc.Arbitrary<number> = fc.nat(2 ** 30);
