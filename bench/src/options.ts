import { Command, InvalidArgumentError } from "commander";
import { allCores } from "./devices.js";
import { isWanted, workloads } from "./workloads/index.js";

/** What is measured besides the workloads. */
export const extras = ["overhead", "memory", "startup"];

/** What the command line says. */
export interface BenchOptions {
  readonly only?: readonly string[];
  readonly rounds: number;
  readonly threads: number;
  /** False: without the CPU reference. */
  readonly reference: boolean;
  readonly fastest?: boolean;
  /** An earlier run's file. */
  readonly compare?: string;
  readonly save: string;
}

/** A whole number >= 1. */
export function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number >= 1.");
  return value;
}

/** Comma-separated beginnings of names, each of which must fit one of the names; `shown` are those that an error lists. */
export function namesAmong(names: readonly string[], shown = names): (text: string) => readonly string[] {
  return (text) => {
    const wanted = text.split(",");
    const unknown = wanted.filter((prefix) => !names.some((name) => isWanted(name, [prefix])));
    if (unknown.length > 0) {
      throw new InvalidArgumentError(`No such workload: ${unknown.join(", ")}. There are: ${shown.join(", ")}.`);
    }
    return wanted;
  };
}

/** Reads the command line of `npm run bench`. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const names = [...workloads.map(({ name }) => name), ...extras];
  const shown = [...names.filter((name) => !name.startsWith("op:")), "op:NAME"];
  return new Command("npm run bench --")
    .description("Times Lumbre against PyTorch, where Python has it, in turn and in one run. Lower is better.")
    .option(
      "--only <names>",
      `comma-separated, by name or by its beginning: ${shown.join(", ")}`,
      namesAmong(names, shown),
    )
    .option("--rounds <n>", "rounds that count", count, 5)
    .option("--threads <n>", "how many threads the columns have that do not have one", count, allCores)
    .option("--no-reference", "leave out the CPU reference, which takes most of the time")
    .option("--fastest", "show each side's fastest run instead of its median, on a machine that others use too")
    .option("--compare <file>", "print how the ratios changed since the run that wrote this file")
    .option("--save <name>", "write results/<name>.json", "latest")
    .allowExcessArguments(false)
    .parse([...argv], { from: "user" })
    .opts<BenchOptions>();
}
