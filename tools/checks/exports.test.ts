import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../packages/", import.meta.url));

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const entries = readdirSync(packages).flatMap((folder) => {
  const { name, exports } = JSON.parse(readFileSync(join(packages, folder, "package.json"), "utf8")) as Manifest;
  return Object.keys(exports).map((path) => name + path.slice(1));
});

// A name that is exported is a promise. `npx vitest run tools/checks -u` writes the lists anew.
test.each(entries)("%s exports what its list says", async (entry) => {
  const names = Object.keys(await import(entry)).sort();
  await expect(`${names.join("\n")}\n`).toMatchFileSnapshot(`exports/${entry.replaceAll("/", "-")}.txt`);
});
