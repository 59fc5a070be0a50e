import { expect, test } from "vitest";
import { BufferPool } from "./bufferPool.js";

test("what was lent is lent again", () => {
  const pool = new BufferPool(1000);
  const array = pool.take("float32", 10);
  pool.give(array);
  expect(pool.bytes).toBe(40);
  expect(pool.take("float32", 10)).toBe(array);
  expect(pool.bytes).toBe(0);
});

test("what was not lent does not pile up", () => {
  const pool = new BufferPool(1000);
  pool.give(pool.take("float32", 10));
  for (let i = 0; i < 5; i++) pool.give(new Float32Array(10));
  pool.give(new Int32Array(3));
  expect(pool.bytes).toBe(40);
});

test("beyond its capacity it keeps nothing", () => {
  const pool = new BufferPool(60);
  const arrays = [pool.take("float32", 10), pool.take("float32", 10)];
  for (const array of arrays) pool.give(array);
  expect(pool.bytes).toBe(40);
  pool.clear();
  expect(pool.bytes).toBe(0);
});
