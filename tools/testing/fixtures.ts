import { readFileSync } from "node:fs";
import { scope } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { expectTensor, type Tolerance } from "./expectClose.js";
import { type Call, expectedOf, type FixtureCase, type Place, runCase } from "./fixtureCase.js";

/** The cases of packages/<pkg>/fixtures/<family>.json. */
export function loadFixture(pkg: string, family: string): FixtureCase[] {
  const url = new URL(`../../packages/${pkg}/fixtures/${family}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")).cases;
}

/** The families of fixtures that {@link callFixture} can call; each a file of the tensor package. */
export const opFamilies = [
  "activation",
  "at",
  "conv",
  "elementwise",
  "indexing",
  "joins",
  "linalg",
  "order",
  "pool",
  "reduce",
  "softmax",
  "views",
] as const;

/** A family's cases but for those that give float64 whatever the inputs are. */
export function singleCases(family: (typeof opFamilies)[number]): FixtureCase[] {
  return loadFixture("tensor", family).filter(({ name }) => !name.startsWith("bincount(weights"));
}

/**
 * One test per case: `call` makes the same call with Lumbre; outputs (and their dtypes) and the gradients of all
 * float inputs must agree with PyTorch's.
 */
export function testCases(
  cases: readonly FixtureCase[],
  call: Call,
  tolerance: Tolerance = {},
  place: Place = {},
): void {
  for (const item of cases) {
    test(`agrees with PyTorch: ${item.name}`, () => scope(() => checkCase(item, call, tolerance, place)));
  }
}

function checkCase(item: FixtureCase, call: Call, tolerance: Tolerance, place: Place): void {
  const found = runCase(item, call, place);
  const expected = expectedOf(item, place);
  expect(found.length).toBe(expected.length);
  for (const [i, tensor] of found.entries()) expectTensor(tensor, expected[i], tolerance);
}
