// Checks that manifests and project references list the packages that the arrows allow, and nothing else of ours.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { arrows, benched } from "../../.dependency-cruiser.mjs";

/** Third-party packages that a published package may depend on. */
const thirdParty = {
  "backend-gpu": ["gpu.js"],
  "backend-testkit": ["commander", "fast-check", "vitest"],
  "create-backend": ["commander"],
};

const fullName = (name) => (name === "lumbre" ? name : `@lumbre/${name}`);

const readJson = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));

/** The folders below `parent` that hold a manifest. */
function workspaces(parent) {
  if (!existsSync(parent)) return [];
  return readdirSync(parent).filter((name) => existsSync(join(parent, name, "package.json")));
}

/** What is wrong with the manifests below `root`, a line each. */
export function checkManifests(root) {
  return [...checkPackages(root), ...checkPrograms(root)];
}

function checkPackages(root) {
  const folder = join(root, "packages");
  const problems = [];
  for (const name of workspaces(folder)) {
    const manifest = readJson(folder, name, "package.json");
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
    problems.push(...checkReferences(root, name));
  }
  return problems;
}

/** The references by which `tsc -b` finds what to build first. */
function checkReferences(root, name) {
  const references = readJson(root, "packages", name, "tsconfig.json").references.map(({ path }) => path);
  const wanted = arrows[name].map((other) => `../${other}`);
  if (references.toSorted().join() === wanted.toSorted().join()) return [];
  return [`packages/${name}/tsconfig.json: references [${references.join(", ")}], expected [${wanted.join(", ")}]`];
}

/** Apps use the umbrella and no other package of ours, the benches also what they measure. */
function checkPrograms(root) {
  const programs = [...workspaces(join(root, "apps")).map((name) => `apps/${name}`), "bench"];
  return programs.flatMap((program) => {
    if (!existsSync(join(root, program, "package.json"))) return [];
    const { dependencies = {} } = readJson(root, program, "package.json");
    const allowed = program === "bench" ? benched.map(fullName) : [];
    const ours = Object.keys(dependencies).filter((name) => name.startsWith("@lumbre/"));
    return ours
      .filter((name) => !allowed.includes(name))
      .map((name) => `${program}: depends on ${name}; programs use only lumbre`);
  });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = checkManifests(process.cwd());
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
