import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";
import { draw } from "./strokes.js";

describe.skipIf(isSkipped)("the demo's drawing pad", { timeout: patience }, () => {
  let site: DemoSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await DemoSite.open();
    browser = await launch(findChromium()!);
  }, patience);

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  }, patience);

  const waitForReading = (demo: DemoPage, digit: number): Promise<unknown> =>
    demo.page.waitForSelector(`[data-test="hand"][data-digit="${digit}"]`);

  test("reads drawn digits, while it trains and after; ten of another hand are taught", async () => {
    const demo = await DemoPage.open(browser, `${site.address(true)}#/?epochs=1`);
    await draw(demo, 3);
    expect(await demo.text("hand")).toContain("as soon as the training starts");
    await demo.press("Start training");
    await waitForReading(demo, 3);
    await demo.waitForPhase("finished");
    expect(await demo.accuracy()).toBeGreaterThan(0.975);
    for (const digit of [0, 3, 4, 7]) {
      await demo.press("Clear");
      await draw(demo, digit);
      await waitForReading(demo, digit);
    }

    await demo.press("Write ten digits");
    for (let digit = 0; digit < 10; digit++) {
      await draw(demo, digit, 0.8);
      await demo.press(`That is my ${digit}`);
    }
    await demo.press("Teach it");
    const result = await demo.page.locator('[data-test="lesson"]').textContent();
    const [before, after] = [...result!.matchAll(/reads? (\d+)/g)].map(([, count]) => Number(count));
    expect(before).toBeLessThan(10);
    expect(after).toBeGreaterThan(before);
    expect(await findProblems(demo)).toEqual([]);
    expect(await demo.text("taught")).toContain("without your lesson");
    await demo.press("Undo the lesson");
    await demo.page.waitForSelector('[data-test="lesson"]', { state: "detached" });
    expect(await demo.page.locator('[data-test="taught"]').count()).toBe(0);
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("a finger draws, and does not scroll; without a pointer a test digit is chosen", async () => {
    const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
    const demo = await DemoPage.open(browser, `${site.address(true)}#/?epochs=1&batchSize=512`, phone);
    const { page } = demo;
    const pad = page.locator('[data-test="pad"]');
    await pad.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await pad.boundingBox())!;
    const scrolled = await page.evaluate(() => scrollY);
    const client = await page.context().newCDPSession(page);
    const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: number): Promise<unknown> =>
      client.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: at === undefined ? [] : [{ x: x + width / 2, y: y + at * height }],
      });
    await touch("touchStart", 0.8);
    for (let at = 0.78; at > 0.2; at -= 0.02) await touch("touchMove", at);
    await touch("touchEnd");
    await page.getByRole("button", { name: "Undo", exact: true }).and(page.locator(":enabled")).waitFor();
    expect(await page.evaluate(() => scrollY)).toBe(scrolled);

    await demo.press("Start training");
    await demo.waitForPhase("finished");
    await waitForReading(demo, 1);
    await page.getByRole("button", { name: "Test image: 6", exact: true }).focus();
    await page.keyboard.press("Enter");
    await waitForReading(demo, 6);
    await demo.close();
  });
});
