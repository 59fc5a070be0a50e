import { Generator } from "@lumbre/tensor";
import { randomMask } from "@lumbre/tensor/engine";
import { expectTensor } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createWasm } from "../index.js";

const wasm = createWasm({ debug: true });
const probabilities = fc.oneof(
  fc.constantFrom(0, 2 ** -53, 0.5, 0.9, 1 - 2 ** -53, 1),
  fc.double({ min: 0, max: 1, noNaN: true }),
);

/** A generator that has given out some numbers. */
function started(seed: number, skipped: number): Generator {
  const generator = new Generator().manualSeed(seed);
  for (let i = 0; i < skipped; i++) generator.random32();
  return generator;
}

test("masks are the host's, from any state, and leave the generator where the host would", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(700), fc.integer({ min: 1, max: 4000 }), probabilities, (seed, skipped, n, p) => {
      const [here, host] = [0, 1].map(() => started(seed, skipped));
      for (const size of [n, 2 * n + 1]) {
        const mask = randomMask([size], p, 1.25, { device: wasm, generator: here });
        expect(mask.device).toBe(wasm);
        expectTensor(mask, randomMask([size], p, 1.25, { generator: host }), { rtol: 0, atol: 0 });
        expect(here.random32()).toBe(host.random32());
      }
      expect(here.normal()).toBe(host.normal());
    }),
    { numRuns: 60 },
  );
});

test("all of the 53 bits count", () => {
  const draws = new Generator().manualSeed(3);
  const numbers = Array.from({ length: 40 }, () => draws.uniform53());
  for (const [i, number] of numbers.entries()) {
    const chosen = [number, number + 2 ** -53].map((p) =>
      randomMask([2000], p, 1, { device: wasm, generator: started(3, 0) }).readSync(),
    );
    expect(chosen.map((mask) => mask[i])).toEqual([0, 1]);
  }
});

test("other dtypes, and few elements, are the host's work", () => {
  for (const [shape, dtype] of [
    [[3000], "float64"],
    [[3], "float32"],
    [[0], "float32"],
  ] as const) {
    const mask = randomMask(shape, 0.5, 2, { device: wasm, generator: started(1, 5), dtype });
    expectTensor(mask, randomMask(shape, 0.5, 2, { generator: started(1, 5), dtype }), { rtol: 0, atol: 0 });
  }
});
