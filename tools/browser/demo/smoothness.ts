// Measures whether the page stays smooth while it trains: npm run demo:smooth. Prints long tasks, those of 50 ms and
// more, of a page that trains and of one that does not, and how long predictions take meanwhile.
import { parseArgs } from "node:util";
import type { Browser } from "playwright-core";
import { findChromium, launch } from "../chromium.js";
import { DemoPage } from "./demoPage.js";
import { DemoSite } from "./site.js";

interface LongTasks {
  readonly count: number;
  readonly longest: number;
}

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

async function longTasksOf(demo: DemoPage): Promise<LongTasks> {
  const tasks = await demo.page.evaluate(() => longTasks);
  return { count: tasks.length, longest: Math.max(0, ...tasks) };
}

function print(name: string, { count, longest }: LongTasks): void {
  console.log(`${name}: ${count} long tasks in ${values.seconds} s, the longest ${longest.toFixed(0)} ms`);
}

/** The value below which a share of them lies. */
function quantile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] ?? Number.NaN).toFixed(1);
}

const executable = findChromium();
if (executable === null) throw new Error("there is no Chromium on the PATH");
const browser = await launch(executable);
const site = await DemoSite.open();

const control = await open(browser, site);
await control.page.waitForTimeout(milliseconds);
print("Without training", await longTasksOf(control));
await control.close();

const demo = await open(browser, site);
await demo.press("Start training");
await demo.waitForSteps(10);
const times: number[] = [];
const end = Date.now() + milliseconds;
while (Date.now() < end) {
  times.push(await demo.page.evaluate(() => lumbreDemo.predictionTime()));
  await demo.page.waitForTimeout(150);
}
print("With training", await longTasksOf(demo));
times.sort((a, b) => a - b);
const { length } = times;
console.log(`${length} predictions: median ${quantile(times, 0.5)} ms, 95 % within ${quantile(times, 0.95)} ms`);
console.log(`Steps trained meanwhile: ${(await demo.losses()).length}; device: ${await demo.text("device")}`);
await demo.close();

await browser.close();
await site[Symbol.asyncDispose]();
