// Measures how fast the demo is and whether the page stays smooth while it trains: npm run demo:smooth. Prints when the
// first digits are there, the long tasks, those of 50 ms and more, of a page that trains and of one that does not, how
// long predictions take meanwhile, and after how many seconds of training the default run reads 97, 98 and 99 %.
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { findChromium, launch } from "../chromium.js";
import { DemoPage } from "./demoPage.js";
import { DemoSite } from "./site.js";

declare global {
  var longTasks: number[];
}

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "8" }, model: { type: "string", default: "lenet5" } },
});
const milliseconds = 1000 * Number(values.seconds);

/** Opens the page with an observer of long tasks, which counts from when the digits are there. */
async function open(browser: Browser, site: DemoSite): Promise<DemoPage> {
  // Enough epochs not to end while it is measured.
  const demo = await DemoPage.open(browser, `${site.address(true)}#/?epochs=50&model=${values.model}`);
  await demo.page.waitForTimeout(1000);
  await demo.page.evaluate(() => {
    globalThis.longTasks = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    observer.observe({ entryTypes: ["longtask"] });
  });
  return demo;
}

/** What the long tasks were since the last call, in words. */
async function describeLongTasks(demo: DemoPage): Promise<string> {
  const tasks = await demo.page.evaluate(() => longTasks.splice(0));
  const sum = tasks.reduce((total, duration) => total + duration, 0);
  const longest = Math.max(0, ...tasks);
  return `${tasks.length} long tasks, together ${sum.toFixed(0)} ms, the longest ${longest.toFixed(0)} ms`;
}

/** The value below which a share of them lies. */
function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Number.NaN).toFixed(1);
}

function print(name: string, text: string): void {
  console.log(`${name.padEnd(24)}${text}`);
}

/** Milliseconds from the start of the navigation until digits are drawn, of a first visit. */
async function measureFirstDigits(browser: Browser, site: DemoSite): Promise<void> {
  const times: number[] = [];
  for (let visit = 0; visit < 3; visit++) {
    const demo = await DemoPage.open(browser, site.address(true));
    times.push(await demo.page.evaluate(() => performance.now()));
    await demo.close();
  }
  print("First digits", `${Math.min(...times).toFixed(0)} ms after the page is asked for, the best of 3 first visits`);
}

async function measureControl(browser: Browser, site: DemoSite): Promise<void> {
  const demo = await open(browser, site);
  await demo.page.waitForTimeout(milliseconds);
  print("Without training", `${await describeLongTasks(demo)}, in ${values.seconds} s`);
  await demo.close();
}

/** Long tasks at the start of a run and while it goes on, with predictions each 150 ms and the maps on the screen. */
async function measureTraining(browser: Browser, site: DemoSite): Promise<void> {
  const demo = await open(browser, site);
  await demo.press("Start training");
  await demo.waitForSteps(10);
  await demo.page.locator(".panel.inside").scrollIntoViewIfNeeded();
  await demo.page.waitForSelector(".panel.inside canvas");
  print("At the start of a run", await describeLongTasks(demo));
  const times: number[] = [];
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    times.push(await demo.page.evaluate(() => lumbreDemo.predictionTime()));
    await demo.page.waitForTimeout(150);
  }
  print("With training", `${await describeLongTasks(demo)}, in ${values.seconds} s`);
  times.sort((a, b) => a - b);
  print(
    "A prediction",
    `${quantile(times, 0.5)} ms (median of ${times.length}), 95 % within ${quantile(times, 0.95)} ms`,
  );
  print(
    "Trained meanwhile",
    `${(await demo.losses()).length} steps of ${values.model} on ${await demo.text("device")}`,
  );
  await demo.close();
}

/** The page's own clock, which stands still while test images are read; "≈" on a thousand of them. */
async function measureDefaultRun(browser: Browser, site: DemoSite): Promise<void> {
  const demo = await DemoPage.open(browser, site.address(true));
  const startedAt = performance.now();
  const accuracy = await demo.train();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const reached = await demo.page.locator(".clock dl > div").evaluateAll((rows) =>
    rows.map((row) => {
      const name = row.querySelector("dt")!.textContent;
      return `${name}: ${row.querySelector("dd")!.textContent}`;
    }),
  );
  print("Default run", `seconds of training ${reached.join(", ")}`);
  print("", `${(100 * accuracy).toFixed(2)} % of all 10,000 after ${await demo.text("seconds")} s of training,`);
  print("", `${seconds} s by the clock, with all tests, on ${await demo.text("device")}`);
  await demo.close();
}

const executable = findChromium();
if (executable === null) throw new Error("there is no Chromium on the PATH");
const browser = await launch(executable);
const site = await DemoSite.open();
print("Machine", `${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)} at the start`);
await measureFirstDigits(browser, site);
await measureControl(browser, site);
await measureTraining(browser, site);
await measureDefaultRun(browser, site);
await browser.close();
await site[Symbol.asyncDispose]();
