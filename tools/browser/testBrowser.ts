import type { Browser, Page } from "playwright-core";
import { bundlePages } from "./bundle.js";
import { findChromium, launch } from "./chromium.js";
import type { JobArgument, JobName, JobResult, Order, Where } from "./jobs.js";
import type { TestWindow } from "./page.js";
import { type PageServer, servePages } from "./server.js";

/** The path of Chromium, or null where there is none. */
export const executable = findChromium();
// CI must not skip these.
const isRequired = process.env.LUMBRE_REQUIRE_BROWSER === "1";

/** Whether tests in a browser are left out here. */
export const isSkipped = executable === null && !isRequired;
if (isSkipped) {
  console.warn("SKIPPED: the browser tests, for there is no Chromium on the PATH (Debian: apt-get install chromium)");
}

/** What Chromium says on its own: of an icon that no page has, and, when it reads slowly, of its driver's speed. */
const notOurs = /favicon|GL Driver Message \(OpenGL, Performance/;

/** What a job gave, and what its page wrote to the console or threw outside of it. */
export interface JobReport<J extends JobName> {
  readonly result: JobResult<J>;
  readonly told: readonly string[];
}

/** A page, with what it has written to the console or thrown since somebody last looked. */
interface OpenPage {
  readonly page: Page;
  readonly told: string[];
}

/** Headless Chromium and a server of the pages that do jobs. */
export class TestBrowser {
  private shared: Promise<OpenPage> | null = null;

  private constructor(
    private readonly browser: Browser,
    private readonly server: PageServer,
  ) {}

  static async open(): Promise<TestBrowser> {
    if (executable === null) throw new Error("LUMBRE_REQUIRE_BROWSER is set, and there is no Chromium on the PATH");
    const [browser, server] = await Promise.all([launch(executable), bundlePages().then(servePages)]);
    return new TestBrowser(browser, server);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server[Symbol.asyncDispose]();
  }

  /** Does a job in a fresh page or in its worker. */
  async run<J extends JobName>(
    where: Where,
    isIsolated: boolean,
    job: J,
    argument: JobArgument<J>,
  ): Promise<JobReport<J>> {
    const { page, told } = await this.openPage(isIsolated);
    try {
      return { result: await runIn(page, where, job, argument), told };
    } finally {
      await page.close();
    }
  }

  /** The same in one isolated page for all such jobs, which saves the start of each: for jobs that leave nothing behind. */
  async runShared<J extends JobName>(job: J, argument: JobArgument<J>): Promise<JobReport<J>> {
    this.shared ??= this.openPage(true);
    const { page, told } = await this.shared;
    const result = await runIn(page, "page", job, argument);
    return { result, told: told.splice(0) };
  }

  private async openPage(isIsolated: boolean): Promise<OpenPage> {
    const page = await this.browser.newPage();
    const told: string[] = [];
    page.on("pageerror", (error) => told.push(error.message));
    page.on("console", (message) => {
      const isComplaint = ["error", "warning"].includes(message.type()) && !notOurs.test(message.text());
      if (isComplaint) told.push(message.text());
    });
    await page.goto(this.server.page(isIsolated), { waitUntil: "load" });
    return { page, told };
  }
}

async function runIn<J extends JobName>(
  page: Page,
  where: Where,
  job: J,
  argument: JobArgument<J>,
): Promise<JobResult<J>> {
  const order = { where, order: { job, argument } satisfies Order };
  const result = await page.evaluate(({ where, order }) => (window as unknown as TestWindow).run(where, order), order);
  return result as JobResult<J>;
}
