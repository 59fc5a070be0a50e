// The workspaces of the repo, as their manifests describe them.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The workspaces below `root/parent`, in the order of their names. */
export function workspacesIn(root, parent) {
  if (!existsSync(join(root, parent))) return [];
  const folders = readdirSync(join(root, parent)).map((name) => `${parent}/${name}`);
  return folders.flatMap((folder) => workspaceAt(root, folder));
}

/** The workspace in a folder, or none. */
export function workspaceAt(root, folder) {
  const path = join(root, folder, "package.json");
  return existsSync(path) ? [{ folder, manifest: JSON.parse(readFileSync(path, "utf8")) }] : [];
}

export const packagesOf = (root) => workspacesIn(root, "packages");

/** The names of the entries that a manifest exports: `index` for ".", and those of subpaths. */
export function entriesOf({ exports = {} }) {
  return Object.keys(exports).map((path) => (path === "." ? "index" : path.slice(2)));
}
