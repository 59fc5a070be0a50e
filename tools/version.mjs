// `npm run version`: gives all packages their next version, as the changesets say, and writes it wherever else it stands.
import { execSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeVersions } from "./checks/versions.mjs";
import { packagesOf } from "./checks/workspaces.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const run = (command) => execSync(command, { cwd: root, stdio: "inherit" });

/** Writes the range in which packages take each other as peers. */
function writePeerRanges(rangeOf) {
  const workspaces = packagesOf(root);
  const versions = new Map(workspaces.map(({ manifest }) => [manifest.name, manifest.version]));
  for (const { folder, manifest } of workspaces) {
    const peers = manifest.peerDependencies ?? {};
    for (const name of Object.keys(peers)) if (versions.has(name)) peers[name] = rangeOf(versions.get(name));
    const path = join(root, folder, "package.json");
    const text = `${JSON.stringify(manifest, null, 2)}\n`;
    if (text !== readFileSync(path, "utf8")) writeFileSync(path, text);
  }
}

// Changesets takes a peer that leaves its range for a breaking change, which would make every release a major one.
writePeerRanges(() => "*");
run("npx changeset version");
writePeerRanges((version) => `^${version}`);
writeVersions(root);
run("npm install --package-lock-only");
