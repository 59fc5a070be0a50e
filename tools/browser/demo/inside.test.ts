import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

describe.skipIf(isSkipped)("the demo looks inside", { timeout: patience }, () => {
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

  const open = (query: string): Promise<DemoPage> => DemoPage.open(browser, `${site.address(true)}#/?${query}`);

  const equation = async (demo: DemoPage): Promise<number[]> =>
    [...(await demo.text("equation")).matchAll(/-?[\d.]+/g)].map(([number]) => Number(number));

  test("the sum behind a pixel follows the pointer and the keys, and goes on changing with the training", async () => {
    const demo = await open("epochs=2&batchSize=64");
    await demo.press("Start training");
    await demo.waitForPhase("running");
    const { page } = demo;
    const maps = page.locator(".pointable canvas");
    await page.locator(".panel.inside").scrollIntoViewIfNeeded();
    await maps.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await maps.boundingBox())!;
    // Six maps of 28 x 28 beside each other, one pixel apart: the third, in the middle.
    await page.mouse.move(x + ((2 * 29 + 14.5) / 173) * width, y + (10.5 / 28) * height);
    expect(await page.textContent('[data-test="sum"] [role="status"]')).toBe("Map 3, row 10, column 14");
    const frame = await page.locator(".ink .frame").getAttribute("style");
    expect(frame).toMatch(new RegExp(`left: ${(100 * 14) / 32}%; top: ${(100 * 10) / 32}%`));
    const before = await demo.text("equation");
    await page.waitForFunction(
      (text) => document.querySelector('[data-test="equation"]')!.textContent !== text,
      before,
    );
    await demo.press("Pause");
    await demo.waitForPhase("paused");
    await page.locator("button.pointable").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("PageUp");
    expect(await page.textContent('[data-test="sum"] [role="status"]')).toBe("Map 2, row 11, column 14");
    const sign = (await demo.text("equation")).includes("−") ? -1 : 1;
    const [total, bias, output] = await equation(demo);
    expect(total + sign * bias).toBeCloseTo(output, 2);
    expect(await page.textContent(".panel.inside .layer .formula")).toBe("⌊(28 + 2·2 − 5) / 1⌋ + 1 = 28");
    expect(await page.locator(".panel.inside .layer").count()).toBe(4);
    expect(await findProblems(demo)).toEqual([]);
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("a network without convolutions shows its neurons' weights, and says why there are no maps", async () => {
    const demo = await open("epochs=1&model=mlp&batchSize=512");
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    await demo.page.locator(".panel.inside").scrollIntoViewIfNeeded();
    await demo.page.getByText("each of the 128 neurons sees the whole image").waitFor();
    expect(await demo.page.locator(".panel.inside canvas").count()).toBe(3);
    await demo.close();
  });
});
