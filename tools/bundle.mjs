// Bundles each package, or those that are named, into its dist/index.js: one file loads several times faster than
// hundreds. It asks nothing of what tsc or an earlier run has left in dist, so that it cannot be out of date.
import { readdirSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const packages = fileURLToPath(new URL("../packages/", import.meta.url));

/** Whatever is imported by name stays an import, so that no package carries a second copy of another. */
const isImportedByName = (id) => !id.startsWith(".") && !isAbsolute(id);

async function bundlePackage(name) {
  const folder = join(packages, name);
  const dist = join(folder, "dist");
  const bundle = await rolldown({
    cwd: folder,
    input: "./src/index.ts",
    external: isImportedByName,
    platform: "neutral",
    transform: { target: "es2022" },
    onLog: (_, { message }) => {
      throw new Error(`packages/${name}: ${message}`);
    },
  });
  await bundle.write({
    file: join(dist, "index.js"),
    codeSplitting: false,
    // Messages say `this.constructor.name`.
    keepNames: true,
    comments: { legal: true, annotation: true, jsdoc: false },
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await bundle.close();
  removeOtherScripts(dist);
}

/** Deletes scripts beside the bundle, which builds of one file for each source file have left. */
function removeOtherScripts(dist) {
  for (const path of readdirSync(dist, { recursive: true })) {
    if (/\.js(\.map)?$/.test(path) && !/^index\.js(\.map)?$/.test(path)) rmSync(join(dist, path));
  }
}

const named = process.argv.slice(2);
await Promise.all((named.length > 0 ? named : readdirSync(packages)).map(bundlePackage));
