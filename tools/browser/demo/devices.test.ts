import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

describe.skipIf(isSkipped)("the demo's devices", { timeout: patience }, () => {
  let site: DemoSite;

  beforeAll(async () => {
    site = await DemoSite.open();
  }, patience);

  afterAll(async () => {
    await site?.[Symbol.asyncDispose]();
  });

  /** Trains two steps in a browser, and gives the losses and the device's name on the page. */
  async function twoSteps(browser: Browser, query: string): Promise<{ losses: readonly number[]; device: string }> {
    const demo = await DemoPage.open(browser, `${site.address(true)}#/?batchSize=16&${query}`);
    for (const count of [1, 2]) {
      await demo.press("One step");
      await demo.waitForSteps(count);
    }
    const result = { losses: await demo.losses(), device: await demo.text("device") };
    expect(demo.complaints).toEqual([]);
    await demo.close();
    await browser.close();
    return result;
  }

  test("each is named, and all train alike", async () => {
    const [cpu, threads, simd, gpu] = [
      await twoSteps(await launch(findChromium()!), "device=cpu"),
      await twoSteps(await launch(findChromium()!), "device=threads&threads=2"),
      await twoSteps(await launch(findChromium()!), "device=simd"),
      await twoSteps(await launch(findChromium()!), "device=gpu"),
    ];
    const names = [cpu, threads, simd, gpu].map(({ device }) => device);
    expect(names).toEqual([
      "CPU reference, slow",
      "WebAssembly SIMD, 2 threads",
      "WebAssembly SIMD, one thread",
      "GPU, WebGL2",
    ]);
    for (const { losses } of [threads, simd, gpu]) {
      for (const [i, loss] of losses.entries()) expect(loss).toBeCloseTo(cpu.losses[i], 3);
    }
  });

  test("a policy that forbids workers of texts leaves one thread, and the page says so", async () => {
    site.policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'";
    try {
      const { losses, device } = await twoSteps(await launch(findChromium()!), "threads=2");
      expect(device).toBe("WebAssembly SIMD, one thread");
      expect(losses.length).toBe(2);
    } finally {
      site.policy = null;
    }
  });

  test("an engine without SIMD computes on the reference", async () => {
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const args = [...sandbox, "--js-flags=--no-enable-sse4-1"];
    const browser = await chromium.launch({ executablePath: findChromium()!, headless: true, args });
    const { losses, device } = await twoSteps(browser, "threads=2");
    expect(device).toBe("CPU reference, slow");
    expect(losses.length).toBe(2);
  });
});
