import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Command, Option } from "commander";
import type { BackendFactory } from "./device/subject.js";
import { type MatrixFormat, renderMatrix } from "./report/renderMatrix.js";
import type { ConformanceReport } from "./report/report.js";
import { runConformance } from "./runConformance.js";

interface CommandOptions {
  readonly format: MatrixFormat;
  readonly out?: string;
  readonly filter?: string;
  readonly times?: boolean;
}

/** Imports a module, by path or by name, and takes its `create` or default export. */
async function loadFactory(module: string): Promise<BackendFactory> {
  const isPath = /^[./]/.test(module) || /\.[cm]?[jt]s$/.test(module);
  const { create, default: byDefault } = await import(isPath ? pathToFileURL(resolve(module)).href : module);
  const factory: unknown = create ?? byDefault;
  if (typeof factory !== "function") throw new Error(`${module}: expected it to export a function \`create\``);
  return factory as BackendFactory;
}

function describeFailures({ backend, checks }: ConformanceReport): string {
  const failed = checks.filter(({ status }) => status === "failed");
  return failed.map(({ id, message }) => `${backend.name}: ${id}: ${message}\n`).join("");
}

async function runAll(modules: readonly string[], options: CommandOptions): Promise<void> {
  const { format, out, filter = "", times = false } = options;
  const reports: ConformanceReport[] = [];
  for (const module of modules) reports.push(await runConformance(await loadFactory(module), { filter, times }));
  const text = renderMatrix(reports, format);
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
  process.stderr.write(reports.map(describeFailures).join(""));
  if (!reports.every(({ passed }) => passed)) process.exitCode = 1;
}

/** The command `lumbre-conformance`: checks backends, prints or writes the matrix, and fails when a check failed. */
export async function runCommand(argv: readonly string[]): Promise<void> {
  const command = new Command("lumbre-conformance")
    .description("Checks backends of Lumbre, and prints the matrix of op by backend.")
    .argument("<modules...>", "modules that export a function `create`, which makes a backend or a device")
    .addOption(
      new Option("--format <format>", "how to write the matrix").choices(["markdown", "json"]).default("markdown"),
    )
    .option("--out <file>", "write it there instead of printing it")
    .option("--filter <text>", "run only the checks whose ids contain this")
    .option("--times", "also measure each op's time, relative to the CPU reference")
    .action(runAll);
  await command.parseAsync(argv);
}
