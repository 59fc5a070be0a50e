// Compares Lumbre with PyTorch's own databases of operators and modules: npm run oracle [-- options]
//   --match <pattern>  only operators and modules whose name matches
//   --folder <path>    where the cases are made, and kept; what is there already is not made again
//   --wasm             on WebAssembly instead of the CPU reference
//   --sample           chooses what the tests run
//   --docs             writes the list of differences into docs/from-pytorch.md
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createWasm } from "@lumbre/backend-wasm";
import { setDefaultDevice } from "@lumbre/tensor";
import { casesIn, makeCases, readSummary, sampleFile } from "./cases.js";
import { type Difference, differences } from "./differences.js";
import { withDifferences } from "./docs.js";
import { areaOf, describeCase, describeFailures, judge, type Verdict } from "./report.js";
import { Sampler } from "./sample.js";

const { values } = parseArgs({
  options: {
    match: { type: "string", default: "" },
    folder: { type: "string" },
    wasm: { type: "boolean", default: false },
    sample: { type: "boolean", default: false },
    docs: { type: "boolean", default: false },
  },
});
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "lumbre-oracle-"));

/** Counts of one area. */
class Tally {
  samples = 0;
  forms = 0;
  passed = 0;
  "on purpose" = 0;
  failed = 0;

  add({ forms, failures, differences: shown }: Verdict): void {
    this.samples++;
    this.forms += forms;
    if (failures.length > 0) this.failed++;
    else if (shown.length > 0) this["on purpose"]++;
    else this.passed++;
  }
}

function run(): boolean {
  const tallies: Record<string, Tally> = {};
  const total = new Tally();
  const seen = new Set<Difference>();
  const sampler = new Sampler();
  for (const cases of casesIn(folder, new RegExp(values.match))) {
    const verdicts = cases.map(judge);
    sampler.add(verdicts);
    for (const verdict of verdicts) {
      tallies[areaOf(verdict.item)] ??= new Tally();
      tallies[areaOf(verdict.item)].add(verdict);
      total.add(verdict);
      for (const difference of verdict.differences) seen.add(difference);
      if (verdict.failures.length > 0) console.log(`${describeCase(verdict.item)}\n${describeFailures(verdict)}\n`);
    }
  }
  console.table({ ...tallies, "all of it": total });
  if (values.sample)
    writeFileSync(
      sampleFile,
      sampler
        .lines()
        .map((line) => `${line}\n`)
        .join(""),
    );
  const unseen = values.match === "" ? differences.filter((difference) => !seen.has(difference)) : [];
  for (const { pytorch } of unseen) console.log(`No longer a difference: ${pytorch}`);
  return total.failed === 0 && unseen.length === 0;
}

function showLeftOut(): void {
  const { leftOut } = readSummary(folder);
  const { unknown, "unknown modules": modules, ...others } = leftOut;
  const reasons = new Map<string, number>();
  for (const counts of Object.values(others)) {
    for (const [reason, count] of Object.entries(counts)) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  console.log(`Not here (${unknown.length} operators): ${unknown.join(", ")}\n`);
  console.log(`Not here (${modules.length} modules): ${modules.join(", ")}\n`);
  const list = [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${reason} ${count}`);
  console.log(`Samples left out: ${list.join(", ")}\n`);
}

if (values.docs) {
  const page = fileURLToPath(new URL("../../docs/from-pytorch.md", import.meta.url));
  writeFileSync(page, withDifferences(readFileSync(page, "utf8")));
} else {
  try {
    if (values.wasm) setDefaultDevice(await createWasm());
    if (!existsSync(join(folder, "summary.json"))) makeCases(folder);
    showLeftOut();
    if (!run()) process.exitCode = 1;
  } finally {
    if (values.folder === undefined) rmSync(folder, { recursive: true });
  }
}
