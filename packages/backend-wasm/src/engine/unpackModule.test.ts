import fc from "fast-check";
import { expect, test } from "vitest";
import { compress } from "../../packModule.mjs";
import { splitLocals } from "../../splitLocals.mjs";
import { localBytes, packed, unpackedBytes } from "../generated/module.js";
import { withoutRelaxedSimd } from "./plainSimd.js";
import { unpack, unpackModule } from "./unpackModule.js";

test("gives back what LZMA has compressed: bytes, repetitions near and far, and repetitions of the last distances", () => {
  // Few different bytes in runs repeat; whole pieces repeat some bytes after they ended, with one byte changed or none.
  const runs = fc
    .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 400 })), { maxLength: 60 })
    .map((list) => Uint8Array.from(list.flatMap(([byte, count]) => new Array(count).fill(byte))));
  const pieces = fc
    .tuple(fc.uint8Array({ minLength: 2, maxLength: 200 }), fc.array(fc.nat(250), { maxLength: 100 }))
    .map(([piece, gaps]) => Uint8Array.from(gaps.flatMap((gap) => [gap, ...new Array(gap).fill(7), ...piece])));
  fc.assert(
    fc.property(fc.oneof(runs, pieces, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
      const found = unpack(compress(bytes), bytes.length);
      expect(Buffer.compare(found, bytes)).toBe(0);
    }),
    { numRuns: 15 },
  );
});

test("gives back the package's module, of some 150 kB, from less than 36", () => {
  const module = unpackModule();
  expect(module.length).toBe(unpackedBytes);
  expect(module.length).toBeGreaterThan(100_000);
  expect(WebAssembly.validate(withoutRelaxedSimd(module))).toBe(true);
  // What was joined comes apart again where it was.
  const { locals, rest } = splitLocals(module);
  expect([locals.length, rest.length]).toEqual([localBytes, unpackedBytes - localBytes]);
  expect(0.75 * packed.length).toBeLessThan(36_000);
});

test("says so when the source is no such thing, is cut off, or repeats what lies before its beginning", () => {
  const source = compress(Uint8Array.from({ length: 300 }, (_, i) => (i * i) % 251));
  expect(() => unpack(new Uint8Array(200).fill(0xfd), 10)).toThrow(WebAssembly.RuntimeError);
  expect(() => unpack(source.subarray(0, 100), 300)).toThrow(WebAssembly.RuntimeError);
  expect(() => unpack(Uint8Array.of(0, 255, 255, 255, 0, 255, 255, 255), 10)).toThrow(WebAssembly.RuntimeError);
});
