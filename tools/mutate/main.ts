// Puts faults into source files, one at a time, and says which ones no test notices: npm run mutate -- [options] <files>
//   --sample <n>   so many faults of each file, chosen by the seed; all without it
//   --total <n>    so many faults of all the files together, each as likely as another
//   --seed <n>     chooses the sample, 1 by default
//   --tests <n>    how many of the files of tests that import the source run, the closest first; 12 by default
//   --lines <a-b>  only faults in these lines
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { choose } from "./choose.js";
import { type Mutant, mutantsOf, mutated, withLimit } from "./mutants.js";
import { relatedTests } from "./relatedTests.js";
import { Trial } from "./trial.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: "string", default: "Infinity" },
    total: { type: "string", default: "Infinity" },
    seed: { type: "string", default: "1" },
    tests: { type: "string", default: "12" },
    lines: { type: "string", default: "1-1000000" },
  },
});

/** A source file with faults for it, in its order. */
interface Source {
  readonly path: string;
  readonly file: string;
  readonly text: string;
  readonly mutants: readonly Mutant[];
}

/** The files named, with the faults to try in each. */
function sources(): readonly Source[] {
  const [first, last] = values.lines.split("-").map(Number);
  const seed = Number(values.seed);
  const all = positionals.map((path): Source => {
    const file = resolve(path);
    const text = readFileSync(file, "utf8");
    const inLines = mutantsOf(file, text).filter(({ line }) => line >= first && line <= last);
    return { path, file, text, mutants: choose(inLines, Number(values.sample), seed) };
  });
  const pairs = all.flatMap(({ mutants }) => mutants);
  const chosen = new Set(choose(pairs, Number(values.total), seed));
  return all
    .map((source) => ({ ...source, mutants: source.mutants.filter((mutant) => chosen.has(mutant)) }))
    .filter(({ mutants }) => mutants.length > 0);
}

function describe(text: string, { start, end, replacement, line }: Mutant): string {
  const whole = text.split("\n")[line - 1].trim();
  return `${line}: ${text.slice(start, end).split("\n")[0]} -> ${replacement}   in   ${whole}`;
}

/** How many milliseconds each file of tests takes without a fault; those that fail then are not in it. */
const times = new Map<string, number>();
const tried = new Set<string>();

/** Of these tests those that pass without a fault: the first one first, then the fastest. */
async function working(trial: Trial, tests: readonly string[]): Promise<readonly string[]> {
  for (const test of tests.filter((path) => !tried.has(path))) {
    tried.add(test);
    const begin = performance.now();
    const broken = await trial.failure([test], longest);
    if (broken === null) times.set(test, performance.now() - begin);
    else console.log(`Left out, as it fails without a fault: ${relative(".", test)}, ${broken}`);
  }
  const [first, ...others] = tests.filter((test) => times.has(test));
  return first === undefined ? [] : [first, ...others.sort((a, b) => timeOf(a) - timeOf(b))];
}

function timeOf(test: string): number {
  return times.get(test) as number;
}

/** Tries the faults of one file. */
async function examine(trial: Trial, { path, file, text, mutants }: Source): Promise<number> {
  const tests = await working(trial, relatedTests(file).slice(0, Number(values.tests)));
  const limit = Math.max(20_000, 5 * tests.reduce((sum, test) => sum + timeOf(test), 0));
  console.log(`\n${path}: ${tests.map((test) => relative(".", test)).join(" ")}`);
  let caught = 0;
  for (const mutant of mutants) {
    trial.replace(file, withLimit(file, mutated(text, mutant), limit));
    const failed = await trial.failure(tests, 2 * limit);
    if (failed !== null) caught++;
    const [verdict, by] = failed === null ? ["MISSED", ""] : ["caught", `   by ${failed}`];
    console.log(`${verdict} ${describe(text, mutant)}${by}`);
  }
  trial.forget();
  console.log(`${path}: ${caught} of ${mutants.length} caught`);
  return caught;
}

/** Milliseconds that one file of tests may take without a fault. */
const longest = 300_000;

const chosen = sources();
const trial = new Trial();
let caught = 0;
try {
  for (const source of chosen) caught += await examine(trial, source);
} finally {
  await trial.close();
}
console.log(`\n${caught} of ${chosen.reduce((sum, { mutants }) => sum + mutants.length, 0)} caught`);
