import {
  decode,
  type EncodedTensor,
  expectedOf,
  expectTensor,
  type FixtureCase,
  opFamilies,
  singleCases,
} from "@lumbre/testing";
import { cpu, getDefaultDevice, setDefaultDevice } from "lumbre";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import config from "../../vitest.config.js";
import { bundlePages } from "./bundle.js";
import { findChromium, launch } from "./chromium.js";
import type { JobArgument, JobName, JobResult, Order, Where } from "./jobs.js";
import type { TestWindow } from "./page.js";
import { computeResults, type Results } from "./samples.js";
import { type PageServer, servePages } from "./server.js";

const executable = findChromium();
// CI must not skip these.
const isRequired = process.env.LUMBRE_REQUIRE_BROWSER === "1";
if (executable === null && !isRequired) {
  console.warn("SKIPPED: the browser tests, for there is no Chromium on the PATH (Debian: apt-get install chromium)");
}

const alias = config.resolve?.alias as Readonly<Record<string, string>>;

/** What Node computes on the CPU reference. */
function computeExpected(): Results {
  const device = getDefaultDevice();
  try {
    return computeResults(cpu);
  } finally {
    setDefaultDevice(device);
  }
}

const places: readonly Where[] = ["page", "worker"];
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

/** What is wrong with the results of a fixture's call. */
function complaintsOf(item: FixtureCase, results: readonly EncodedTensor[]): string[] {
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

describe.skipIf(executable === null && !isRequired)("in headless Chromium", () => {
  let browser: Browser;
  let server: PageServer;
  let expected: Results;

  beforeAll(async () => {
    if (executable === null) throw new Error("LUMBRE_REQUIRE_BROWSER is set, and there is no Chromium on the PATH");
    expected = computeExpected();
    [browser, server] = await Promise.all([launch(executable), bundlePages(alias).then(servePages)]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  /** What a job gives in a fresh page or in its worker; nothing but the lack of threads may go to the console. */
  async function run<J extends JobName>(
    where: Where,
    isIsolated: boolean,
    job: J,
    argument: JobArgument<J>,
  ): Promise<JobResult<J>> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    try {
      await page.goto(server.page(isIsolated), { waitUntil: "load" });
      const order = { where, order: { job, argument } satisfies Order };
      const result = await page.evaluate(
        ({ where, order }) => (window as unknown as TestWindow).run(where, order),
        order,
      );
      const told = complaints.filter((text) => !text.includes("favicon"));
      expect(told).toEqual(isIsolated ? [] : [expect.stringMatching(oneThread)]);
      return result as JobResult<J>;
    } finally {
      await page.close();
    }
  }

  describe.each([true, false])("cross-origin isolated: %s", (isIsolated) => {
    test.each(places)("in a %s lumbre computes what Node computes", async (where) => {
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

    test.each(places)("in a %s all ops agree with PyTorch, and so do their gradients", async (where) => {
      const cases = opFamilies.flatMap(singleCases);
      const results = await run(where, isIsolated, "fixtures", cases);
      expect(results.length).toBe(cases.length);
      const wrong = cases.flatMap((item, i) => complaintsOf(item, results[i]));
      expect(wrong).toEqual([]);
    });
  });
});
