import { isComplete, opFamilies, sampled, singleCases } from "@lumbre/testing";
import { cpu, getDefaultDevice, setDefaultDevice } from "lumbre";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { complaintsOf } from "./complaints.js";
import type { JobArgument, JobName, JobResult, Where } from "./jobs.js";
import { computeResults, type Results } from "./samples.js";
import { isSkipped, TestBrowser } from "./testBrowser.js";

/** What Node computes on the CPU reference. */
function computeExpected(): Results {
  const device = getDefaultDevice();
  try {
    return computeResults(cpu);
  } finally {
    setDefaultDevice(device);
  }
}

/** Where a program may run; unless all is to run, in an isolated page and in a worker without isolation. */
const hosts: readonly (readonly [place: Where, isIsolated: boolean])[] = [
  ["page", true],
  ["worker", true],
  ["page", false],
  ["worker", false],
];
/** Unless all is to run, every nth fixture does, and of the test-kit every nth check: in Node all of them run. */
const every = isComplete ? { fixture: 1, check: 1 } : { fixture: 6, check: 18 };
const oneThread =
  /^lumbre: the wasm device computes on one thread, because: a page shares memory .* Cross-Origin-Opener-Policy/;

function expectNear(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const largest = Math.max(1, ...expected.map(Math.abs));
  for (const [i, value] of actual.entries()) {
    const distance = Math.abs(value - expected[i]);
    if (!(distance <= tolerance * largest)) expect.fail(`element ${i}: got ${value}, expected ${expected[i]}`);
  }
}

describe.skipIf(isSkipped)("in headless Chromium", () => {
  let browser: TestBrowser;
  let expected: Results;

  beforeAll(async () => {
    expected = computeExpected();
    browser = await TestBrowser.open();
  });

  afterAll(() => browser?.close());

  /** What a job gives; nothing but the lack of threads may go to the console. */
  async function run<J extends JobName>(
    where: Where,
    isIsolated: boolean,
    job: J,
    argument: JobArgument<J>,
  ): Promise<JobResult<J>> {
    const { result, told } = await browser.run(where, isIsolated, job, argument);
    expect(told).toEqual(isIsolated ? [] : [expect.stringMatching(oneThread)]);
    return result;
  }

  describe.each(sampled(hosts, 3))("in a %s, cross-origin isolated: %s", (where, isIsolated) => {
    test("lumbre computes what Node computes", async () => {
      const report = await run(where, isIsolated, "report", undefined);
      const { defaultDevice, isIsolated: found, results, threads, shared } = report;
      expect(found).toBe(isIsolated);
      expect(defaultDevice).toBe("wasm");
      expect(threads).toBe(isIsolated ? 2 : 1);
      for (const { samples, losses } of [results, shared]) {
        expect(Object.keys(samples)).toEqual(Object.keys(expected.samples));
        for (const [name, values] of Object.entries(samples)) expectNear(values, expected.samples[name], 2e-5);
        expectNear(losses, expected.losses, 1e-3);
        expect(losses[4]).toBeLessThan(losses[0]);
      }
    });

    test("all ops agree with PyTorch, and so do their gradients", async () => {
      const all = opFamilies.flatMap(singleCases);
      const cases = sampled(all, every.fixture);
      const results = await run(where, isIsolated, "fixtures", cases);
      expect(results.length).toBe(cases.length);
      const wrong = cases.flatMap((item, i) => complaintsOf(item, results[i]));
      expect(wrong).toEqual([]);
    });
  });

  test.each(["cpu", "wasm"] as const)(
    "the %s backend conforms",
    async (backend) => {
      const { count, total, failed } = await run("page", true, "conformance", { backend, every: every.check });
      expect(failed).toEqual([]);
      expect(total).toBeGreaterThan(2000);
      expect(count).toBe(Math.ceil(total / every.check));
    },
    180_000,
  );
});
