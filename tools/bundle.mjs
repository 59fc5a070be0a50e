// Bundles each package, or those that are named, into its dist/index.js: one file loads several times faster than
// hundreds. A package with several entries gets a file for each, and files for what they share; so does one with parts
// that a page may not need. It asks nothing of what tsc or an earlier run has left in dist, so that it cannot be out of
// date.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { RolldownMagicString, rolldown } from "rolldown";

const packages = fileURLToPath(new URL("../packages/", import.meta.url));

/** Whatever is imported by name stays an import, so that no package carries a second copy of another. */
const isImportedByName = (id) => !id.startsWith(".") && !isAbsolute(id);

/** The sources of what the manifest exports and of its commands, by the names of their files in dist. */
function entriesOf(folder) {
  const { exports, bin = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = [...Object.values(exports).map((entry) => entry.default), ...Object.values(bin)];
  const names = files.map((file) => /dist\/(\w+)\.js$/.exec(file)[1]);
  return Object.fromEntries(names.map((name) => [name, `./src/${name}.ts`]));
}

/** What few programs need of a package, by the name of its file in dist: a bundler can load it when it is wanted. */
const seldomUsed = { autograd: { gradcheck: "./src/gradcheck/gradcheck.ts" } };

/**
 * The sources behind the index that get a file of their own in dist: what is seldom used, and the namespaces,
 * `export * as functional from "./functional.js"`. Within one file a namespace would be an object that holds all of it,
 * of which no bundler leaves anything out.
 */
function apartFrom(name, folder) {
  const source = readFileSync(join(folder, "src/index.ts"), "utf8");
  const namespaces = source.matchAll(/^export \* as (\w+) from "(\.\/[\w/]+)\.js";$/gm);
  const sources = Array.from(namespaces, ([, namespace, path]) => [namespace, `./${join("src", path)}.ts`]);
  return { ...Object.fromEntries(sources), ...seldomUsed[name] };
}

/** Leaves what the index imports of them as it is. */
function keepApart(folder, apart) {
  const index = join(folder, "src/index.ts");
  return {
    name: "keep-apart",
    resolveId(id, importer) {
      if (importer !== index) return null;
      const source = `./${join("src", id).replace(/\.js$/, ".ts")}`;
      const name = Object.keys(apart).find((other) => apart[other] === source);
      return name === undefined ? null : { id: `./${name}.js`, external: true };
    },
  };
}

/** The functions that describe arguments: pure, and called at the top of nearly every file. */
const pureFunctions = ["signature", "kinds"].flatMap((name) => {
  const source = readFileSync(join(packages, `tensor/src/arguments/${name}.ts`), "utf8");
  return Array.from(source.matchAll(/@__NO_SIDE_EFFECTS__ \*\/\n(?:export )?function (\w+)/g), ([, found]) => found);
});
const pureCall = new RegExp(`(?<![.\\w]|function )(?:${pureFunctions.join("|")})(?=[(<])`, "g");

/**
 * Says of each call that it is pure. A sibling imports these functions from the tensor package, which hides from the
 * bundlers of users what is written beside them, and every signature of what is not used would stay.
 */
const markPureCalls = {
  name: "mark-pure-calls",
  transform(code) {
    if (!code.includes('from "@lumbre/tensor/engine"')) return null;
    const marked = new RolldownMagicString(code);
    for (const { index } of code.matchAll(pureCall)) marked.appendLeft(index, "/* @__PURE__ */ ");
    return marked.hasChanged()
      ? { code: marked.toString(), map: marked.generateMap({ hires: true }).toString() }
      : null;
  },
};

/** Scripts in src/generated are bundles already: they are copied as they are, with what lies beside them. */
function keepGenerated(dist, kept) {
  return {
    name: "keep-generated",
    resolveId(id, importer = "") {
      const source = join(dirname(importer), id);
      const folder = dirname(source);
      if (basename(folder) !== "generated" || !existsSync(source)) return null;
      const name = basename(source, ".js");
      mkdirSync(dist, { recursive: true });
      for (const file of [`${name}.js`, `${name}.LICENSES.txt`]) copyFileSync(join(folder, file), join(dist, file));
      kept.push(`${name}.js`);
      return { id: `./${name}.js`, external: true };
    },
  };
}

async function bundlePackage(name) {
  const folder = join(packages, name);
  const dist = join(folder, "dist");
  const apart = apartFrom(name, folder);
  const input = { ...entriesOf(folder), ...apart };
  const isSingle = Object.keys(input).length === 1;
  const kept = [];
  const bundle = await rolldown({
    cwd: folder,
    input,
    external: isImportedByName,
    plugins: [keepGenerated(dist, kept), keepApart(folder, apart), markPureCalls],
    platform: "neutral",
    // A busy machine is nothing to warn of.
    checks: { bundlerTimings: false },
    transform: { target: "es2022" },
    onLog: (_, { code, message }) => {
      // On a busy machine the plug-ins above are slow.
      if (code === "PLUGIN_TIMINGS") return;
      throw new Error(`packages/${name}: ${message}`);
    },
  });
  const { output } = await bundle.write({
    dir: dist,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    // What several entries share is one file, not one for each set of them.
    codeSplitting: isSingle ? false : { groups: [{ name: "shared", minShareCount: 2 }] },
    // Messages say `this.constructor.name`.
    keepNames: true,
    comments: { legal: true, annotation: true, jsdoc: false },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await bundle.close();
  removeOtherScripts(dist, [...kept, ...output.map(({ fileName }) => fileName)]);
}

/** Deletes scripts beside the bundle, which builds of one file for each source file have left. */
function removeOtherScripts(dist, written) {
  for (const path of readdirSync(dist, { recursive: true })) {
    if (/\.js(\.map)?$/.test(path) && !written.includes(path)) rmSync(join(dist, path));
  }
}

const named = process.argv.slice(2);
await Promise.all((named.length > 0 ? named : readdirSync(packages)).map(bundlePackage));
