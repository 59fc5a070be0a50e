// An empty folder outside of the repo, and what is done in it: for checks that use the packages as their users do.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packagesOf } from "../checks/workspaces.mjs";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const binaries = join(root, "node_modules/.bin");
const folders = [];

/** The folders' names of the packages that are published. */
export const publishable = packagesOf(root)
  .filter(({ manifest }) => manifest.private !== true)
  .map(({ folder }) => folder.replace("packages/", ""));

/** A new temporary folder. */
export function folder(name) {
  const path = mkdtempSync(join(tmpdir(), `lumbre-${name}-`));
  folders.push(path);
  return path;
}

/** Runs a program; what it printed is shown only when it fails. */
export function run(program, args, cwd) {
  try {
    return execFileSync(program, args, { cwd, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    throw new Error(`${program} ${args.join(" ")} failed in ${cwd}\n${error.stdout}\n${error.stderr}`);
  }
}

/** An empty project outside the repo with some packages installed. */
export function install(name, packages, manifest = { type: "module" }) {
  const project = folder(name);
  writeFileSync(
    join(project, "package.json"),
    JSON.stringify({ name: "user", version: "1.0.0", private: true, ...manifest }),
  );
  run("npm", ["install", "--no-audit", "--no-fund", ...packages], project);
  return project;
}

/** What a program prints. */
export function evaluate(project, code, file = "program.mjs") {
  writeFileSync(join(project, file), code);
  return run(process.execPath, [file], project).trim();
}

export function expect(what, actual, wanted) {
  if (actual !== wanted) throw new Error(`${what}: got ${JSON.stringify(actual)}, expected ${JSON.stringify(wanted)}`);
  console.log(`  ${what}`);
}

/** Runs all checks, says what failed, and deletes the folders. */
export async function conclude(checks) {
  try {
    await checks();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    for (const path of folders) rmSync(path, { recursive: true, force: true });
  }
}
