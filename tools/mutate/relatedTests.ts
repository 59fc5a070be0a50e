import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { globSync } from "tinyglobby";
import ts from "typescript";

const sources = ["packages/*/src/**/*.ts", "apps/*/src/**/*.{ts,tsx}", "tools/**/*.ts", "bench/**/*.ts"];

/** Modules that are made from a file which nothing imports: what workers run is a text. */
export const madeFrom: ReadonlyMap<string, string> = new Map([
  [resolve("packages/backend-wasm/src/threads/worker.ts"), resolve("packages/backend-wasm/src/generated/worker.ts")],
]);

/** The sources that a package's manifest names for what stands behind its name in an import. */
function packageEntries(): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  for (const manifest of globSync(["packages/*/package.json", "tools/testing/package.json"], { absolute: true })) {
    const { name, exports = {} } = JSON.parse(readFileSync(manifest, "utf8"));
    for (const [path, target] of Object.entries<Record<string, string> | string>(exports)) {
      const source = typeof target === "string" ? target : target["@lumbre/source"];
      if (source !== undefined) entries.set(join(name, path), join(dirname(manifest), source));
    }
  }
  return entries;
}

/** What a file imports. TypeScript's own list leaves out `export * as name from`. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  const namespaces = text.matchAll(/^export \* as \w+ from "([^"]+)"/gm);
  return [
    ...ts.preProcessFile(text).importedFiles.map(({ fileName }) => fileName),
    ...Array.from(namespaces, ([, name]) => name),
  ];
}

/** Who imports a file, of all files of the repo. */
function importersOf(): ReadonlyMap<string, readonly string[]> {
  const entries = packageEntries();
  const importers = new Map<string, string[]>();
  for (const file of globSync(sources, { absolute: true, ignore: ["**/node_modules/**", "**/dist/**"] })) {
    for (const name of importsOf(file)) {
      const imported = name.startsWith(".") ? resolve(dirname(file), name.replace(/\.js$/, ".ts")) : entries.get(name);
      if (imported !== undefined && existsSync(imported)) {
        importers.set(imported, [...(importers.get(imported) ?? []), file]);
      }
    }
  }
  return importers;
}

/** The package, app or tool that a file belongs to. */
function homeOf(file: string): string {
  return file.split("/src/")[0];
}

/** The share of a file's folders that another file does not lie in: 0 for files of one folder, less than 1 in one package. */
function apart(file: string, other: string): number {
  const [folders, others] = [file, other].map((path) => dirname(path).split("/"));
  const differing = folders.findIndex((folder, i) => folder !== others[i]);
  return differing < 0 ? 0 : 1 - differing / folders.length;
}

/**
 * The files of tests that import a file, directly or not, the closest ones first: those of its own package before all
 * others, and of these the ones with the fewest files between, and then those in the nearest folder.
 */
export function relatedTests(file: string): readonly string[] {
  const importers = importersOf();
  const distances = new Map([[madeFrom.get(file) ?? file, 0]]);
  for (const [reached, distance] of distances) {
    for (const importer of importers.get(reached) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  const beside = file.replace(/\.ts$/, ".test.ts");
  const rank = (test: string): number => {
    if (test === beside) return -1;
    return (distances.get(test) as number) + (homeOf(test) === homeOf(file) ? 0 : 1000) + apart(file, test) / 2;
  };
  return [...distances.keys()].filter((path) => path.endsWith(".test.ts")).sort((a, b) => rank(a) - rank(b));
}
