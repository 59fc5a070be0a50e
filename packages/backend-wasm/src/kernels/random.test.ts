import { cpu, type Device, empty, Generator, rand, randint, randn, randperm, type Tensor, zeros } from "@lumbre/tensor";
import { randomMask } from "@lumbre/tensor/engine";
import { expectTensor, sampledRuns } from "@lumbre/testing";
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
    { numRuns: sampledRuns(60) },
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

const drawings: Record<string, (n: number, generator: Generator, device: Device) => Tensor> = {
  uniform: (n, generator, device) => empty(n, { device }).uniform_(-0.3, 1.7, { generator }),
  rand: (n, generator, device) => rand(n, { generator, device }),
  randint: (n, generator, device) => randint(-5, 95, [n], { generator, device }),
  "randint of 2^32 - 1 numbers": (n, generator, device) => randint(-(2 ** 31), 2 ** 31 - 1, [n], { generator, device }),
  "randint of 2^32 numbers": (n, generator, device) => randint(-(2 ** 31), 2 ** 31, [n], { generator, device }),
  "randint of bytes": (n, generator, device) => randint(0, 256, [n], { generator, device, dtype: "uint8" }),
  randperm: (n, generator, device) => randperm(n, { generator, device }),
  "randperm of floats": (n, generator, device) => randperm(n, { generator, device, dtype: "float32" }),
  "rand of doubles": (n, generator, device) => rand(n, { generator, device, dtype: "float64" }),
};

test.each(Object.keys(drawings))(
  "%s is the host's, from any state, and leaves the generator where the host would",
  (name) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(700), fc.integer({ min: 0, max: 1500 }), (seed, skipped, n) => {
        const [here, host] = [0, 1].map(() => started(seed, skipped));
        for (const size of [n, n + 624, 64]) {
          const drawn = drawings[name](size, here, wasm);
          expectTensor(drawn, drawings[name](size, host, cpu), { rtol: 0, atol: 0 });
          expect(here.random32()).toBe(host.random32());
        }
      }),
      { numRuns: sampledRuns(20) },
    );
  },
);

test("normal numbers are the host's but for a rounding, in new tensors, in place and in parts of tensors", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(700), fc.integer({ min: 1, max: 1500 }), (seed, skipped, n) => {
      const [here, host] = [0, 1].map(() => started(seed, skipped));
      const close = { rtol: 2 ** -23, atol: 1e-15 };
      expectTensor(randn(n, { generator: here, device: wasm }), randn(n, { generator: host }), close);
      const [x, y] = [zeros(n + 8, { device: wasm }), zeros(n + 8)];
      x.narrow(0, 4, n).normal_(0.5, 3, { generator: here });
      y.narrow(0, 4, n).normal_(0.5, 3, { generator: host });
      expectTensor(x, y, { rtol: 2 ** -23, atol: 1e-7 });
      expect(here.normal()).toBe(host.normal());
    }),
    { numRuns: sampledRuns(40) },
  );
});

test("normal numbers are as exact as their uniform ones allow", () => {
  const n = 1 << 16;
  const [u, z] = [rand, randn].map((draw) => draw(n, { device: wasm, generator: started(9, 0) }).readSync());
  let wrong = 0;
  for (let i = 0; i < n; i += 16) {
    for (let k = i; k < i + 8; k++) {
      const radius = Math.sqrt(-2 * Math.log(1 - u[k]));
      const angle = 2 * Math.PI * u[k + 8];
      if (Math.fround(radius * Math.cos(angle)) !== z[k]) wrong++;
      if (Math.fround(radius * Math.sin(angle)) !== z[k + 8]) wrong++;
    }
  }
  expect(wrong).toBeLessThan(3);
});
