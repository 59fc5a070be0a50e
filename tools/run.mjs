// Runs a TypeScript program of the repo: node tools/run.mjs <file> [arguments]. Its files become one module, beside
// the packages that it imports by name, which stay imports.
import { rmSync } from "node:fs";
import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { rolldown } from "rolldown";

const file = resolve(process.argv[2]);
const bundle = await rolldown({
  input: file,
  external: (id) => !id.startsWith(".") && !isAbsolute(id),
  platform: "node",
  plugins: [
    {
      name: "own-addresses",
      transform: (code, id) => code.replaceAll("import.meta.url", JSON.stringify(pathToFileURL(id).href)),
    },
  ],
});
const module = file.replace(/\.ts$/, `.${process.pid}.mjs`);
await bundle.write({ file: module, codeSplitting: false });
await bundle.close();
process.argv.splice(1, 2, file);
try {
  await import(pathToFileURL(module).href);
} finally {
  rmSync(module);
}
