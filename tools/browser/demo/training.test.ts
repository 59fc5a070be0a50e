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

  test("past 98.5 % of all test digits in two epochs, on threads; a cell opens what it misread", async () => {
    const demo = await open("#/?epochs=2&threads=2");
    expect(await demo.train()).toBeGreaterThan(0.985);
    expect(await demo.text("device")).toBe("WebAssembly SIMD, 2 threads");
    const cell = demo.page.locator(".matrix .wrong button").first();
    const label = await cell.getAttribute("aria-label");
    await cell.click();
    await demo.page.waitForSelector(".misread");
    const digits = await demo.page.locator(".misread > ul > li").count();
    expect(label).toMatch(new RegExp(`^${digits} times \\d read as \\d$`));
    expect(await demo.page.locator(".misread .bars").first().locator("li").count()).toBe(10);
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
    await demo.page.click(".settings summary");
    await demo.page.fill('input[name="lr"]', "0.001");
    await demo.page.press('input[name="lr"]', "Tab");
    await demo.press("Resume");
    await demo.waitForPhase("finished");
    const losses = await demo.losses();
    expect(losses.length).toBe(118);

    const link = await demo.page.getAttribute('[data-test="replay"]', "href");
    expect(link).toContain(`changes=${length + 1}*0.001*onecycle`);
    const replay = await DemoPage.open(browser, link!);
    await replay.train();
    expect(await replay.losses()).toEqual(losses);
    await demo.close();
    await replay.close();
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
