#!/usr/bin/env node
import { constants } from "node:os";
import { LumbreError } from "lumbre";
import { parseOptions } from "./options.js";
import { run } from "./run.js";

const signals = ["SIGINT", "SIGTERM"] as const;

/** The first Ctrl-C, or its like: the step being computed ends, then the program. A second one ends it at once. */
let stoppedBy: (typeof signals)[number] | null = null;

function stop(signal: (typeof signals)[number]): void {
  stoppedBy = signal;
  for (const one of signals) process.off(one, stop);
}

for (const signal of signals) process.on(signal, stop);

async function main(): Promise<void> {
  await run(parseOptions(process.argv.slice(2)), () => stoppedBy !== null);
}

main().then(
  () => {
    // As a shell says it of a program that a signal ended.
    if (stoppedBy !== null) process.exitCode = 128 + constants.signals[stoppedBy];
  },
  (error: unknown) => {
    if (!(error instanceof LumbreError)) throw error;
    console.error(`${error.name}: ${error.message}`);
    process.exitCode = 1;
  },
);
