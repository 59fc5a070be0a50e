import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { DemoPage } from "./demoPage.js";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

/** What axe finds wrong with the page as it is now. */
export async function findProblems({ page }: DemoPage): Promise<string[]> {
  await page.evaluate(await readFile(axe, "utf8"));
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResult> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
