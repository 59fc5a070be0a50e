import { expect, test } from "vitest";
import { choose } from "./choose.js";

const items = Array.from({ length: 1000 }, (_, i) => i);

test("a sample keeps the order, repeats nothing, and is another for another seed", () => {
  const samples = [1, 2, 3].map((seed) => choose(items, 50, seed));
  for (const sample of samples) {
    expect(sample.length).toBe(50);
    expect(new Set(sample).size).toBe(50);
    expect(sample).toEqual([...sample].sort((a, b) => a - b));
  }
  expect(choose(items, 50, 1)).toEqual(samples[0]);
  expect(new Set(samples.flat()).size).toBeGreaterThan(130);
});

test("each item is as likely as another, and neighbours do not come together", () => {
  const counts = items.map(() => 0);
  let neighbours = 0;
  for (let seed = 0; seed < 400; seed++) {
    const sample = choose(items, 100, seed);
    for (const item of sample) counts[item]++;
    neighbours += sample.filter((item, i) => item - 1 === sample[i - 1]).length;
  }
  // 40 and 9.9 are expected; the first has a standard deviation of 6.
  expect(Math.min(...counts)).toBeGreaterThan(10);
  expect(Math.max(...counts)).toBeLessThan(70);
  expect(neighbours / 400).toBeLessThan(11);
});

test("all of them are taken where there are no more", () => {
  expect(choose([3, 1, 2], 3, 1)).toEqual([3, 1, 2]);
  expect(choose([3, 1, 2], Number.POSITIVE_INFINITY, 1)).toEqual([3, 1, 2]);
});
