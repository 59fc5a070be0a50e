import { gzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

describe.skipIf(isSkipped)("the demo's page", { timeout: patience }, () => {
  let site: DemoSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await DemoSite.open();
    browser = await launch(findChromium()!);
  }, patience);

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  test.each(["light", "dark"] as const)("axe finds nothing, %s, before and after a run", async (colorScheme) => {
    const address = `${site.address(true)}#/?epochs=1&batchSize=512`;
    const demo = await DemoPage.open(browser, address, { colorScheme });
    await demo.page.click(".settings summary");
    expect(await findProblems(demo)).toEqual([]);
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    expect(await findProblems(demo)).toEqual([]);
    await demo.press("Resume");
    await demo.waitForPhase("finished");
    await demo.page.locator(".matrix .wrong button").first().click();
    await demo.page.waitForSelector(".misread");
    expect(await findProblems(demo)).toEqual([]);
    await demo.close();
  });

  test.each(["en-US", "es-ES"])("nothing sticks out on a phone, in %s", async (locale) => {
    const address = `${site.address(true)}#/?epochs=1&batchSize=512`;
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, locale };
    const demo = await DemoPage.open(browser, address, phone);
    const width = (): Promise<number> => demo.page.evaluate(() => document.documentElement.scrollWidth);
    await demo.page.click(".settings summary");
    expect(await width()).toBe(360);
    await demo.page.click(".actions button:nth-child(2)");
    await demo.page.waitForSelector(".panel.step");
    await demo.page.click("button.primary");
    await demo.waitForPhase("finished");
    expect(await width()).toBe(360);
    expect(await demo.page.getAttribute("html", "lang")).toBe(locale.slice(0, 2));
    await demo.close();
  });

  test("the SIMD device is small", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    const devices: Promise<number>[] = [];
    page.on("response", (response) => {
      if (!response.url().endsWith(".js")) return;
      const size = response
        .body()
        .then((body) => (body.includes("winogradForward") ? gzipSync(body, { level: 9 }).length : 0));
      devices.push(size);
    });
    await page.goto(`${site.address(true)}#/?epochs=1&batchSize=512`);
    await page.waitForSelector(".wall li.unread");
    await page.getByRole("button", { name: "One step" }).click();
    await page.waitForSelector(".panel.step");
    const sizes = (await Promise.all(devices)).filter((size) => size > 0);
    expect(sizes).toHaveLength(1);
    expect(sizes[0]).toBeLessThan(70_000);
    await context.close();
  });

  test("scripts and styles that come before a device is chosen are small", async () => {
    const context = await browser.newContext({ serviceWorkers: "block" });
    const page = await context.newPage();
    const sizes = new Map<string, Promise<number>>();
    page.on("response", (response) => {
      const { pathname } = new URL(response.url());
      if (!/\.(?:js|css)$/.test(pathname)) return;
      sizes.set(
        pathname,
        response.body().then((body) => gzipSync(body, { level: 9 }).length),
      );
    });
    await page.goto(site.address(true));
    await page.waitForSelector(".wall li.unread");
    await expect.poll(() => [...sizes.keys()].some((name) => name.includes("/engine-"))).toBe(true);
    await page.waitForLoadState("networkidle");
    const total = async (wanted: (name: string) => boolean): Promise<number> => {
      const chosen = await Promise.all([...sizes].filter(([name]) => wanted(name)).map(([, size]) => size));
      return chosen.reduce((sum, size) => sum + size, 0);
    };
    // The first digits want no tensors.
    expect(await total((name) => !name.includes("/engine-"))).toBeLessThan(40_000);
    // Tensors and their gradients are loaded behind them.
    expect(await total(() => true)).toBeLessThan(120_000);
    await context.close();
  });

  test("without the headers a service worker brings them, and with them threads", async () => {
    const demo = await DemoPage.open(browser, site.address(false));
    await demo.page.waitForFunction(() => crossOriginIsolated && navigator.serviceWorker.controller !== null);
    await demo.waitForDigits();
    await demo.close();
  });

  test("where there is no service worker either, one thread computes, and the page says so", async () => {
    const address = `${site.address(false)}#/?epochs=1&batchSize=512&threads=2`;
    const demo = await DemoPage.open(browser, address, { serviceWorkers: "block" });
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    expect(await demo.text("device")).toBe("WebAssembly SIMD, one thread");
    expect(await demo.page.textContent(".problems")).toContain("one thread does it all");
    await demo.close();
  });

  test("a new version is offered, and taken when the visitor agrees", async () => {
    const demo = await DemoPage.open(browser, site.address(true));
    await demo.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    site.serviceWorkerSuffix = "// The next version.";
    await demo.page.reload();
    await demo.waitForDigits();
    const old = await demo.page.evaluate(() => performance.timeOrigin);
    await demo.press("Reload");
    await demo.page.waitForFunction((origin) => performance.timeOrigin > origin, old);
    await demo.waitForDigits();
    expect(await demo.page.locator(".update").count()).toBe(0);
    site.serviceWorkerSuffix = "";
    await demo.close();
  });

  test("the server killed, a reload works, and trains", async () => {
    const lonely = await DemoSite.open();
    const demo = await DemoPage.open(browser, `${lonely.address(true)}#/?epochs=1&batchSize=512`);
    const files = (): Promise<number> =>
      demo.page.evaluate(async () => {
        const [name] = await caches.keys();
        return name === undefined ? 0 : (await (await caches.open(name)).keys()).length;
      });
    await expect.poll(files, { timeout: 60_000 }).toBe(await lonely.fileCount());
    await lonely.kill();
    await demo.page.reload();
    await demo.waitForDigits();
    expect(await demo.train()).toBeGreaterThan(0.9);
    await demo.close();
    await lonely[Symbol.asyncDispose]();
  });
});
