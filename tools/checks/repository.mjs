// The repository that a package's manifest names. npm's provenance asks for it, and that it is the one whose workflow
// publishes; so the release writes it, and a fork publishes under its own name.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packagesOf } from "./workspaces.mjs";

/** Writes the repository at `url` into the manifests of all packages that are published. */
export function writeRepository(root, url) {
  for (const { folder, manifest } of packagesOf(root)) {
    if (manifest.private === true) continue;
    const path = join(root, folder, "package.json");
    const repository = { type: "git", url: `git+${url}.git`, directory: folder };
    writeFileSync(path, `${JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), repository }, null, 2)}\n`);
  }
}
