import { cpu, getDefaultDevice, setDefaultDevice } from "lumbre";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import config from "../../vitest.config.js";
import { bundlePages } from "./bundle.js";
import { findChromium, launch } from "./chromium.js";
import type { TestWindow } from "./page.js";
import type { Report } from "./report.js";
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

  /** The report of a fresh page or of its worker, and what went to the console. */
  async function report(place: "page" | "worker", isIsolated: boolean): Promise<Report> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    try {
      await page.goto(server.page(isIsolated), { waitUntil: "load" });
      const result = await page.evaluate((where) => {
        const { runInPage, runInWorker } = window as unknown as TestWindow;
        return where === "page" ? runInPage() : runInWorker();
      }, place);
      const told = complaints.filter((text) => !text.includes("favicon"));
      expect(told).toEqual(isIsolated ? [] : [expect.stringMatching(oneThread)]);
      return result;
    } finally {
      await page.close();
    }
  }

  describe.each([true, false])("cross-origin isolated: %s", (isIsolated) => {
    test.each(["page", "worker"] as const)("in a %s lumbre computes what Node computes", async (place) => {
      const { defaultDevice, isIsolated: found, results, threads, shared } = await report(place, isIsolated);
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
  });
});
