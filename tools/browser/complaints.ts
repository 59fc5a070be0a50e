import { decode, type EncodedTensor, expectedOf, expectTensor, type FixtureCase } from "@lumbre/testing";
import { expect } from "vitest";

/** What is wrong with the results of a fixture's call. */
export function complaintsOf(item: FixtureCase, results: readonly EncodedTensor[]): string[] {
  const wanted = expectedOf(item, { isSingle: true });
  try {
    expect(results.length).toBe(wanted.length);
    for (const [i, result] of results.entries()) {
      expectTensor(decode(result), wanted[i], { rtol: 1e-4, atol: 1e-5 });
    }
    return [];
  } catch (error) {
    return [`${item.name}: ${(error as Error).message}`];
  }
}
