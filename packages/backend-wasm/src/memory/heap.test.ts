import { DeviceError, scope } from "@lumbre/tensor";
import { sampledRuns } from "@lumbre/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Heap, type WasmBuffer } from "./heap.js";
import { firstAddress } from "./space.js";

const mebibyte = 2 ** 20;

/** Sorted by address, no buffer reaches into the next. */
function expectApart(buffers: readonly WasmBuffer[]): void {
  const sorted = buffers.toSorted((a, b) => a.address - b.address);
  for (const [i, buffer] of sorted.entries()) {
    expect(buffer.address % 64).toBe(0);
    expect(buffer.address).toBeGreaterThan(0);
    const next = sorted[i + 1]?.address ?? buffer.array.buffer.byteLength;
    expect(buffer.address + buffer.array.byteLength).toBeLessThanOrEqual(next);
  }
}

describe("blocks", () => {
  test("never overlap, whatever is allocated and released in whatever order, nor when memory is short", () => {
    const step = fc.record({ bytes: fc.integer({ min: 0, max: 3 * mebibyte }), keep: fc.boolean(), victim: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const heap = new Heap({ maxBytes: 20 * mebibyte });
        const live: WasmBuffer[] = [];
        for (const { bytes, keep, victim } of steps) {
          try {
            live.push(heap.allocate(bytes, "uint8"));
          } catch (error) {
            expect(error).toBeInstanceOf(DeviceError);
          }
          if (!keep && live.length > 0) heap.release(live.splice(victim % live.length, 1)[0]);
          expectApart(live);
        }
        for (const buffer of live) heap.release(buffer);
        // With everything given back, one buffer may have it all.
        const whole = heap.allocate(15 * mebibyte, "uint8");
        expect(whole.array.length).toBe(15 * mebibyte);
      }),
      { numRuns: sampledRuns(40) },
    );
  });

  test("keep their values while the memory grows", () => {
    const heap = new Heap();
    const first = heap.allocate(1000, "float32");
    first.array.fill(7);
    const before = heap.memory.buffer;
    heap.allocate(40 * mebibyte, "uint8");
    expect(heap.memory.buffer).not.toBe(before);
    expect(first.array.every((value) => value === 7)).toBe(true);
  });

  test("reach as far as the memory may grow, and not a page further", () => {
    const page = 65_536;
    // What is left of the memory's first 16 MiB is missing from 5 MiB.
    const missing = 5 * mebibyte - (1.5 * mebibyte - firstAddress);
    const limit = 16 * mebibyte + Math.ceil(missing / page) * page;
    const fill = (maxBytes: number): WasmBuffer => {
      const heap = new Heap({ maxBytes });
      for (const bytes of [8, 4, 2, 0.5]) heap.allocate(bytes * mebibyte, "uint8");
      return heap.allocate(5 * mebibyte, "uint8");
    };
    const { address, array } = fill(limit);
    expect(address + array.length).toBeLessThanOrEqual(limit);
    expect(array.buffer.byteLength).toBe(limit);
    expect(() => fill(limit - page)).toThrow(DeviceError);
  });

  test("one that was given back is used again", () => {
    const heap = new Heap();
    const buffer = heap.allocate(5000, "float32");
    heap.release(buffer);
    expect(heap.pooledBytes).toBe(buffer.capacity);
    expect(heap.allocate(4990, "float32").address).toBe(buffer.address);
    expect(heap.pooledBytes).toBe(0);
  });

  test.each([0, 1, 63, 64, 65, 1023, 1024, 1025, 1280, 1281, 2048, 2049, 65_537, 3_000_001])(
    "of %i bytes waste a quarter at most",
    (bytes) => {
      const { capacity } = new Heap().allocate(bytes, "uint8");
      expect(capacity % 64).toBe(0);
      expect(capacity).toBeGreaterThanOrEqual(bytes);
      expect(capacity).toBeLessThanOrEqual(Math.max(64, 1.25 * bytes + 63));
    },
  );
});

