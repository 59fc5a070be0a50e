import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

describe.skipIf(isSkipped)("the demo looks as the visitor wants", { timeout: patience }, () => {
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

  /** The theme, and how light the page and its text are, 0 to 255. */
  async function look({ page }: DemoPage): Promise<{ theme: string | undefined; paper: number; ink: number }> {
    return page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      const level = (text: string): number => Math.max(...(text.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number));
      return { theme: document.documentElement.dataset.theme, paper: level(backgroundColor), ink: level(color) };
    });
  }

  test("dark or light by choice, which is kept, or as the system is", async () => {
    const demo = await DemoPage.open(browser, site.address(true), { colorScheme: "light" });
    const choose = (name: string): Promise<unknown> => demo.page.getByLabel("Appearance").selectOption(name);
    const light = await look(demo);
    expect(light.theme).toBe("light");
    expect(light.paper).toBeGreaterThan(light.ink + 100);

    await choose("dark");
    const dark = await look(demo);
    expect(dark.theme).toBe("dark");
    expect(dark.ink).toBeGreaterThan(dark.paper + 100);
    await demo.page.reload();
    await demo.waitForDigits();
    expect(await look(demo)).toEqual(dark);
    expect(await demo.page.getByLabel("Appearance").inputValue()).toBe("dark");

    await choose("auto");
    expect(await look(demo)).toEqual(light);
    await demo.page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(() => look(demo)).toEqual(dark);
    await choose("light");
    expect(await look(demo)).toEqual(light);
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test.each(["no-preference", "reduce"] as const)("with motion: %s", async (reducedMotion) => {
    const demo = await DemoPage.open(browser, `${site.address(true)}#/?batchSize=32`, { reducedMotion });
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    const moving = await demo.page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((element) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element);
          return /[1-9]/.test(transitionDuration) || animationName !== "none" || scrollBehavior === "smooth";
        }).length,
    );
    if (reducedMotion === "reduce") expect(moving).toBe(0);
    else expect(moving).toBeGreaterThan(0);
    await demo.close();
  });
});
