// Bundles each package, or those that are named, into its dist/index.js: one file loads several times faster than
// hundreds. A package with several entries gets a file for each, and files for what they share. It asks nothing of what
// tsc or an earlier run has left in dist, so that it cannot be out of date.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

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
  const input = entriesOf(folder);
  const isSingle = Object.keys(input).length === 1;
  const kept = [];
  const bundle = await rolldown({
    cwd: folder,
    input,
    external: isImportedByName,
    plugins: [keepGenerated(dist, kept)],
    platform: "neutral",
    transform: { target: "es2022" },
    onLog: (_, { message }) => {
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