describe("out of memory", () => {
  test("comes only when what waits cannot be joined", () => {
    const heap = new Heap({ maxBytes: 16 * mebibyte });
    const small = Array.from({ length: 15 }, () => heap.allocate(mebibyte, "uint8"));
    for (const buffer of small) heap.release(buffer);
    // Fifteen blocks of one size become one of another.
    expect(heap.allocate(14 * mebibyte, "uint8").address).toBe(8192);
  });

  test("says what holds the memory", () => {
    const heap = new Heap({ maxBytes: 16 * mebibyte });
    heap.reserve(64 * 1024);
    const large = Array.from({ length: 3 }, () => heap.allocate(4 * mebibyte, "uint8"));
    for (let i = 0; i < 5; i++) heap.allocate(100 * 1024, "uint8");
    heap.release(large[1]);
    expect(() => heap.allocate(1.25 * mebibyte, "float32")).toThrow(
      "backend-wasm: no room for a buffer of 5 MiB: of 16 MiB at most, 7 buffers hold 8.5 MiB (most of it: 2 of 4 MiB, " +
        "5 of 112 KiB), 64 KiB serve the kernels as scratch, and 4 MiB wait for reuse in pieces that are too small. " +
        "Put each step in scope(), make the batch smaller, or dispose() of large tensors",
    );
    // It did no harm.
    expect(heap.allocate(4 * mebibyte, "uint8").address).toBe(large[1].address);
  });

  test("for more than there can ever be", () => {
    expect(() => new Heap().allocate(3e9, "float64")).toThrow("no room for a buffer of 22.4 GiB: of 4 GiB at most");
    expect(() => new Heap().allocate(3e9, "float64")).toThrow(DeviceError);
    expect(() => new Heap().allocate(2 ** 38, "float64")).toThrow("no room for a buffer of 2048 GiB: of 4 GiB at most");
  });

  test("when the engine refuses to grow", () => {
    const heap = new Heap();
    heap.memory.grow = () => {
      throw new RangeError("Unable to grow instance memory");
    };
    expect(() => heap.allocate(20 * mebibyte, "uint8")).toThrow(DeviceError);
    expect(heap.allocate(10 * mebibyte, "uint8").length).toBe(10 * mebibyte);
  });
});

describe("in debug mode", () => {
  test.each([-1, 0, -64, 63])("a write at %i bytes beside a buffer is found when it is released", (beside) => {
    const heap = new Heap({ debug: true });
    const buffer = heap.allocate(100, "float32");
    const at = beside < 0 ? beside : 400 + beside;
    new Uint8Array(heap.memory.buffer)[buffer.address + at] = 1;
    expect(() => heap.release(buffer)).toThrow(
      `backend-wasm: somebody wrote at byte ${at} of a buffer of 100 float32 (400 bytes), outside of it`,
    );
  });

  test("what is new, and what is freed, is NaN; twice freed is an error", () => {
    const heap = new Heap({ debug: true });
    const buffer = heap.allocate(100, "float32");
    expect(buffer.array.every(Number.isNaN)).toBe(true);
    buffer.array.fill(1);
    heap.release(buffer);
    expect(buffer.array.every(Number.isNaN)).toBe(true);
    expect(() => heap.release(buffer)).toThrow("a buffer of 100 float32 (400 bytes) was given back twice");
  });
});

test("the collector hears of a large buffer, and in a scope not again of one that takes the memory of another", () => {
  const heap = new Heap();
  const first = heap.allocate(5 * mebibyte, "float32");
  const { ballast } = first;
  expect(ballast?.byteLength).toBeGreaterThanOrEqual(20 * mebibyte);
  heap.release(first);
  expect(first.ballast === null).toBe(true);
  // The arrays are too large to be shown.
  const isAgain = (): boolean => heap.allocate(5 * mebibyte, "float32").ballast === ballast;
  // Without a scope it is the collector that has to give this one back.
  expect(isAgain()).toBe(false);
  scope(() => expect([isAgain(), isAgain()]).toEqual([true, false]));
});
