// Bundles the part of gpu.js that this package uses into src/generated/gpuJs.js, and writes down the licences in it.
// gpu.js itself cannot be a dependency: it depends in turn on native packages of 84 MB, which neither WebGL2 nor the CPU
// mode needs.
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const buildScript = fileURLToPath(import.meta.url);
const generated = join(dirname(buildScript), "src/generated");
const outputs = ["gpuJs.js", "gpuJs.d.ts", "gpuJs.LICENSES.txt"].map((name) => join(generated, name));
const require = createRequire(import.meta.url);
const manifest = require.resolve("gpu.js/package.json");

const unsupported = (name) =>
  `exports.${name} = class { static isSupported = false; static isContextMatch() { return false; } };`;

/** Modules that no kernel of this package reaches, by their path in node_modules, each with the text in its stead. */
const replacements = {
  "gpu.js/src/backend/headless-gl/kernel.js": unsupported("HeadlessGLKernel"),
  "gpu.js/src/backend/web-assembly/kernel.js": unsupported("WebAssemblyKernel"),
  "gpu.js/src/backend/web-gpu/kernel.js": unsupported("WebGPUKernel"),
  // Records calls of kernels and replays them.
  "gpu.js/src/pipeline.js": "exports.getActiveTrace = () => null;",
  // Print a kernel as a program.
  "gpu.js/src/backend/cpu/kernel-string.js": "",
  "gpu.js/src/backend/gl/kernel-string.js": "",
  // Runs kernels uncompiled, in gpu.js's mode "dev".
  "gpu-mock.js/index.js": "",
};

const pathInModules = (id) => id.split(sep).join("/").split("/node_modules/").at(-1);

/** Puts the replacements in, and throws when gpu.js no longer has a module that they replace. */
function replaceModules() {
  const waiting = new Set(Object.keys(replacements));
  return {
    name: "replace-modules",
    load(id) {
      waiting.delete(pathInModules(id));
      return replacements[pathInModules(id)] ?? null;
    },
    buildEnd(error) {
      if (error === undefined && waiting.size > 0) throw new Error(`gpu.js has no ${[...waiting].join(", ")}`);
    },
  };
}

/** The folder of the package that a module belongs to. */
function packageOf(id) {
  const parent = id.slice(0, -pathInModules(id).length);
  return join(parent, pathInModules(id).split("/")[0]);
}

/** Name, version and licence of each package that has a module in the bundle. */
function licencesOf(moduleIds) {
  const isReal = (id) => id.includes("node_modules") && !(pathInModules(id) in replacements);
  const folders = [...new Set(moduleIds.filter(isReal).map(packageOf))].sort();
  const notices = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (license !== "MIT") throw new Error(`${name}: bundling it under the licence ${license} is not provided for`);
    return `${name} ${version}\n\n${readFileSync(join(folder, "LICENSE"), "utf8").trim()}`;
  });
  return `gpuJs.js holds parts of these packages.\n\n${notices.join("\n\n\n")}\n`;
}

/** The bundle's text, and its licences. */
async function bundleGpuJs() {
  const bundle = await rolldown({
    input: join(dirname(manifest), "src/gpu.js"),
    platform: "neutral",
    transform: { target: "es2022" },
    resolve: { mainFields: ["module", "main"] },
    plugins: [replaceModules()],
    onLog: (_, { message }) => {
      throw new Error(`gpu.js: ${message}`);
    },
  });
  const { output } = await bundle.generate({ codeSplitting: false, minify: true, comments: false });
  await bundle.close();
  const [{ code, moduleIds }] = output;
  const licences = licencesOf(moduleIds);
  // Bundlers keep comments with a "!".
  return { code: `/*!\n${licences}*/\n${code}`, licences };
}

/** True if the bundle is newer than the installed gpu.js and this file. */
function isCurrent() {
  const timeOf = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return Math.min(...outputs.map(timeOf)) > Math.max(timeOf(manifest), timeOf(buildScript));
}

/** Builds the bundle where it is out of date; vitest calls it before its tests. */
export default async function build() {
  if (isCurrent()) return;
  const { code, licences } = await bundleGpuJs();
  const [script, declaration, notice] = outputs;
  mkdirSync(generated, { recursive: true });
  writeFileSync(script, code);
  writeFileSync(notice, licences);
  writeFileSync(declaration, "declare const gpuJs: { readonly GPU: unknown };\nexport default gpuJs;\n");
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
