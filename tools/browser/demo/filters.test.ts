import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

describe.skipIf(isSkipped)("the demo's hand-made filters", { timeout: patience }, () => {
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

  async function open(colorScheme: "light" | "dark" = "light"): Promise<DemoPage> {
    const demo = await DemoPage.open(browser, site.address(true), { colorScheme });
    await demo.page.getByRole("link", { name: "Filters", exact: true }).click();
    await demo.page.waitForSelector('[data-test="convolved"]');
    return demo;
  }

  /** One channel of a canvas's pixels, row by row; the alpha of a signed picture is how strong each value is. */
  const channel = ({ page }: DemoPage, name: string, index: 0 | 3): Promise<number[]> =>
    page.$eval(
      `[data-test="${name}"] canvas`,
      (element, offset) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
        return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i + offset]);
      },
      index,
    );

  test("a vertical edge is found by the filter for vertical edges, and not by that for horizontal ones", async () => {
    const demo = await open();
    const { page } = demo;
    // Left half white, right half black.
    const png = await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(16, 12);
      const context = canvas.getContext("2d")!;
      context.fillRect(0, 0, 16, 12);
      context.fillStyle = "white";
      context.fillRect(0, 0, 8, 12);
      const bytes = new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer());
      return Array.from(bytes);
    });
    await page.getByLabel("Your own picture").check();
    await page.setInputFiles('input[type="file"]', {
      name: "edge.png",
      mimeType: "image/png",
      buffer: Buffer.from(png),
    });
    await page.selectOption('[name="preset"]', "vertical");
    await page.getByText("⌊(12 + 2·0 − 3) / 1⌋ + 1 = 10").waitFor();
    const row = [0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0];
    await expect.poll(() => channel(demo, "convolved", 3)).toEqual(new Array(10).fill(row).flat());
    await page.selectOption('[name="preset"]', "horizontal");
    await expect.poll(() => channel(demo, "convolved", 0)).toEqual(new Array(140).fill(0));
    await page.getByLabel("Weight in row 2, column 2").fill("-1");
    expect(await page.inputValue('[name="preset"]')).toBe("own");
    await page.getByLabel("Weight in row 2, column 2").fill("0");
    expect(await page.inputValue('[name="preset"]')).toBe("horizontal");
    await page.selectOption('[name="stride"]', "2");
    await page.selectOption('[name="padding"]', "1");
    await page.getByText("⌊(12 + 2·1 − 3) / 2⌋ + 1 = 6").waitFor();
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("max, min and average pooling give sizes by the formula; a digit may be the picture", async () => {
    const demo = await open();
    const { page } = demo;
    await page.getByLabel("Digit", { exact: true }).check();
    await page.getByText("⌊(28 + 2·0 − 3) / 1⌋ + 1 = 26").first().waitFor();
    for (const pool of ["max", "min", "average"]) {
      await page.selectOption('[name="pool"]', pool);
      await page.selectOption('[name="poolSize"]', "3");
      await page.getByText("⌊(26 + 2·0 − 3) / 3⌋ + 1 = 8").first().waitFor();
      expect((await channel(demo, "pooled", 3)).length).toBe(64);
    }
    await page.selectOption('[name="pool"]', "none");
    await page.waitForSelector('[data-test="pooled"]', { state: "detached" });
    await demo.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing, %s, and nothing sticks out on a phone", async (scheme) => {
    const demo = await open(scheme);
    expect(await findProblems(demo)).toEqual([]);
    await demo.page.setViewportSize({ width: 360, height: 740 });
    await demo.page.selectOption('[name="pool"]', "max");
    await demo.page.waitForSelector('[data-test="pooled"]');
    expect(await demo.page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await demo.close();
  });
});
