import { decode, expectedOf, expectTensor, opFamilies, singleCases } from "@lumbre/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import config from "../../vitest.config.js";
import { bundlePages } from "./bundle.js";
import { findChromium, launch } from "./chromium.js";
import { servePages } from "./server.js";

const executable = findChromium() as string;
const alias = config.resolve?.alias as Readonly<Record<string, string>>;
let browser: any, server: any;
beforeAll(async () => {
  [browser, server] = await Promise.all([launch(executable), bundlePages(alias).then(servePages)]);
});
afterAll(async () => {
  await browser?.close();
  await server?.[Symbol.asyncDispose]();
});

test.each(opFamilies)("%s", async (family) => {
  const page = await browser.newPage();
  const told: string[] = [];
  page.on("pageerror", (e: any) => told.push(e.message));
  page.on("console", (m: any) => told.push(m.text()));
  await page.goto(server.page(true), { waitUntil: "load" });
  const cases = singleCases(family);
  const t0 = performance.now();
  const results = await page.evaluate((order: any) => (window as any).run("page", order), {
    job: "gpuFixtures",
    argument: cases,
  });
  console.log(family, cases.length, "cases", Math.round(performance.now() - t0), "ms");
  await page.close();
  const wrong = cases.flatMap((item, i) => {
    if (typeof results[i] === "string") return [`${item.name}: ${results[i].slice(0, 600)}`];
    const wanted = expectedOf(item, { isSingle: true });
    try {
      expect(results[i].length).toBe(wanted.length);
      for (const [k, r] of results[i].entries()) expectTensor(decode(r), wanted[k], { rtol: 1e-4, atol: 1e-5 });
      return [];
    } catch (error) {
      return [`${item.name}: ${(error as Error).message}`];
    }
  });
  console.log(told.slice(0, 20).join("\n"));
  console.log(wrong.length, "wrong\n" + wrong.slice(0, 25).join("\n"));
});

test("bench", async () => {
  const page = await browser.newPage();
  await page.goto(server.page(true), { waitUntil: "load" });
  console.log((await page.evaluate((order: any) => (window as any).run("page", order), { job: "gpuBench", argument: null })).join("\n"));
});
