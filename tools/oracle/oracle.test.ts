import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readCases, sampleFile } from "./cases.js";
import { differences } from "./differences.js";
import { withDifferences } from "./docs.js";
import { areaOf, describeCase, describeFailures, judge, type Verdict } from "./report.js";

// A sample of what `npm run oracle` compares.
const cases = readCases(sampleFile);
const verdicts: Verdict[] = [];

describe.each([...new Set(cases.map(areaOf))])("PyTorch's samples: %s", (area) => {
  const own = cases.filter((item) => areaOf(item) === area);
  test.each([...new Set(own.map(({ torch }) => torch))])("%s", (name) => {
    for (const item of own.filter(({ torch }) => torch === name)) {
      const verdict = judge(item);
      verdicts.push(verdict);
      expect(describeFailures(verdict), describeCase(item)).toBe("");
    }
  });
});

test("every difference on purpose is one", () => {
  const shown = new Set(verdicts.flatMap((verdict) => verdict.differences));
  expect(differences.filter((difference) => !shown.has(difference)).map(({ pytorch }) => pytorch)).toEqual([]);
});

test("the page for those who come from PyTorch lists the differences", () => {
  const page = readFileSync(new URL("../../docs/from-pytorch.md", import.meta.url), "utf8");
  expect(page).toBe(withDifferences(page));
});
