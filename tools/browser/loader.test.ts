import { fileURLToPath } from "node:url";
import { DataLoader } from "@lumbre/datasets";
import { manualSeed } from "@lumbre/tensor";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceCondition } from "../../vitest.config.js";
import { bundleEntries } from "./bundle.js";
import { launch } from "./chromium.js";
import type { Epoch, LoaderWindow } from "./loader/page.js";
import { type PageServer, servePages } from "./server.js";
import { executable, isSkipped } from "./testBrowser.js";

describe.skipIf(isSkipped)("the workers of a DataLoader in Chromium", () => {
  let browser: Browser;
  let server: PageServer;

  beforeAll(async () => {
    const page = fileURLToPath(new URL("./loader/page.ts", import.meta.url));
    const files = await bundleEntries({ page }, [sourceCondition]);
    [browser, server] = await Promise.all([launch(executable as string), servePages(files)]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.[Symbol.asyncDispose]();
  });

  async function open(isIsolated: boolean): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(error.message));
    await page.goto(server.page(isIsolated), { waitUntil: "load" });
    return { page, errors };
  }
  const load = (page: Page, numWorkers: number, isKept: boolean): Promise<Epoch[]> =>
    page.evaluate(([count, kept]) => (window as unknown as LoaderWindow).load(count, kept), [
      numWorkers,
      isKept,
    ] as const);

  test.each([true, false])("make the same batches, isolated: %s", async (isIsolated) => {
    const { page, errors } = await open(isIsolated);
    const epochs = await load(page, 2, false);
    manualSeed(5);
    const indices = Array.from({ length: 24 }, (_, i) => i);
    const here = new DataLoader(indices, 5, { shuffle: true });
    for (const { labels } of epochs) {
      // The order is drawn in the page, the images by generators of the workers.
      expect(labels).toEqual(Array.from(here, (batch) => batch.tolist()));
      expect(labels.flat().sort((a, b) => a - b)).toEqual(indices);
    }
    expect(epochs.map(({ started }) => started)).toEqual([2, 4]);
    const kept = await load(page, 2, true);
    expect(kept.map(({ started }) => started)).toEqual([2, 2]);
    expect([kept[0].labels, kept[0].sums]).toEqual([epochs[0].labels, epochs[0].sums]);
    // Workers that are kept go on with their random numbers, for which no new seed is drawn from the loader's generator.
    expect(kept[1].labels).not.toEqual(epochs[1].labels);
    expect(kept[1].labels.flat().sort((a, b) => a - b)).toEqual(indices);
    expect(await load(page, 2, true)).toEqual(kept);
    expect((await load(page, 3, false))[0].labels).toEqual(epochs[0].labels);
    // Those of both loaders that keep theirs.
    await expect.poll(() => page.workers().length).toBeLessThanOrEqual(4);
    expect(errors).toEqual([]);
    await page.close();
  });

  test("a worker whose module is not there is an error of the loop", async () => {
    const { page } = await open(true);
    const error = await page.evaluate(() => (window as unknown as LoaderWindow).fail());
    expect(error).toMatch(
      /^DataError: DataLoader: worker 0 has served no dataset: .*; its module has to call serveDataset/,
    );
    await page.close();
  });
});
