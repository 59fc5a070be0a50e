// Checks that manifests and project references list the packages that the arrows allow, and nothing else of ours.
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { arrows, benched, shown } from "../../.dependency-cruiser.mjs";
import { checkVersion } from "./versions.mjs";
import { packagesOf, workspaceAt, workspacesIn } from "./workspaces.mjs";

/** Third-party packages that a published package may depend on. */
const thirdParty = {
  "backend-testkit": ["commander", "fast-check", "vitest"],
  "create-backend": ["commander"],
  hub: ["@noble/hashes", "fflate", "modern-tar"],
  serialize: ["fflate"],
  vision: ["@jsquash/jpeg", "d3-scale", "fflate"],
};

/** Packages whose code is in what a package publishes: a new version of one is a new version of the other. */
const bundled = { "backend-gpu": ["gpu.js"] };

const fullName = (name) => (name === "lumbre" ? name : `@lumbre/${name}`);

const readJson = (...path) => JSON.parse(readFileSync(join(...path), "utf8"));

/** What is wrong with the manifests below `root`, a line each. */
export function checkManifests(root) {
  return [
    ...packagesOf(root).flatMap((workspace) => checkPackage(root, workspace)),
    ...programsOf(root).flatMap(checkProgram),
    ...checkRootReferences(root),
  ];
}

const programsOf = (root) => [...workspacesIn(root, "apps"), ...workspaceAt(root, "bench")];

function checkPackage(root, { folder, manifest }) {
  const name = basename(folder);
  if (!(name in arrows)) return [`${folder}: not among the arrows in .dependency-cruiser.mjs`];
  const problems = [];
  const allowed = [...arrows[name].map(fullName), ...(thirdParty[name] ?? [])];
  const listed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  if (manifest.name !== fullName(name)) problems.push(`${folder}: is named ${manifest.name}`);
  for (const other of listed) {
    if (!allowed.includes(other)) problems.push(`${folder}: depends on ${other}, which no arrow allows`);
  }
  for (const other of allowed) {
    if (!listed.includes(other)) problems.push(`${folder}: does not list ${other}`);
  }
  return [
    ...problems,
    ...checkExports(root, folder, manifest),
    ...checkVersion(root, { folder, manifest }),
    ...checkBundled(folder, manifest),
    ...checkReferences(root, name),
  ];
}

function checkBundled(folder, { devDependencies = {} }) {
  return (bundled[basename(folder)] ?? [])
    .filter((name) => !/^\d+\.\d+\.\d+$/.test(devDependencies[name]))
    .map((name) => `${folder}: bundles ${name} at ${devDependencies[name]}; expected one version, in devDependencies`);
}

/** An entry is its source for this repo, then its declarations, then its script; all have the entry's name. */
function checkExports(root, folder, { exports }) {
  return Object.entries(exports).flatMap(([path, conditions]) => {
    const entry = path === "." ? "index" : path.slice(2);
    const wanted = {
      "@lumbre/source": `./src/${entry}.ts`,
      types: `./dist/${entry}.d.ts`,
      default: `./dist/${entry}.js`,
    };
    // The first condition that holds is taken, so that their order matters.
    if (!isDeepStrictEqual(Object.entries(conditions), Object.entries(wanted)))
      return [`${folder}: exports ${path} as ${JSON.stringify(conditions)}, expected ${JSON.stringify(wanted)}`];
    return existsSync(join(root, folder, "src", `${entry}.ts`)) ? [] : [`${folder}: there is no src/${entry}.ts`];
  });
}

/** The references by which `tsc -b` finds what to build first. */
function checkReferences(root, name) {
  const wanted = arrows[name].map((other) => `../${other}`);
  return compareReferences(root, `packages/${name}/tsconfig.json`, wanted);
}

/** All that `tsc -b` checks at the root. */
function checkRootReferences(root) {
  const wanted = [...packagesOf(root), ...programsOf(root)].map(({ folder }) => folder);
  return compareReferences(root, "tsconfig.json", wanted);
}

function compareReferences(root, file, wanted) {
  const references = readJson(root, file).references.map(({ path }) => path);
  if (references.toSorted().join() === wanted.toSorted().join()) return [];
  return [`${file}: references [${references.join(", ")}], expected [${wanted.join(", ")}]`];
}

/**
 * Programs use the umbrella and no other package of ours, but for what the benches measure and what the demo shows.
 */
function checkProgram({ folder, manifest }) {
  const allowed = (programs[folder] ?? ["lumbre"]).map(fullName);
  const ours = Object.keys(manifest.dependencies ?? {}).filter((name) => /^(@lumbre\/|lumbre$)/.test(name));
  return ours
    .filter((name) => !allowed.includes(name))
    .map((name) => `${folder}: depends on ${name}; it may use only ${allowed.join(", ")}`);
}

/** Our packages that a program may use, where that is not only the umbrella. */
const programs = { bench: ["lumbre", ...benched], "apps/demo": shown };

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const problems = checkManifests(process.cwd());
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
