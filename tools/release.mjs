// `npm run release`: builds and checks all packages, and publishes those whose version is not published yet.
// `npm run release -- --dry-run` rehearses it: packs all of them as they would be sent, in order, and sends nothing.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeRepository } from "./checks/repository.mjs";
import { packagesOf } from "./checks/workspaces.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const { values: options } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });
const run = (program, args, cwd = root) => execFileSync(program, args, { cwd, stdio: "inherit" });

/** The packages to publish, each after those that it depends on. */
function inOrder(workspaces) {
  const published = workspaces.filter(({ manifest }) => manifest.private !== true);
  const byName = new Map(published.map((workspace) => [workspace.manifest.name, workspace]));
  const ordered = new Set();
  const add = (workspace) => {
    const { dependencies, peerDependencies } = workspace.manifest;
    for (const name of Object.keys({ ...dependencies, ...peerDependencies }))
      if (byName.has(name)) add(byName.get(name));
    ordered.add(workspace);
  };
  published.forEach(add);
  return [...ordered];
}

run("npm", ["run", "build"]);
run("npm", ["run", "check"]);
if (options["dry-run"]) {
  const packages = inOrder(packagesOf(root));
  for (const { folder } of packages) run("npm", ["publish", "--dry-run"], join(root, folder));
  console.log(
    `rehearsed, nothing sent: ${packages.map(({ manifest }) => `${manifest.name}@${manifest.version}`).join(", ")}`,
  );
} else {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env;
  if (server !== undefined && name !== undefined) writeRepository(root, `${server}/${name}`);
  run("npx", ["changeset", "publish"]);
}
