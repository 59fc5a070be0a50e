import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { findChromium, launch } from "../chromium.js";
import { isSkipped } from "../testBrowser.js";
import { findProblems } from "./axe.js";
import { DemoPage, patience } from "./demoPage.js";
import { DemoSite } from "./site.js";

/** The hashes of the published files, which the page asks for. */
const published = {
  "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
} as const;

/** An IDX file of bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x800 + sizes.length);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  return Buffer.concat([header, bytes]);
}

/** Images and labels of a split: a bar, whose height is the class. */
function split(count: number): [images: Buffer, labels: Buffer] {
  const pixels = new Uint8Array(count * 784);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  for (const [i, label] of labels.entries()) {
    pixels.fill(200, i * 784 + 28 * (4 + 2 * label), i * 784 + 28 * (6 + 2 * label));
    pixels[i * 784 + (i % 28)] = 255;
  }
  return [idx([count, 28, 28], pixels), idx([count], labels)];
}

const [trainImages, trainLabels] = split(2000);
const [testImages, testLabels] = split(400);
const made: Readonly<Record<keyof typeof published, Buffer>> = {
  "train-images-idx3-ubyte": trainImages,
  "train-labels-idx1-ubyte": trainLabels,
  "t10k-images-idx3-ubyte": testImages,
  "t10k-labels-idx1-ubyte": testLabels,
};

