import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type {} from "../../../apps/demo/src/page/debug.js";

/** Milliseconds a run may take on a machine that does other things too. */
export const patience = 480_000;

/** The demo in a tab of its own, as a visitor has it. */
export class DemoPage {
  /** What the page wrote to the console as an error, or threw. */
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") this.complaints.push(message.text());
    });
  }

  /** @param address The site's, with the settings of a run behind it: `#/?epochs=1`. */
  static async open(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<DemoPage> {
    const context = await browser.newContext({ locale: "en-US", ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const demo = new DemoPage(page);
    await page.goto(address);
    await demo.waitForDigits();
    return demo;
  }

  waitForDigits(): Promise<unknown> {
    return this.page.waitForSelector(".wall li.unread, .wall li.right, .wall li.wrong");
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  async waitForPhase(...phases: string[]): Promise<void> {
    const selector = phases.map((phase) => `[data-phase="${phase}"]`).join(", ");
    await this.page.waitForSelector(selector);
  }

  /** Trains until the run ends, and gives the accuracy that is shown, as a share. */
  async train(): Promise<number> {
    const ends = ["finished", "stalled", "diverged", "failed"];
    const hasEnded = await this.page.locator(ends.map((phase) => `[data-phase="${phase}"]`).join(", ")).count();
    await this.press("Start training");
    // A short run may be over before anybody looks, so only the end of the one before is waited out.
    if (hasEnded > 0) await this.waitForPhase("running");
    await this.waitForPhase(...ends);
    return this.accuracy();
  }

  async accuracy(): Promise<number> {
    const text = await this.text("accuracy");
    return Number.parseFloat(text) / 100;
  }

  /** Drops files on the page's heading, as if they came from another program. */
  async drop(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
    const encoded = Object.entries(files).map(
      ([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const,
    );
    const dataTransfer = await this.page.evaluateHandle((list) => {
      const transfer = new DataTransfer();
      for (const [name, text] of list) {
        transfer.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name));
      }
      return transfer;
    }, encoded);
    await this.page.dispatchEvent("h1", "dragover", { dataTransfer });
    await this.page.waitForSelector(".dropZone.over");
    await this.page.dispatchEvent("h1", "drop", { dataTransfer });
    await this.page.waitForSelector(".dropZone:not(.over)");
  }

  /** The text of the element with that `data-test`. */
  async text(name: string): Promise<string> {
    return (await this.page.textContent(`[data-test="${name}"]`)) ?? "";
  }

  losses(): Promise<readonly number[]> {
    return this.page.evaluate(() => lumbreDemo.losses());
  }

  async waitForSteps(count: number): Promise<void> {
    await this.page.waitForFunction((wanted) => lumbreDemo.losses().length >= wanted, count);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
