/** True when every test is to run in full, as `npm run test:all` and .ci/run want; otherwise the slowest suites take samples. */
export const isComplete = process.env.LUMBRE_TEST_ALL === "1";

/** Every nth of the items, the same ones in every run; all of them when every test is to run. */
export function sampled<T>(items: readonly T[], every: number): readonly T[] {
  return isComplete ? items : items.filter((_, i) => i % every === 0);
}

/** How often a property is tried: a third of `times`, or all of them when every test is to run. */
export function sampledRuns(times: number): number {
  return isComplete ? times : Math.ceil(times / 3);
}
