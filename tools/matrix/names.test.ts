import { readFileSync } from "node:fs";
import { renderMatrix, runConformance } from "@lumbre/backend-testkit/conformance";
import { cpu } from "@lumbre/tensor";
import { expect, test } from "vitest";
import { filter } from "./filter.js";

/** The names and the first backend's cells in the tables of a page. */
function firstColumn(page: string): string[] {
  return page.split("\n").flatMap((line) => {
    const [, name, cell] = /^\| (`\w+`) \| ([^|]+) \|/.exec(line) ?? [];
    return name === undefined ? [] : [`${name}: ${cell}`];
  });
}

// The other columns take long, and are checked in the complete run.
test("docs/backend-matrix.md has all kernels and ops, and what the CPU does for them", async () => {
  const page = readFileSync(new URL("../../docs/backend-matrix.md", import.meta.url), "utf8");
  const report = await runConformance(() => cpu, { filter });
  const wanted = firstColumn(renderMatrix([report]));
  expect(wanted.length).toBeGreaterThan(200);
  expect(firstColumn(page), "out of date: run `npm run generate:matrix` and commit the page").toEqual(wanted);
});
