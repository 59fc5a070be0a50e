// The version that a package knows of itself at run time: `src/version.ts`, where a package has one. `npm run version`
// writes it, and the check of the manifests compares.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packagesOf } from "./workspaces.mjs";

const pathOf = (root, folder) => join(root, folder, "src/version.ts");

const declaration = /^export const version = "([^"]*)";$/m;

/** What is wrong with a package's `src/version.ts`, a line each. */
export function checkVersion(root, { folder, manifest }) {
  const path = pathOf(root, folder);
  if (!existsSync(path)) return [];
  const version = declaration.exec(readFileSync(path, "utf8"))?.[1];
  if (version === manifest.version) return [];
  const found = version === undefined ? "no constant of it" : version;
  return [
    `${folder}/src/version.ts: holds ${found}, expected export const version = "${manifest.version}"; run npm run version`,
  ];
}

/** Writes the manifests' versions into all `src/version.ts` that there are. */
export function writeVersions(root) {
  for (const { folder, manifest } of packagesOf(root)) {
    const path = pathOf(root, folder);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    if (!declaration.test(text))
      throw new Error(`${folder}/src/version.ts: there is no line export const version = ""`);
    writeFileSync(path, text.replace(declaration, `export const version = "${manifest.version}";`));
  }
}
