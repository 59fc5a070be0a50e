import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The path of a program in children/. */
export function childProgram(name: string): string {
  return fileURLToPath(new URL(`./children/${name}.js`, import.meta.url));
}

/** Runs a program to its end; the JSON that it prints. */
export function runForJson(command: string, args: readonly string[], env: Record<string, string> = {}): unknown {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: "utf8", env: { ...process.env, ...env } });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
  return JSON.parse(stdout);
}
