import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { bundleEntries } from "../../tools/browser/bundle.js";
import { findChromium, launch } from "../../tools/browser/chromium.js";
import { servePages } from "../../tools/browser/server.js";
import { alternate, type Side, type Timing } from "../src/alternate.js";
import { installPeers, peersFolder } from "../src/installPeers.js";
import { count, namesAmong } from "../src/options.js";
import { saveResults } from "../src/results.js";
import { formatMilliseconds } from "../src/table.js";
import { isWanted } from "../src/workloads/index.js";
import { gpuWorkloads, type TimedPage } from "./workloads.js";

interface GpuBenchOptions {
  readonly only?: readonly string[];
  readonly rounds: number;
}

/** A workload: how many times longer TensorFlow.js takes than Lumbre. */
interface GpuRow {
  readonly workload: string;
  readonly ratio: number;
  readonly lumbre: Timing;
  readonly tfjs: Timing;
}

type Browser = Awaited<ReturnType<typeof launch>>;

/** A page of its own with a script, what the script offers, and how to close it. */
async function openPage(browser: Browser, script: string): Promise<TimedPage & { close(): Promise<void> }> {
  const server = await servePages(await bundleEntries({ page: script }));
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(error));
  await page.goto(server.page(false), { waitUntil: "load" });
  return {
    describe: () => page.evaluate(() => (window as unknown as TimedPage).describe()),
    time: (name, repeats) =>
      page.evaluate(([name, repeats]) => (window as unknown as TimedPage).time(name, repeats), [
        name,
        repeats,
      ] as const),
    close: async () => {
      await page.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The side that runs a workload in a page. What is compiled for it is compiled before. */
async function sideOf(name: string, page: TimedPage, workload: string): Promise<Side> {
  await page.time(workload, 1);
  return { name, run: async (repeats) => [await page.time(workload, repeats)] };
}

function formatRow({ ratio, lumbre, tfjs }: GpuRow, title: string): string {
  const times = `${formatMilliseconds(tfjs.median)} ms, Lumbre ${formatMilliseconds(lumbre.median)} ms`;
  return `${ratio.toFixed(2).padStart(7)}x  ${title.padEnd(42)}${times}`;
}

async function measureAll(lumbre: TimedPage, tfjs: TimedPage, { only, rounds }: GpuBenchOptions): Promise<GpuRow[]> {
  console.log(`${await tfjs.describe()} and Lumbre on ${await lumbre.describe()}`);
  console.log("How many times longer than Lumbre TensorFlow.js takes; medians, in turn. Higher is slower.\n");
  const rows: GpuRow[] = [];
  for (const { name, title } of gpuWorkloads.filter(({ name }) => isWanted(name, only))) {
    const sides = [await sideOf("Lumbre", lumbre, name), await sideOf("TensorFlow.js", tfjs, name)];
    const [ours, theirs] = await alternate(sides, rounds);
    const row = { workload: name, ratio: theirs.median / ours.median, lumbre: ours, tfjs: theirs };
    console.log(formatRow(row, title));
    rows.push(row);
  }
  return rows;
}

async function main(options: GpuBenchOptions): Promise<void> {
  const executable = findChromium();
  if (executable === null) throw new Error("there is no Chromium on the PATH (Debian: apt-get install chromium)");
  installPeers();
  const browser = await launch(executable);
  try {
    const lumbre = await openPage(browser, fileURLToPath(new URL("lumbrePage.ts", import.meta.url)));
    const tfjs = await openPage(browser, `${peersFolder}tfjsWebgl.mjs`);
    const rows = await measureAll(lumbre, tfjs, options);
    console.log(`\nwritten to ${saveResults("gpu", { rows })}`);
    await lumbre.close();
    await tfjs.close();
  } finally {
    await browser.close();
  }
}

const names = gpuWorkloads.map(({ name }) => name);
const program = new Command("npm run bench:gpu --")
  .description("Times Lumbre's gpu device against TensorFlow.js on WebGL, in Chromium, in turn and in one run.")
  .option("--only <names>", `comma-separated: ${names.join(", ")}`, namesAmong(names))
  .option("--rounds <n>", "rounds that count", count, 5)
  .allowExcessArguments(false)
  .parse();
await main(program.opts<GpuBenchOptions>());
