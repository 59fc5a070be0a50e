// What may import what. `npm run check:arrows` runs it, together with tools/checks/manifests.mjs.
import { entriesOf, packagesOf } from "./tools/checks/workspaces.mjs";

/**
 * Each package with the packages it may use. Programs use only the umbrella, the benches also what {@link benched} names;
 * the demo uses those in {@link shown}, for the umbrella brings a backend along before one is chosen.
 */
export const arrows = {
  tensor: [],
  autograd: ["tensor"],
  nn: ["tensor", "autograd"],
  optim: ["tensor", "autograd"],
  hub: [],
  datasets: ["tensor", "hub"],
  serialize: ["tensor"],
  vision: ["tensor", "autograd", "nn", "datasets", "hub", "serialize"],
  "backend-wasm": ["tensor"],
  "backend-gpu": ["tensor"],
  "backend-testkit": ["tensor", "autograd"],
  "create-backend": [],
  lumbre: ["tensor", "autograd", "nn", "optim", "hub", "datasets", "serialize", "vision", "backend-wasm"],
};

/** Packages beside the umbrella that a bench measures. */
export const benched = ["backend-gpu"];

/** Packages that the demo's worker uses, one by one. */
export const shown = [
  "tensor",
  "autograd",
  "nn",
  "optim",
  "datasets",
  "serialize",
  "vision",
  "backend-wasm",
  "backend-gpu",
];

const tests = "\\.test\\.ts$";

/** The files of each package that its manifest exports, as sources and as built. */
const exported = packagesOf(process.cwd()).map(({ folder, manifest }) => {
  const entries = entriesOf(manifest).join("|");
  return `^${folder}/(src/(${entries})\\.ts|dist/(${entries})\\.(js|d\\.ts))$`;
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(arrows).map(([name, allowed]) => ({
      name: `arrows-of-${name}`,
      comment: `${name} may import only: ${allowed.join(", ") || "nothing"}`,
      severity: "error",
      from: { path: `^packages/${name}/src/`, pathNot: tests },
      to: { path: "^(packages|apps|bench|tools)/", pathNot: `^packages/(${[name, ...allowed].join("|")})/` },
    })),
    {
      name: "apps-use-the-umbrella",
      severity: "error",
      from: { path: "^(apps/[^/]+|bench)/src/", pathNot: [tests, "^apps/demo/"] },
      to: { path: "^packages/", pathNot: "^packages/lumbre/" },
    },
    {
      name: "arrows-of-the-demo",
      comment: `the demo's worker uses packages by name, of these: ${shown.join(", ")}`,
      severity: "error",
      from: { path: "^apps/demo/", pathNot: tests },
      to: { path: "^packages/", pathNot: `^packages/(${shown.join("|")})/` },
    },
    {
      name: "no-tensors-in-the-page",
      comment: "the demo's page sends messages; all that computes, types included, stays in its worker",
      severity: "error",
      from: { path: "^apps/demo/src/(page|i18n|protocol)", pathNot: tests },
      to: { path: "^(packages/|apps/demo/src/worker/)" },
    },
    {
      name: "no-page-in-the-worker",
      severity: "error",
      from: { path: "^apps/demo/src/(worker|protocol)", pathNot: tests },
      to: { path: "^apps/demo/src/(page|i18n)/|node_modules/(preact|@preact|uplot)/" },
    },
    {
      name: "arrows-of-the-gpu-bench",
      comment: `the bench of the GPU uses the umbrella, and of the others only: ${benched.join(", ")}`,
      severity: "error",
      from: { path: "^bench/gpu/" },
      to: { path: "^packages/", pathNot: `^packages/(lumbre|${benched.join("|")})/` },
    },
    {
      name: "no-deep-import",
      comment: "another package is imported by its name, never by a file of it",
      severity: "error",
      from: { path: "^(packages|apps)/([^/]+)/", pathNot: tests },
      to: {
        path: "^packages/[^/]+/",
        pathNot: ["^$1/$2/", ...exported],
      },
    },
    {
      name: "no-cycle",
      comment: "no cycle at run time; type-only imports do not count",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-import-outside-the-manifest",
      comment:
        "what a package imports, it lists among its dependencies; what only tests and builds need does not count",
      severity: "error",
      from: {
        path: "^(packages|apps|bench)/",
        pathNot: [tests, "/(build|hostSide|packModule|transpileWorker)\\.mjs$", "^apps/demo/(build/|vite\\.config)"],
      },
      // Our own packages are the matter of the arrows, and of tools/checks/manifests.mjs.
      to: {
        pathNot: "^packages/",
        dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown", "unknown", "undetermined"],
      },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    // The peers of the bench are installed apart, by a command of its own.
    exclude: { path: "(^|/)(dist|assembly)/|^bench/peers/" },
    // Imports as they are written: one of a type only is an arrow too, because the published declarations have it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.test.json" },
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["@lumbre/source", "import", "types"] },
  },
};
