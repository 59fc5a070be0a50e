import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

/** A run of 118 steps. */
const shortRun = "#/?epochs=1&batchSize=512";

describe.skipIf(isSkipped)("the demo trains", { timeout: patience }, () => {
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

  const open = (query = shortRun, isIsolated = true): Promise<DemoPage> =>
    DemoPage.open(browser, site.address(isIsolated) + query);

  /** One step shows its number, images with what they were taken for, the loss, and each layer's gradient and update. */
  async function expectStep({ page }: DemoPage, step: number): Promise<void> {
    const panel = page.locator(".panel.step");
    expect(await panel.locator("h2").textContent()).toBe(`Step ${step}, taken apart`);
    expect(await panel.locator("h3").allTextContents()).toEqual([
      expect.stringMatching(/^Forward [\d.,]+ ms$/),
      expect.stringMatching(/^Loss/),
      expect.stringMatching(/^Backward [\d.,]+ ms$/),
      expect.stringMatching(/^Update [\d.,]+ ms$/),
    ]);
    expect(await panel.locator(".batch li").count()).toBe(16);
    const numbers = (await panel.locator(".numbers dd").allTextContents()).map((text) => /[\d.]+/.exec(text)?.[0]);
    expect(numbers).toHaveLength(2 * 5);
    for (const number of numbers) expect(Number(number)).toBeGreaterThan(0);
    expect(await panel.textContent()).toMatch(/the loss was [\d.]+, and is [\d.]+ now/);
  }

  test("past 98.5 % of all test digits in two epochs, on threads; a cell opens what it misread", async () => {
    const demo = await open("#/?epochs=2&threads=2");
    expect(await demo.train()).toBeGreaterThan(0.985);
    expect(await demo.text("device")).toBe("WebAssembly SIMD, 2 threads");
    const cell = demo.page.locator(".matrix .wrong button").first();
    const label = await cell.getAttribute("aria-label");
    await cell.click();
    await demo.page.waitForSelector(".misread");
    const digits = await demo.page.locator(".misread > ul > li").count();
    expect(label).toMatch(new RegExp(`^\\d read as \\d: ${digits} images?$`));
    expect(await demo.page.locator(".misread .bars").first().locator("li").count()).toBe(10);
    const [to97, to98] = await demo.page.locator(".clock dd").allTextContents();
    expect(to97).toMatch(/^(?:≈ )?\d+\.\d s/);
    expect(to98).toMatch(/^(?:≈ )?\d+\.\d s/);
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("pauses, takes one step, goes on, and takes another learning rate, which a link replays", async () => {
    const demo = await open();
    await demo.press("Start training");
    await demo.waitForSteps(10);
    await demo.press("Pause");
    await demo.waitForPhase("paused");
    const { length } = await demo.losses();
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    expect((await demo.losses()).length).toBe(length + 1);
    await expectStep(demo, length + 1);
    await demo.page.click(".settings summary");
    await demo.page.fill('input[name="lr"]', "0.001");
    await demo.page.press('input[name="lr"]', "Tab");
    await demo.press("Resume");
    await demo.waitForSteps(length + 10);
    await demo.page.locator(".settings label", { hasText: "Schedule" }).locator("select").selectOption("constant");
    await demo.waitForPhase("finished");
    const losses = await demo.losses();
    expect(losses.length).toBe(118);

    const link = await demo.page.getAttribute('[data-test="replay"]', "href");
    expect(link).toMatch(new RegExp(`changes=${length + 1}\\*0\\.001\\*onecycle_\\d+\\*0\\.001\\*constant`));
    const replay = await DemoPage.open(browser, link!);
    await replay.train();
    expect(await replay.losses()).toEqual(losses);

    await demo.press("Reset");
    await demo.waitForPhase("idle");
    expect(await demo.losses()).toEqual([]);
    expect(await demo.page.textContent(".panel.chart")).toContain("Dashed: the run before (LeNet-5, Adam");
    await demo.close();
    await replay.close();
  });

  test("the README's network learns too, and has its program", async () => {
    const demo = await open("#/?model=cnn&epochs=1&batchSize=64&schedule=constant&lr=0.001");
    await demo.press("Start training");
    await demo.waitForSteps(30);
    await demo.press("Pause");
    await demo.waitForPhase("paused");
    const losses = await demo.losses();
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(losses[0]).toBeCloseTo(Math.log(10), 0);
    expect(mean(losses.slice(-5))).toBeLessThan(0.6 * losses[0]);
    expect((await demo.page.evaluate(() => lumbreDemo.run()))?.settings.model).toBe("cnn");
    await demo.page.click(".program summary");
    await demo.page.getByText("nn.Conv2d(c_in, c_out, 3, padding=1)").first().waitFor();
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("a run whose loss explodes is told of, and starts over with smaller steps", async () => {
    const demo = await open("#/?epochs=1&batchSize=512&optimizer=sgd&schedule=constant&lr=5");
    await demo.press("Start training");
    await demo.waitForPhase("diverged");
    expect(await demo.page.textContent(".problem.diverged")).toContain("the steps were too large");
    await demo.press("Start over with a tenth of the learning rate");
    await demo.waitForPhase("running");
    await demo.page.click(".settings summary");
    expect(await demo.page.inputValue('input[name="lr"]')).toBe("0.5");
    await demo.close();
  });

  test("a run that explodes after an epoch goes back to its end", async () => {
    const demo = await open("#/?epochs=3&batchSize=512&optimizer=sgd&schedule=constant&lr=0.05");
    await demo.press("Start training");
    await demo.waitForSteps(119);
    await demo.page.click(".settings summary");
    await demo.page.fill('input[name="lr"]', "9");
    await demo.page.press('input[name="lr"]', "Tab");
    await demo.waitForPhase("diverged");
    await demo.press("Back to the end of epoch 1");
    await demo.waitForPhase("paused");
    expect((await demo.losses()).length).toBe(118);
    expect(await demo.page.inputValue('input[name="lr"]')).toBe("0.05");
    await demo.press("Resume");
    await demo.waitForSteps(125);
    expect(Math.max(...(await demo.losses()).slice(118))).toBeLessThan(1);
    await demo.close();
  });

  test("a worker that is killed is reported, and the run goes on from its checkpoint", async () => {
    const demo = await open("#/?epochs=2&batchSize=512");
    await demo.press("Start training");
    await demo.waitForSteps(125);
    await demo.page.evaluate(() => lumbreDemo.crash());
    await demo.page.waitForSelector(".problem.died");
    await demo.press("Go on from the end of epoch 1");
    await demo.waitForPhase("finished");
    const losses = await demo.losses();
    expect(losses.length).toBe(236);
    await demo.close();

    const whole = await open("#/?epochs=2&batchSize=512");
    await whole.train();
    expect(losses).toEqual(await whole.losses());
    await whole.close();
  });

  test("a part that is broken is told of, training goes on, and a second try mends it", async () => {
    site.corrupted = "train-03";
    const demo = await open();
    await demo.page.waitForSelector(".problem.data");
    expect(await demo.page.textContent(".problem.data")).toContain("What arrived was not what was sent.");
    expect(await demo.train()).toBeGreaterThan(0.9);
    site.corrupted = null;
    await demo.press("Try again");
    await demo.page.waitForSelector(".problem.data", { state: "detached" });
    await demo.close();
  });
});
