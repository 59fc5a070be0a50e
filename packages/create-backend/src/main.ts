import { Command } from "commander";
import { createBackendPackage } from "./createBackendPackage.js";

/**
 * The command `npm create @lumbre/backend <folder>`: makes the package and says what to do next.
 *
 * @returns The exit code: 0, or 1 when nothing was made, which is said on stderr.
 */
export function main(argv: readonly string[]): number {
  const program = new Command("npm create @lumbre/backend")
    .description("Starts a package with a new backend for Lumbre, and the test that says what is left to write.")
    .argument("<folder>", "a new folder, whose name becomes the package's: backend-metal")
    .allowExcessArguments(false)
    .parse([...argv], { from: "user" });
  const [folder] = program.args;
  try {
    const { name, files } = createBackendPackage(folder);
    console.log(`${name}: wrote ${files.length} files to ${folder}. Next:\n`);
    console.log(
      `  cd ${folder}\n  npm install\n  npm test    # passes, and lists the kernels in src/kernels.ts that are left to write`,
    );
    return 0;
  } catch (error) {
    console.error((error as Error).message);
    return 1;
  }
}
