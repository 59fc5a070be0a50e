// Puts faults into source files, one at a time, and says which ones no test notices: npm run mutate -- [options] <files>
//   --sample <n>   so many faults of each file, chosen by the seed; all without it
//   --seed <n>     chooses the sample, 1 by default
//   --tests <n>    how many of the files of tests that import the source run, the closest first; 12 by default
//   --lines <a-b>  only faults in these lines
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Mutant, mutantsOf, mutated, withLimit } from "./mutants.js";
import { relatedTests } from "./relatedTests.js";
import { Trial } from "./trial.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "Infinity" },
    seed: { type: "string", default: "1" },
    tests: { type: "string", default: "12" },
    lines: { type: "string", default: "1-1000000" },
  },
});

/** A sample without repetition that depends on the seed alone. */
function choose(mutants: readonly Mutant[], count: number, seed: number): readonly Mutant[] {
  const order = mutants.map(
    (mutant, i) => [Math.imul(i + 1, 0x9e3779b1 ^ Math.imul(seed, 0x85ebca6b)) >>> 0, mutant] as const,
  );
  const chosen = order.sort(([a], [b]) => a - b).slice(0, count);
  return chosen.map(([, mutant]) => mutant).sort((a, b) => a.start - b.start);
}

function describe(text: string, { start, end, replacement, line }: Mutant): string {
  const whole = text.split("\n")[line - 1].trim();
  return `${line}: ${text.slice(start, end).split("\n")[0]} -> ${replacement}   in   ${whole}`;
}

/** Tries the faults of one file. */
async function examine(trial: Trial, path: string): Promise<{ readonly caught: number; readonly missed: number }> {
  const file = resolve(path);
  const text = readFileSync(file, "utf8");
  const [first, last] = values.lines.split("-").map(Number);
  const inLines = mutantsOf(file, text).filter(({ line }) => line >= first && line <= last);
  const tests = relatedTests(file).slice(0, Number(values.tests));
  console.log(`\n${path}: ${inLines.length} faults; ${tests.map((test) => relative(".", test)).join(" ")}`);
  const begin = performance.now();
  const broken = await trial.failure(tests, longest);
  if (broken !== null) {
    console.log(`Without a fault the tests fail, too: ${broken}`);
    return { caught: 0, missed: 0 };
  }
  const limit = Math.max(20_000, 5 * (performance.now() - begin));
  const missed: Mutant[] = [];
  const chosen = choose(inLines, Number(values.sample), Number(values.seed));
  for (const mutant of chosen) {
    trial.replace(file, withLimit(file, mutated(text, mutant), limit));
    const failed = await trial.failure(tests, 2 * limit);
    if (failed === null) missed.push(mutant);
    console.log(
      `${failed === null ? "MISSED" : "caught"} ${describe(text, mutant)}${failed === null ? "" : `   by ${failed}`}`,
    );
  }
  trial.forget();
  console.log(`${path}: ${chosen.length - missed.length} of ${chosen.length} caught`);
  return { caught: chosen.length - missed.length, missed: missed.length };
}

/** Milliseconds that the tests may take without a fault. */
const longest = 300_000;

const trial = new Trial();
let [caught, missed] = [0, 0];
try {
  for (const path of positionals) {
    const found = await examine(trial, path);
    caught += found.caught;
    missed += found.missed;
  }
} finally {
  await trial.close();
}
console.log(`\n${caught} of ${caught + missed} caught`);
