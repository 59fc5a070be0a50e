import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exportedNames } from "./call.js";
import type { OracleCase } from "./oracleCase.js";

/** Samples that the tests run: some of all, which `npm run oracle -- --sample` chooses. */
export const sampleFile = fileURLToPath(new URL("fixtures/sample.jsonl", import.meta.url));

/** What torch/make.py says of the cases that it made, and of those that it could not make. */
export interface Summary {
  readonly torch: string;
  readonly cases: number;
  readonly leftOut: {
    /** Operators without a counterpart here. */
    readonly unknown: readonly string[];
    readonly "unknown modules": readonly string[];
    /** For each operator, how many samples were left out for which reason. */
    readonly [operator: string]: readonly string[] | Readonly<Record<string, number>>;
  };
}

/** The cases of a file of JSON lines. */
export function readCases(file: string): OracleCase[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

/** The cases of a folder, file by file, whose name matches. */
export function* casesIn(folder: string, pattern: RegExp): Generator<OracleCase[]> {
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith(".jsonl") && pattern.test(name)) yield readCases(join(folder, name));
  }
}

/** Has PyTorch make all cases, in a folder. */
export function makeCases(folder: string): void {
  const python = ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", "import torch"]).status === 0,
  );
  if (python === undefined) throw new Error("the oracle needs a Python that has torch 1.13 (Debian: python3-torch)");
  mkdirSync(folder, { recursive: true });
  const names = join(folder, "names.json");
  writeFileSync(names, JSON.stringify(exportedNames()));
  const script = fileURLToPath(new URL("torch/make.py", import.meta.url));
  const { status } = spawnSync(python, [script, names, folder], { stdio: "inherit" });
  if (status !== 0) throw new Error(`${script} failed`);
}

export function readSummary(folder: string): Summary {
  return JSON.parse(readFileSync(join(folder, "summary.json"), "utf8"));
}
