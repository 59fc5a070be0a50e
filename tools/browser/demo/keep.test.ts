import { readFile } from "node:fs/promises";
import { saveSafetensors } from "@lumbre/serialize";
import { ones } from "@lumbre/tensor";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeNetwork } from "../../../apps/demo/src/worker/files/networkFile.js";
import { createModel } from "../../../apps/demo/src/worker/models.js";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

const shortRun = "#/?epochs=1&batchSize=512";

describe.skipIf(isSkipped)("the demo keeps networks", { timeout: patience }, () => {
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

  const open = (query = shortRun): Promise<DemoPage> => DemoPage.open(browser, site.address(true) + query);

  const waitForOutcome = async (demo: DemoPage, text: string): Promise<void> => {
    await demo.page.locator('[data-test="keep"]', { hasText: text }).waitFor();
  };

  const give = (demo: DemoPage, name: string, buffer: Uint8Array): Promise<void> =>
    demo.page.setInputFiles('[data-test="file"]', {
      name,
      mimeType: "application/octet-stream",
      buffer: Buffer.from(buffer),
    });

  /** Ten probabilities of each digit on the wall. */
  const predictions = (demo: DemoPage): Promise<readonly number[]> =>
    demo.page.evaluate(() => lumbreDemo.wallProbabilities());

  test("a network is saved, and after a reload it predicts the same: from the browser's storage, and from a file", async () => {
    const demo = await open();
    const accuracy = await demo.train();
    await expect.poll(() => predictions(demo)).toHaveLength(600);
    const before = await predictions(demo);
    await demo.page.fill('input[name="networkName"]', "my first");
    await demo.press("Save in this browser");
    await waitForOutcome(demo, "Saved: my first.");
    const downloading = demo.page.waitForEvent("download");
    await demo.page.locator(".save").getByRole("button", { name: "Download", exact: true }).click();
    const bytes = await readFile(await (await downloading).path());
    await waitForOutcome(demo, "Saved: lenet5.safetensors.");

    await demo.page.reload();
    await demo.waitForDigits();
    expect(await predictions(demo)).toEqual([]);
    await demo.press("Open: my first");
    await waitForOutcome(demo, "Opened: my first.");
    expect(await predictions(demo)).toEqual(before);
    await demo.page.waitForSelector(".matrix");
    expect(await demo.accuracy()).toBe(accuracy);
    expect(await demo.page.locator('[data-test="replay"]').count()).toBe(0);
    await demo.press("Delete: my first");
    await waitForOutcome(demo, "Deleted: my first.");
    expect(await demo.page.locator(".kept").count()).toBe(0);
    await demo.close();

    const other = await open("#/?epochs=1&batchSize=512&model=mlp&device=cpu&seed=7");
    await give(other, "weights.safetensors", bytes);
    await waitForOutcome(other, "Opened: weights.safetensors.");
    expect(await other.text("keep")).toMatch(/The file says: my first|The file says: LeNet-5/);
    expect(await other.text("keep")).toContain("118 steps");
    const onReference = await predictions(other);
    expect(Math.max(...onReference.map((value, i) => Math.abs(value - before[i])))).toBeLessThan(1e-4);
    await other.page.click(".program summary");
    await other.page.getByText('load_file("lenet5.safetensors")').waitFor();
    expect(demo.complaints).toEqual([]);
    await other.close();
  });

  test("a file is dropped anywhere on the page; a wrong one is told of, and changes nothing", async () => {
    const demo = await open();
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    const before = await predictions(demo);
    await give(demo, "notes.txt", new TextEncoder().encode("no weights at all"));
    await waitForOutcome(demo, "notes.txt is not a safetensors file");
    await give(demo, "model.pt", Uint8Array.of(0x50, 0x4b, 3, 4));
    await waitForOutcome(demo, "model.pt is a file of torch.save");
    await demo.drop({ "vgg.safetensors": saveSafetensors({ "features.0.weight": ones(2, 3, 1, 1) }) });
    await waitForOutcome(demo, "another network");
    expect(await demo.text("keep")).toContain("features.0.weight [2, 3, 1, 1]");
    expect(await predictions(demo)).toEqual(before);
    await demo.press("Resume");
    await demo.waitForPhase("finished");

    const weights = createModel("mlp", 0);
    await demo.drop({ "mine.safetensors": writeNetwork(weights, "mlp", { name: "mine", dataset: "fashion" }) });
    await waitForOutcome(demo, "Opened: mine.safetensors.");
    expect(await demo.text("keep")).toContain("It was trained on Fashion-MNIST");
    expect(await demo.page.evaluate(() => lumbreDemo.run()?.settings.model)).toBe("mlp");
    await demo.page.click(".program summary");
    await demo.page.getByText("sub(0.2860).div(0.3530)").waitFor();
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("gradients of the present network agree with differences", async () => {
    const demo = await open();
    await demo.press("One step");
    await demo.page.waitForSelector(".panel.step");
    await demo.page.getByRole("link", { name: "Gradients" }).click();
    await demo.press("Check the gradients of LeNet-5");
    await demo.page.waitForSelector("[data-error]");
    const errors = await demo.page
      .locator("[data-error]")
      .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset.error)));
    expect(errors).toHaveLength(10);
    expect(Math.max(...errors)).toBeLessThan(1e-4);
    expect(await demo.text("gradients")).toMatch(/^All 10 parameters agree\./);
    expect(await demo.page.textContent(".panel.gradients")).toContain("LeNet-5 after 1 step");
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test.each(["light", "dark"] as const)(
    "axe finds nothing, and nothing sticks out on a phone, in Spanish, %s",
    async (colorScheme) => {
      const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
      const demo = await DemoPage.open(browser, site.address(true) + shortRun, {
        ...phone,
        colorScheme,
        locale: "es-ES",
      });
      const width = (): Promise<number> => demo.page.evaluate(() => document.documentElement.scrollWidth);
      await demo.press("Un paso");
      await demo.page.waitForSelector(".panel.step");
      await demo.press("Guardar en este navegador");
      await waitForOutcome(demo, "Guardado: LeNet-5.");
      await give(demo, "notas.txt", new TextEncoder().encode("nada"));
      await waitForOutcome(demo, "notas.txt no es un archivo safetensors");
      await demo.page.click(".program summary");
      expect(await findProblems(demo)).toEqual([]);
      expect(await width()).toBe(360);
      await demo.page.getByRole("link", { name: "Gradientes" }).click();
      await demo.press("Comprobar los gradientes de LeNet-5");
      await demo.page.waitForSelector("[data-error]");
      expect(await findProblems(demo)).toEqual([]);
      expect(await width()).toBe(360);
      await demo.close();
    },
  );
});
