import { describe, expect, test } from "vitest";
import { allocation } from "./allocation.mjs";
import { type Format, formats } from "./formats.js";
import { fileOf, problemOf } from "./trial.js";

describe.each(Object.entries(formats))("%s", (name, make) => {
  test("seeds are read, and mutated ones are read or refused", async () => {
    const format = await make();
    for (const seed of format.seeds) await format.read(seed);
    for (let index = 0; index < 20; index++) {
      expect(await problemOf(format, fileOf(name, format, 1, index)), `file ${index}`).toBeNull();
    }
  });
});

const reader = (read: Format["read"]): Format => ({ seeds: [], error: "FormatError", ratio: 1, read });

test("another error, a large allocation and a slow read are problems", async () => {
  const bytes = new Uint8Array(100);
  const fail = (name: string) => () => {
    throw Object.assign(new Error("no"), { name });
  };
  expect(await problemOf(reader(fail("FormatError")), bytes)).toBeNull();
  expect(await problemOf(reader(fail("RangeError")), bytes)).toMatch(/^threw RangeError: no/);
  const large = reader(() => new Float64Array(40_000));
  expect(await problemOf(large, bytes)).toBe("asked for 320000 bytes for a file of 100, more than 262544");
  const slow = reader(() => {
    for (const start = process.cpuUsage(); process.cpuUsage(start).user < 50_000; );
  });
  expect(await problemOf(slow, bytes, 20)).toMatch(/^took \d+ ms$/);
});

test("allocations are counted by the bytes that are new", () => {
  allocation.bytes = 0;
  const array = Float32Array.from([1, 2, 3]);
  expect(allocation.bytes).toBe(12);
  new Uint8Array(array.buffer, 4);
  expect([allocation.bytes, array instanceof Float32Array]).toEqual([12, true]);
  new WebAssembly.Memory({ initial: 0, maximum: 2 }).grow(1);
  expect(allocation.bytes).toBe(12 + 65536);
});
