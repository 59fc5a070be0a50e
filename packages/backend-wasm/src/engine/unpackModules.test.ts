import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { packed, unpackedBytes } from "../generated/modules.js";
import { decompress } from "./unpackModules.js";

test("gives back what zlib has compressed, in every kind of block", () => {
  // Few different bytes in runs repeat; many different ones are stored, or get a code that is made for them.
  const runs = fc
    .array(fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 400 })), { maxLength: 60 })
    .map((list) => Uint8Array.from(list.flatMap(([byte, count]) => new Array(count).fill(byte))));
  const settings = fc.record({
    level: fc.nat(9),
    strategy: fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY),
  });
  fc.assert(
    fc.property(fc.oneof(runs, fc.uint8Array({ maxLength: 3000 })), settings, (bytes, options) => {
      const found = decompress(deflateRawSync(bytes, options), bytes.length);
      expect(Buffer.compare(found, bytes)).toBe(0);
    }),
  );
});

test("gives back the package's modules", () => {
  const bytes = Buffer.from(packed, "base64");
  expect(Buffer.compare(decompress(bytes, unpackedBytes), inflateRawSync(bytes))).toBe(0);
});

test("says so when the source is no such thing", () => {
  expect(() => decompress(new Uint8Array(200).fill(0xfd), 10)).toThrow(WebAssembly.RuntimeError);
});