describe.skipIf(isSkipped)("Fashion-MNIST in the demo", { timeout: patience }, () => {
  let site: DemoSite;
  let browser: Browser;

  beforeAll(async () => {
    site = await DemoSite.open();
    browser = await launch(findChromium()!);
  }, patience);

  afterEach(() => site.replaced.clear());

  afterAll(async () => {
    await browser?.close();
    await site?.[Symbol.asyncDispose]();
  });

  /** Lets the page take the files that were made here for those that were published. */
  function acceptMade(): void {
    for (const [name, bytes] of Object.entries(made)) {
      const hash = createHash("sha256").update(bytes).digest("hex");
      site.replaced.set(published[name as keyof typeof published], hash);
    }
  }

  /** Answers in the authors' place: there is no network here. */
  async function serve(page: Page, files: Readonly<Record<string, Buffer>>): Promise<string[]> {
    const asked: string[] = [];
    await page.route("https://raw.githubusercontent.com/**", (route) => {
      const name = route.request().url().split("/").at(-1)!.replace(".gz", "");
      asked.push(name);
      const headers = { "access-control-allow-origin": "*" };
      return route.fulfill({ status: 200, headers, body: gzipSync(files[name]) });
    });
    return asked;
  }

  const open = (query: string): Promise<DemoPage> =>
    DemoPage.open(browser, site.address(true) + query, { serviceWorkers: "block" });

  async function choose(demo: DemoPage): Promise<void> {
    await demo.page.click(".settings summary");
    await demo.page.locator(".settings label", { hasText: "Images" }).locator("select").selectOption("fashion");
    await demo.page.waitForSelector(".fashion.problem");
  }

  test("is downloaded, trained on and told by name, and kept for when there is no network", async () => {
    acceptMade();
    const demo = await open("#/?epochs=3&batchSize=32");
    const asked = await serve(demo.page, made);
    await choose(demo);
    expect(asked).toEqual([]);
    expect(await findProblems(demo)).toEqual([]);
    await demo.press("Download 31 MB");
    await demo.page.waitForSelector(".fashion.problem", { state: "detached" });
    expect(asked.sort()).toEqual(Object.keys(made).sort());
    await demo.waitForDigits();
    await demo.page.getByRole("button", { name: "Test image: Ankle boot", exact: true }).click();
    expect(await demo.page.textContent(".panel.hand .picture")).toContain("28 × 28 pixels, as it is.");
    expect((await demo.page.locator(".reading").boundingBox())!.width).toBeGreaterThan(800);
    expect(await demo.train()).toBeGreaterThan(0.9);
    expect(await demo.page.locator(".matrix thead th").nth(10).textContent()).toContain("Ankle boot");
    await demo.page.locator(".matrix button").first().click();
    expect(await demo.page.textContent(".misread h3")).toMatch(/^[A-Z][a-z-]+ read (?:as|right)/);
    expect(await demo.page.locator(".misread .bars").first().locator("li").nth(9).textContent()).toContain(
      "Ankle boot",
    );
    expect(await findProblems(demo)).toEqual([]);
    const link = await demo.page.getAttribute('[data-test="replay"]', "href");
    expect(link).toContain("dataset=fashion");

    await demo.page.unroute("https://raw.githubusercontent.com/**");
    await demo.page.route("https://raw.githubusercontent.com/**", (route) => route.abort());
    const losses = await demo.losses();
    await demo.page.goto(link!);
    await demo.page.reload();
    await demo.waitForDigits();
    await demo.train();
    expect(await demo.losses()).toEqual(losses);
    await demo.close();
  });

  test("a download that fails or brings something else is told of, and one's own files do", async () => {
    const demo = await open("#/?epochs=1&dataset=fashion");
    await demo.page.route("https://raw.githubusercontent.com/**", (route) => route.abort());
    await demo.press("Download 31 MB");
    const alert = demo.page.locator(".fashion [role=alert]");
    await alert.waitFor();
    expect(await alert.textContent()).toContain("train-images-idx3-ubyte did not arrive.");
    expect(await alert.textContent()).toContain("drop all four on this page");

    await demo.page.unroute("https://raw.githubusercontent.com/**");
    await serve(demo.page, made);
    await demo.press("Try again");
    await demo.page.getByText("train-images-idx3-ubyte is not the file that was published.").waitFor();
    await demo.close();

    acceptMade();
    const other = await open("#/?dataset=fashion");
    const files = Object.entries(made).map(([name, buffer]) => ({ name, mimeType: "", buffer }));
    await other.page.setInputFiles('[data-test="fashionFiles"]', files.slice(1));
    await other.page.getByText("train-images-idx3-ubyte.gz is missing.").waitFor();
    await other.page.setInputFiles('[data-test="fashionFiles"]', files);
    await other.page.waitForSelector(".fashion.problem", { state: "detached" });
    await other.page.getByRole("button", { name: "Test image: Sandal", exact: true }).waitFor();
    await other.close();

    const dropped = await open("#/");
    await dropped.drop(made);
    await dropped.page.getByRole("button", { name: "Test image: Sandal", exact: true }).waitFor();
    expect(await dropped.page.locator(".fashion.problem").count()).toBe(0);
    await dropped.page.click(".program summary");
    await dropped.page.getByText("sub(0.2860).div(0.3530)").waitFor();
    await dropped.close();
  });

  test("a run that gets no better stops by itself", async () => {
    acceptMade();
    const demo = await open("#/?dataset=fashion&model=mlp&epochs=20&batchSize=32&earlyStop=true");
    await serve(demo.page, made);
    await demo.press("Download 31 MB");
    await demo.page.waitForSelector(".fashion.problem", { state: "detached" });
    await demo.waitForDigits();
    expect(await demo.train()).toBeGreaterThan(0.9);
    await demo.waitForPhase("stalled");
    expect(await demo.page.textContent("[data-phase]")).toContain("Stopped: no better for two epochs");
    // 2,000 images are 63 batches, and the best epoch is followed by two.
    const { length } = await demo.losses();
    expect(length % 63).toBe(0);
    expect(length / 63).toBeGreaterThanOrEqual(3);
    expect(length / 63).toBeLessThan(20);
    await demo.page.getByRole("button", { name: "Train again", exact: true }).waitFor();
    expect(demo.complaints).toEqual([]);
    await demo.close();
  });

  test("a download can be ended", async () => {
    const demo = await open("#/?dataset=fashion");
    await demo.page.route("https://raw.githubusercontent.com/**", () => {});
    await demo.press("Download 31 MB");
    await demo.press("Cancel");
    await demo.page.getByRole("button", { name: "Download 31 MB" }).waitFor();
    await demo.press("Stay with the digits");
    await demo.page.waitForSelector(".fashion.problem", { state: "detached" });
    await demo.close();
  });
});
