// Checks that each package's manifest lists the packages that the arrows allow, and nothing else of ours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { arrows } from "../../.dependency-cruiser.mjs";

/** Third-party packages that a published package may depend on. */
const thirdParty = {};

const fullName = (name) => (name === "lumbre" ? name : `@lumbre/${name}`);

/** What is wrong with the manifests below `root`, a line each. */
export function checkManifests(root) {
  const folder = join(root, "packages");
  const problems = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name, "package.json");
    if (!existsSync(path)) continue;
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    if (!(name in arrows)) {
      problems.push(`packages/${name}: not among the arrows in .dependency-cruiser.mjs`);
      continue;
    }
    const allowed = [...arrows[name].map(fullName), ...(thirdParty[name] ?? [])];
    const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    if (manifest.name !== fullName(name)) problems.push(`packages/${name}: is named ${manifest.name}`);
    for (const other of listed) {
      if (!allowed.includes(other)) problems.push(`packages/${name}: depends on ${other}, which no arrow allows`);
    }
    for (const other of allowed) {
      if (!listed.includes(other)) problems.push(`packages/${name}: does not list ${other}`);
    }
  }
  return problems;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = checkManifests(process.cwd());
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
